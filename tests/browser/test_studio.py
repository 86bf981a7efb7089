"""The studio: the picture follows by mouse and by keyboard, and every error has a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import complaints_of, overflow_of, signed_up, violations_of
from tests.generation.quick_engine import RESOLUTION

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
CHILD_WITHIN_MS = 240_000
PREVIEW_WITHIN_MS = 20_000
TOO_MANY = {"error": {"code": "too_many_open_jobs", "message": "Three are open."}}
# Whether nothing lies over an element.
IS_SEEN = """(selector) => {
    const element = document.querySelector(selector);
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


@pytest.fixture(scope="module")
def site(quick_site: RunningSite) -> RunningSite:
    """A site whose jobs are done within seconds; test_sample_couple.py looks at what the real networks render."""
    return quick_site


@pytest.fixture(scope="module")
def member(browser: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, site, "remixer") as context:
        yield context


@pytest.fixture(scope="module")
def child(member: BrowserContext) -> str:
    """The address of the sample couple's first child."""
    page = member.new_page()
    page.goto("/families/sample/")
    page.get_by_role("button", name="Imagine the child").click()
    page.wait_for_url("**/children/*/", timeout=CHILD_WITHIN_MS)
    address = page.url
    page.close()
    return address


@pytest.fixture
def page(member: BrowserContext, child: str) -> Iterator[Page]:
    """A page in the studio, with that child."""
    page = member.new_page()
    page.goto(child)
    page.get_by_role("link", name="Change this child").click()
    page.wait_for_url("**/studio/?child=*")
    yield page
    page.close()


def choose(page: Page, words: str) -> None:
    page.get_by_role("radio", name=words).check()


def picture(page: Page) -> Locator:
    return page.locator("[data-picture] img")


def expect_picture(page: Page, words: str) -> None:
    expect(picture(page)).to_have_attribute("alt", re.compile(re.escape(words)), timeout=PREVIEW_WITHIN_MS)


def test_it_begins_with_the_child_and_follows_every_change(page: Page) -> None:
    complaints = complaints_of(page)
    expect(picture(page)).to_have_attribute("src", re.compile("/children/"))
    other = "Girl" if page.get_by_role("radio", name="Boy").is_checked() else "Boy"
    choose(page, other)
    expect_picture(page, other)
    page.get_by_label("Age", exact=True).fill("12.5")
    expect_picture(page, "12.5 years")
    page.locator("#studio_from_eyes").select_option("b")
    expect(page.locator("[data-live]")).to_contain_text(f"The picture shows: {other}", timeout=PREVIEW_WITHIN_MS)
    assert page.evaluate("document.querySelector('[data-picture] img').naturalWidth") == 256
    assert complaints == []


def test_the_dots_of_what_came_from_whom_are_whole(page: Page, child: str) -> None:
    """A dot at either end of its line reaches half beyond. The quick networks tell nothing of inheritance."""
    page.goto(child)
    page.locator("main").evaluate(
        """main => { main.innerHTML = '<section class="inheritance"><svg class="share"></svg></section>'; }"""
    )
    expect(page.locator(".share")).to_have_css("overflow", "visible")


def test_a_slider_moved_before_the_script_arrived_is_followed(page: Page) -> None:
    held: list[Route] = []
    page.route(re.compile(r"/studio(\.\w+)?\.js"), lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.get_by_label("Age", exact=True).fill("17.5")
    assert held
    for route in held:
        route.continue_()
    expect_picture(page, "17.5 years")


def test_it_works_by_keyboard(page: Page) -> None:
    slider = page.get_by_label("Age", exact=True)
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "newborn")
    expect_picture(page, "newborn")
    page.keyboard.press("ArrowRight")
    expect_picture(page, "half a year")


def test_every_change_can_be_undone(page: Page) -> None:
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")
    seed = page.locator("#studio_seed").input_value()
    age = page.get_by_label("Age", exact=True)
    before = age.input_value()
    page.get_by_role("button", name="Another variation").click()
    age.fill("3")
    page.locator("#studio_from_eyes").select_option("b")
    undo.click()
    assert page.locator("#studio_from_eyes").input_value() == ""
    assert age.input_value() == "3"
    undo.click()
    assert age.input_value() == before
    assert page.locator("#studio_seed").input_value() != seed
    undo.click()
    assert page.locator("#studio_seed").input_value() == seed
    expect(undo).to_have_attribute("aria-disabled", "true")


def test_a_reload_and_the_way_back_lead_to_the_same_child(page: Page) -> None:
    page.get_by_role("button", name="Another variation").click()
    page.get_by_label("Age", exact=True).fill("19")
    page.locator("#studio_from_eyes").select_option("b")
    expect_picture(page, "19 years")
    page.wait_for_url("**age_years=19**")
    seed = page.locator("#studio_seed").input_value()

    def expect_the_same() -> None:
        expect_picture(page, "19 years")
        assert page.locator("#studio_seed").input_value() == seed
        assert page.locator("#studio_from_eyes").input_value() == "b"

    page.reload()
    expect_the_same()
    page.get_by_role("link", name="Go to the family").click()
    page.wait_for_url("**/families/*/")
    page.go_back()
    expect_the_same()


def test_while_a_slider_moves_only_some_are_asked_for_and_the_last_is_shown(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/preview/") else None)
    slider = page.get_by_label("Age", exact=True)
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    words = slider.get_attribute("aria-valuetext")
    expect_picture(page, str(words))
    assert len(asked) < 12


def test_without_a_socket_the_picture_is_asked_for(page: Page) -> None:
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.reload()
    page.get_by_label("Age", exact=True).fill("3")
    expect_picture(page, "3 years")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "You are no longer signed in."),
        (429, "Too many changes within a minute. Drawing continues in 7 seconds."),
        (503, "The face generator does not respond."),
    ],
)
def test_every_trouble_has_a_sentence(page: Page, status: int, words: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=status, headers={"Retry-After": "7"}, json={"error": {"code": "x", "message": ""}})

    page.route("**/studio/preview/", refuse)
    page.get_by_label("Age", exact=True).fill("9")
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    assert page.get_by_role("link", name="Sign in").is_visible() == (status == 403)
    assert violations_of(page) == []


