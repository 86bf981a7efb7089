"""The fields folded away under "More choices": found, understood and sent, with a script and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import complaints_of, fill_in, send, send_and_arrive, signed_up, stop, violations_of

pytestmark = pytest.mark.browser
FOLD = "details.more"


@pytest.fixture(scope="module")
def member(browser: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, site, "more") as context:
        yield context


@pytest.fixture
def page(member: BrowserContext) -> Iterator[Page]:
    page = member.new_page()
    yield page
    page.close()


def unfold(page: Page) -> None:
    page.locator(f"{FOLD} summary").click()


def test_it_is_folded_away_at_first(page: Page) -> None:
    page.goto("/families/sample/")
    expect(page.get_by_label("Eyes", exact=True)).to_be_hidden()
    unfold(page)
    expect(page.get_by_label("Eyes", exact=True)).to_be_visible()
    assert violations_of(page) == []


def test_the_slider_says_in_words_where_it_stands(page: Page) -> None:
    page.goto("/families/sample/")
    unfold(page)
    slider = page.get_by_label("Takes after")
    expect(slider).to_have_attribute("aria-valuetext", "like both equally")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("0.25")
    expect(page.get_by_role("status").filter(has_text="more like Jun")).to_be_visible()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "like Mina only")


def test_a_fault_in_it_is_shown_though_it_was_folded_away_again_and_the_photos_stay(page: Page) -> None:
    complaints = complaints_of(page)
    fill_in(page)
    unfold(page)
    page.get_by_label("Age in years").fill("99")
    unfold(page)
    send(page)
    expect(page.locator(FOLD)).to_have_attribute("open", "")
    expect(page.locator(f"{FOLD} .errorlist")).to_have_text("Enter an age from 0 to 25 years, such as 6 or 0.5.")
    assert [line for line in complaints if "400" not in line] == []
    page.get_by_label("Age in years").fill("9")
    send_and_arrive(page)
    stop(page)


def test_all_of_it_works_without_a_script(browser: Browser, site: RunningSite, member: BrowserContext) -> None:
    context = browser.new_context(
        base_url=site.url, storage_state=member.storage_state(), java_script_enabled=False, locale="en-US"
    )
    page = context.new_page()
    page.goto("/families/sample/")
    unfold(page)
    page.get_by_label("Age in years").fill("99")
    page.get_by_label("Eyes", exact=True).select_option("From Mina")
    page.get_by_role("button", name="Imagine the child").click()
    expect(page.locator(FOLD)).to_have_attribute("open", "")
    expect(page.get_by_label("Eyes", exact=True)).to_have_value("a")
    page.get_by_label("Age in years").fill("9")
    page.get_by_label("Identical twins").check()
    page.get_by_role("button", name="Imagine the child").click()
    page.wait_for_url("**/jobs/*/")
    stop(page)
    context.close()
