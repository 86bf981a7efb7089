"""The main job as a newcomer does it: sign up, see two faces sharpen, get a child, take the picture home."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.babysite.running_site import RunningSite
from tests.browser.conftest import running_site
from tests.browser.visitor import PHONE, SMALL, overflow_of, violations_of

pytestmark = [pytest.mark.browser, pytest.mark.science, pytest.mark.timeout(600)]

TOLD_IN_ORDER = True
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LONGEST_JOB_MS = 400_000  # 75 s on two idle cores; these may be busy
PREVIEW_WITHIN_MS = 20_000


class Listener:
    """A record of a page's socket messages and complaints."""

    def __init__(self, page: Page) -> None:
        self.states: list[dict[str, object]] = []
        self.complaints: list[str] = []
        page.on("websocket", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)

    def _listen(self, socket: WebSocket) -> None:
        """Records the sockets of jobs; a family's page has another one, which tells of its deletion."""
        if "/ws/jobs/" in socket.url:
            socket.on("framereceived", lambda frame: self.states.append(json.loads(frame)))


@pytest.fixture(scope="module")
def site() -> Iterator[RunningSite]:
    """With the real networks, warm."""
    with running_site() as site:
        yield site


@pytest.fixture(scope="module")
def page(browser: Browser, site: RunningSite) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, viewport=PHONE, locale="en-US")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def visit(page: Page) -> Listener:
    """Runs once for all tests below: it takes more than a minute."""
    listener = Listener(page)
    page.goto("/")
    page.get_by_role("button", name="Try it with a sample couple").click()
    page.get_by_label("Email").fill("newcomer@example.org")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_label("I am at least 18 years old").check()
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.get_by_role("radio", name="Girl").check()
    page.get_by_role("button", name="Imagine the child").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("[data-preview=a] img")).to_be_visible(timeout=120_000)
    page.reload()
    expect(page.locator("[data-preview=a] img")).to_be_visible()
    page.wait_for_url("**/children/*/", timeout=LONGEST_JOB_MS)
    return listener


def test_progress_arrives_over_the_websocket(visit: Listener) -> None:
    percents = [int(str(state["percent"])) for state in visit.states]
    assert len(percents) > 20
    assert percents == sorted(percents)
    assert {state["stage"] for state in visit.states} >= {"aligning", "projecting"}
    previews = {json.dumps(state["previews"]) for state in visit.states}
    assert len(previews) > 10, "Both faces sharpen while the page is open."


def test_the_child_is_shown_beside_what_the_model_saw(visit: Listener, page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("A child of Mina and Jun")
    expect(page.get_by_text("Girl, 7 years")).to_be_visible()
    page.wait_for_load_state("networkidle")
    for summary in page.locator("summary").all():
        summary.click()
    pictures = page.get_by_role("main").locator("img")
    # The child, either parent beside it, and further down either one's photo and what the model sees.
    assert pictures.count() == 7
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") == 1024


def test_the_picture_can_be_taken_home(visit: Listener, page: Page) -> None:
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").click()
    assert started.value.suggested_filename.startswith("babysite-")
    with Image.open(BytesIO(Path(started.value.path()).read_bytes())) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1024, 1024))
        assert not picture.getexif()


def test_the_child_grows_up_in_a_film_that_plays(visit: Listener, page: Page) -> None:
    child = page.url
    page.get_by_role("button", name="Watch this child grow up").click()
    page.wait_for_url("**/children/*/#growing-up", timeout=LONGEST_JOB_MS)
    video = page.locator("video")
    video.evaluate("video => video.play()")
    assert video.evaluate("video => [Math.round(video.duration), video.videoWidth, video.videoHeight]") == [7, 512, 512]
    assert page.request.get(f"{child}film/", headers={"Range": "bytes=4-7"}).body() == b"ftyp"
    page.goto(child)


def test_a_slider_shows_the_child_at_another_age(visit: Listener, page: Page) -> None:
    child = page.url
    page.get_by_role("link", name="Change this child").click()
    page.get_by_label("Age", exact=True).fill("12.5")
    picture = page.locator("[data-picture] img")
    expect(picture).to_have_attribute("alt", re.compile(r"12\.5 years"), timeout=PREVIEW_WITHIN_MS)
    assert picture.evaluate("image => image.naturalWidth") == 256
    page.goto(child)


def test_no_page_complained(visit: Listener) -> None:
    assert visit.complaints == []


def test_pages_about_a_child_suit_everybody(visit: Listener, page: Page) -> None:
    child = page.url
    family = page.get_by_role("link", name="Go to the family").get_attribute("href")
    for address in (child, f"{child}delete/", family, f"{family}delete/", "/families/"):
        page.goto(address or "")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations_of(page) == []
        page.set_viewport_size(SMALL)
        assert overflow_of(page) == []
        page.set_viewport_size(PHONE)
    page.goto(child)


def test_another_child_of_known_faces_takes_seconds(visit: Listener, page: Page) -> None:
    page.get_by_role("link", name="Another child").click()
    page.get_by_role("radio", name="Boy").check()
    page.get_by_role("radio", name="Baby").check()
    first = page.url
    page.get_by_role("button", name="Imagine the child").click()
    page.wait_for_url("**/children/*/", timeout=60_000)
    assert page.url != first
    expect(page.get_by_text("Boy, baby")).to_be_visible()


def test_without_scripts_the_page_arrives_at_the_result_too(
    visit: Listener, page: Page, browser: Browser, site: RunningSite
) -> None:
    context = browser.new_context(
        base_url=site.url, java_script_enabled=False, storage_state=page.context.storage_state(), locale="en-US"
    )
    plain = context.new_page()
    plain.goto("/families/sample/")
    plain.get_by_role("radio", name="Grown-up").check()
    plain.get_by_role("button", name="Imagine the child").click()
    plain.wait_for_url("**/children/*/", timeout=60_000)
    expect(plain.get_by_role("heading", level=1)).to_have_text("A child of Mina and Jun")
    context.close()


def test_the_networks_are_loaded_in_the_heavy_worker(visit: Listener, site: RunningSite) -> None:
    """And in no other part: tests/babysite/test_running.py."""
    assert "tensorflow" in site.mapped_files("worker-heavy")


def test_the_worker_stayed_below_three_gigabytes(visit: Listener, site: RunningSite) -> None:
    status = Path(f"/proc/{site.pid_of('worker-heavy')}/status").read_text()
    kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    assert kilobytes < 3_000_000


def test_deleting_the_family_leaves_nothing(visit: Listener, page: Page, site: RunningSite) -> None:
    page.goto("/families/")
    page.get_by_role("main").get_by_role("link").filter(has_text="Mina").click()
    page.get_by_role("link", name="Delete the family").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("The family has been deleted")).to_be_visible()
    for _ in range(50):
        left = [
            path for path in (site.home / "media").rglob("[!.]*") if path.is_file()
        ]  # the site's own notes are hidden
        if not left:
            return
        page.wait_for_timeout(100)
    raise AssertionError(left)
