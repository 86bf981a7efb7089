"""The page after a photo without a face: whose it is, what to do, and the way there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import FATHER, MOTHER, fill_in, send_and_arrive, signed_up, stop

pytestmark = pytest.mark.browser

ENDS_WITHIN_MS = 60_000


@pytest.fixture(scope="module")
def page(browser: Browser, site: RunningSite) -> Iterator[Page]:
    with signed_up(browser, site, "landscape") as context:
        yield context.new_page()


@pytest.fixture
def landscape(tmp_path: Path) -> Path:
    path = tmp_path / "landscape.jpg"
    Image.linear_gradient("L").resize((640, 640)).convert("RGB").save(path)
    return path


@pytest.fixture
def both_of_them(tmp_path: Path) -> Path:
    path = tmp_path / "both.jpg"
    picture = Image.new("RGB", (1536, 768))
    for place, photo in enumerate((MOTHER, FATHER)):
        picture.paste(Image.open(photo).resize((768, 768)), (place * 768, 0))
    picture.save(path)
    return path


def test_no_face_names_the_parent_and_another_photo_is_enough(page: Page, landscape: Path) -> None:
    fill_in(page, photo_a=landscape)
    send_and_arrive(page)
    expect(page.get_by_role("alert")).to_contain_text("No face was found in the photo of Alice", timeout=ENDS_WITHIN_MS)
    expect(page.get_by_role("heading", level=1)).to_have_text("That did not work")
    expect(page).to_have_title("That did not work · babysite")
    page.get_by_role("link", name="Choose another photo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Another photo of Alice")
    page.locator("[name=photo]").set_input_files(MOTHER)
    page.get_by_role("button", name="Go on with this photo").click()
    page.wait_for_url("**/jobs/*/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    stop(page)


def test_several_faces_are_asked_about_and_the_work_goes_on(page: Page, both_of_them: Path) -> None:
    fill_in(page, photo_b=both_of_them)
    send_and_arrive(page)
    question = page.get_by_role("group", name="There are several faces in the photo. Which one is Bob?")
    expect(question.get_by_role("radio")).to_have_count(2, timeout=ENDS_WITHIN_MS)
    question.get_by_role("radio", name="Face 2").check()
    for adult in page.get_by_role("radio", name="Yes, an adult").all():
        adult.check()
    page.get_by_role("button", name="Continue").click()
    stop(page)
    page.get_by_role("link", name="Go to the family").click()
    expect(page.get_by_role("button", name="Imagine the child")).to_be_visible()