def test_until_the_first_preview_the_child_of_before_stays_dimmed(page: Page) -> None:
    page.route("**/studio/preview/", lambda route: route.abort())
    page.goto(page.url.split("?")[0])
    expect(page.get_by_role("alert").filter(has_text="The connection was lost.")).to_be_visible()
    expect(picture(page)).to_have_css("opacity", "0.35")
    page.unroute("**/studio/preview/")
    page.get_by_role("button", name="Try again").click()
    expect_picture(page, "7 years")
    expect(picture(page)).to_have_css("opacity", "1")


def test_a_lost_connection_is_told_and_recovers(page: Page) -> None:
    page.route("**/studio/preview/", lambda route: route.abort())
    page.get_by_label("Age", exact=True).fill("9")
    error = page.get_by_role("alert").filter(has_text="The connection was lost.")
    expect(error).to_be_visible()
    page.unroute("**/studio/preview/")
    page.get_by_role("button", name="Try again").click()
    expect(error).to_be_hidden(timeout=PREVIEW_WITHIN_MS)
    expect_picture(page, "9 years")


def test_nothing_keeps_anybody_out_and_it_fits_a_small_screen(page: Page) -> None:
    page.get_by_label("Age", exact=True).fill("5")
    expect_picture(page, "5 years")
    assert violations_of(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow_of(page) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow_of(page) == []


def test_keeping_leaves_the_sketch_on_screen_and_sharpens_it(page: Page) -> None:
    complaints = complaints_of(page)
    choose(page, "Girl")
    page.get_by_label("Age", exact=True).fill("4")
    expect_picture(page, "Girl, 4 years")
    seed = page.locator("#studio_seed").input_value()
    page.get_by_role("button", name="Keep this child").click()
    kept = page.locator("[data-kept] li")
    expect(kept).to_contain_text("Keeping")
    expect(picture(page)).to_be_visible()
    expect(picture(page)).to_have_attribute("src", re.compile("/children/"), timeout=CHILD_WITHIN_MS)
    assert page.evaluate("document.querySelector('[data-picture] img').naturalWidth") == RESOLUTION
    assert violations_of(page) == []
    assert complaints == []
    kept.get_by_role("link").click()
    page.wait_for_url("**/children/*/")
    expect(page.get_by_role("main")).to_contain_text("4 years")
    expect(page.get_by_role("main")).to_contain_text(f"Variation {seed}")


def test_a_refusal_to_keep_has_a_sentence(page: Page) -> None:
    page.route("**/api/families/*/children/", lambda route: route.fulfill(status=429, json=TOO_MANY))
    page.get_by_role("button", name="Keep this child").click()
    expect(page.get_by_role("alert").filter(has_text=TOO_MANY["error"]["message"])).to_be_visible()
    assert page.locator("[data-kept] li").count() == 0


SCREENS = [(390, 844), (844, 390), (1280, 900)]


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_picture_state_and_buttons_stay_in_sight(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    age = page.get_by_label("Age", exact=True)
    expect(age).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)
    for name in ("eyes", "hair"):
        page.locator(f"#studio_from_{name}").scroll_into_view_if_needed()
        expect(page.get_by_role("button", name="Keep this child")).to_be_in_viewport(ratio=1)
        expect(page.locator(".studio-picture")).to_be_in_viewport(ratio=0.98)
        assert page.evaluate(IS_SEEN, f"#studio_from_{name}")
    if height > width / 2:  # on a phone on its side the foot of the page takes all of the screen
        page.evaluate("window.scrollTo(0, 1e6)")
        expect(page.locator(".studio-picture")).to_be_in_viewport(ratio=0.98)


def test_without_a_script_the_ordinary_form_serves(
    browser: Browser, site: RunningSite, member: BrowserContext, page: Page
) -> None:
    context = browser.new_context(
        base_url=site.url, storage_state=member.storage_state(), java_script_enabled=False, locale="en-US"
    )
    plain = context.new_page()
    plain.goto(page.url)
    expect(plain.get_by_text("need JavaScript")).to_be_visible()
    expect(plain.get_by_role("button", name="Imagine the child")).to_be_visible()
    context.close()
