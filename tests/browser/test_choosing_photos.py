"""Every way to give a photo, with its picture shown at once."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import FATHER, MOTHER, catch_file_choosers, send, signed_up
from tests.ml_core.images.files import TURNED_HEIC

pytestmark = pytest.mark.browser

# A browser lets a page make such an event, and hides nothing in it that a real one has.
GIVE = """(target, { kind, name, type, content }) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type }));
    const options = { bubbles: true, cancelable: true, dataTransfer: transfer, clipboardData: transfer };
    target.dispatchEvent(kind === "drop" ? new DragEvent(kind, options) : new ClipboardEvent(kind, options));
}"""


@pytest.fixture(scope="module")
def member(browser: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, site, "chooser") as context:
        yield context


@pytest.fixture
def page(member: BrowserContext) -> Iterator[Page]:
    page = member.new_page()
    catch_file_choosers(page)
    page.goto("/families/new/")
    yield page
    page.close()


def picker(page: Page, title: str) -> Locator:
    return page.get_by_role("group", name=title)


def give(target: Locator, path: Path, *, kind: str, type_: str = "image/jpeg", name: str = "") -> None:
    content = base64.b64encode(path.read_bytes()).decode()
    target.evaluate(GIVE, {"kind": kind, "name": name or path.name, "type": type_, "content": content})


def choose(page: Page, title: str, path: Path) -> None:
    with page.expect_file_chooser() as opened:
        page.get_by_role("button", name=f"{title}: Choose a photo").click()
    opened.value.set_files(path)


def chosen_file(picker: Locator) -> str | None:
    name: str | None = picker.locator("input[type=file]").evaluate("input => input.files[0]?.name ?? null")
    return name


def expect_photo(picker: Locator, name: str) -> None:
    expect(picker.get_by_role("status")).to_contain_text(f"Chosen: {name}")
    expect(picker.locator("[data-picture] img")).to_have_js_property("naturalWidth", 1024)
    assert chosen_file(picker) == name


def test_a_photo_is_chosen_and_shown(page: Page) -> None:
    choose(page, "First parent", MOTHER)
    expect_photo(picker(page, "First parent"), "mother.jpg")
    assert chosen_file(picker(page, "Second parent")) is None


def test_a_photo_is_dropped(page: Page) -> None:
    second = picker(page, "Second parent")
    give(second, FATHER, kind="drop")
    expect_photo(second, "father.jpg")


def test_pasted_photos_go_where_one_is_missing(page: Page) -> None:
    give(page.locator("body"), MOTHER, kind="paste")
    give(page.locator("body"), FATHER, kind="paste")
    expect_photo(picker(page, "First parent"), "mother.jpg")
    expect_photo(picker(page, "Second parent"), "father.jpg")


def test_a_photo_is_replaced(page: Page) -> None:
    first = picker(page, "First parent")
    choose(page, "First parent", MOTHER)
    choose(page, "First parent", FATHER)
    expect_photo(first, "father.jpg")
    expect(first.locator("[data-picture] img")).to_have_count(1)


def test_a_photo_is_removed(page: Page) -> None:
    first = picker(page, "First parent")
    removal = page.get_by_role("button", name="First parent: Remove the photo")
    expect(removal).to_be_hidden()
    choose(page, "First parent", MOTHER)
    removal.click()
    expect(first.get_by_role("status")).to_have_text("No photo chosen.")
    expect(first.locator("[data-picture] img")).to_have_count(0)
    expect(page.get_by_role("button", name="First parent: Choose a photo")).to_be_focused()
    assert chosen_file(first) is None


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
@pytest.mark.parametrize("width", [320, 360, 390])
def test_on_a_phone_all_ways_stand_in_one_row(
    browser: Browser, site: RunningSite, member: BrowserContext, width: int, locale: str
) -> None:
    context = browser.new_context(
        base_url=site.url,
        storage_state=member.storage_state(),
        locale=locale,
        viewport={"width": width, "height": 700},
        has_touch=True,
    )
    page = context.new_page()
    page.goto("/families/new/")
    page.locator("[name=photo_a]").set_input_files(MOTHER)
    buttons = page.locator("[data-portrait=a] .ways button")
    expect(buttons.last).to_be_visible()
    assert len({button.bounding_box()["y"] for button in buttons.all()}) == 1  # type: ignore[index]
    context.close()


@pytest.mark.parametrize("way", ["choose", "drop"])
def test_a_file_that_is_no_picture_is_told_at_once_and_replaces_nothing(page: Page, way: str) -> None:
    first = picker(page, "First parent")
    choose(page, "First parent", MOTHER)
    if way == "choose":
        choose(page, "First parent", Path(__file__))
    else:
        give(first, Path(__file__), kind="drop", type_="text/x-python")
    expect(first.get_by_role("status")).to_have_text(
        "That is not a picture. Choose a JPEG, PNG, WebP, HEIC or AVIF file."
    )
    assert chosen_file(first) == "mother.jpg"


def test_a_text_that_calls_itself_a_photo_is_not_kept(page: Page, tmp_path: Path) -> None:
    liar = tmp_path / "holiday.jpg"
    liar.write_text("no picture")
    first = picker(page, "First parent")
    choose(page, "First parent", liar)
    expect(first.get_by_role("status")).to_contain_text("That is not a picture.")
    assert chosen_file(first) is None


def test_that_it_was_no_picture_is_still_said_after_sending(page: Page) -> None:
    first = picker(page, "First parent")
    choose(page, "First parent", Path(__file__))
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(first.get_by_role("status")).to_contain_text("That is not a picture.")


@pytest.mark.parametrize("type_", ["", "application/octet-stream", "image/heic-sequence", "image/jpeg", "image/heif"])
@pytest.mark.parametrize("name", ["IMG_1.HEIC", "1000012345"])
def test_what_iphones_take_is_chosen_whatever_a_system_calls_it(page: Page, name: str, type_: str) -> None:
    first = picker(page, "First parent")
    give(first, TURNED_HEIC, kind="drop", type_=type_, name=name)
    expect(first.get_by_role("status")).to_contain_text(f"Chosen: {name}")
    expect(first.get_by_role("status")).to_contain_text("cannot display it")
    assert chosen_file(first) == name


@pytest.mark.parametrize(("name", "type_"), [("a.jpg", "image/jpg"), ("a.jpe", "image/pjpeg"), ("a", "")])
def test_a_jpeg_is_chosen_whatever_a_system_calls_it(page: Page, name: str, type_: str) -> None:
    first = picker(page, "First parent")
    give(first, MOTHER, kind="drop", type_=type_, name=name)
    expect_photo(first, name)


def test_a_photo_whose_preview_fails_is_kept(page: Page, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(MOTHER.read_bytes()[:100])
    first = picker(page, "First parent")
    choose(page, "First parent", damaged)
    expect(first.get_by_role("status")).to_contain_text("cannot display it")
    assert chosen_file(first) == "damaged.jpg"
