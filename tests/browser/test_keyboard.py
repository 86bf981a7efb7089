"""The way from the front page to a job with nothing but a keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import FATHER, MOTHER, catch_file_choosers, signed_up, stop

pytestmark = pytest.mark.browser

MOST_STEPS = 40


@pytest.fixture(scope="module")
def member(browser: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, site, "typist") as context:
        yield context


@pytest.fixture
def page(member: BrowserContext) -> Iterator[Page]:
    page = member.new_page()
    catch_file_choosers(page)
    yield page
    page.close()


def tab_to(page: Page, selector: str) -> None:
    """Every stop on the way must be seen to have the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        assert has_visible_focus(page), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{MOST_STEPS} times Tab did not lead to {selector}")


def has_visible_focus(page: Page) -> bool:
    """A chip's input is see-through: the words beside it wear the ring."""
    return bool(
        page.evaluate(
            """() => {
                const focused = document.activeElement;
                const wearers = [focused, focused.matches(".chip input") && focused.nextElementSibling];
                return wearers.filter(Boolean).some((element) => {
                    const style = getComputedStyle(element);
                    const box = element.getBoundingClientRect();
                    const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                    return isSeen && style.opacity !== "0" && box.bottom > 0 && box.top < innerHeight;
                });
            }"""
        )
    )


def test_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Start with two photos")).to_be_focused()


def test_the_form_is_filled_in_and_sent_without_a_mouse(page: Page) -> None:
    page.goto("/")
    tab_to(page, 'main a[href="/families/new/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/families/new/")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.reading").first).to_have_attribute("open", "")
    tab_to(page, "[name=consent_basis_a]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=photo_a]")).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="This is me").first).to_be_checked()
    for slot, photo, name in (("a", MOTHER, "Alice"), ("b", FATHER, "Bob")):
        if slot == "b":
            tab_to(page, "[name=consent_basis_b]")
            expect(page.locator("[data-consents=b]")).to_be_hidden()
            page.keyboard.press("ArrowLeft")
            expect(page.get_by_role("radio", name="I have their permission").last).to_be_checked()
        tab_to(page, f'[data-portrait="{slot}"] [data-choose]')
        with page.expect_file_chooser() as opened:
            page.keyboard.press("Enter")
        opened.value.set_files(photo)
        tab_to(page, f"[name=name_{slot}]")
        page.keyboard.type(name)
        tab_to(page, f"[name=consent_{slot}]")
        page.keyboard.press("Space")
    tab_to(page, "[name=sex]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "[name=age]")
    tab_to(page, "form.steps [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*/")
    stop(page)
