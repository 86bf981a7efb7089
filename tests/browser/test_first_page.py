"""The first page before anybody has an account: a child that follows two sliders."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.babysite.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(browser: Browser, site: RunningSite) -> Iterator[Page]:
    context = browser.new_context(locale="en-US", viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_the_child_follows_the_sliders_and_says_so(page: Page, site: RunningSite) -> None:
    page.goto(site.url)
    sheet = page.locator(".first-minute .sheet")
    expect(sheet).to_be_visible()
    before = sheet.evaluate("image => getComputedStyle(image).transform")
    age = page.get_by_role("slider", name=re.compile("Age"))
    age.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(age).to_have_attribute("aria-valuetext", "25 years")
    assert sheet.evaluate("image => getComputedStyle(image).transform") != before


def test_another_couple_and_a_boy_are_other_pictures(page: Page, site: RunningSite) -> None:
    page.goto(site.url)
    sheet = page.locator(".first-minute .sheet")
    expect(sheet).to_have_attribute("src", re.compile("mina-jun-girl"))
    page.get_by_label("Lena and Tom").check()
    page.get_by_label("Boy").check()
    expect(sheet).to_have_attribute("src", re.compile("lena-tom-boy"))
    expect(page.locator(".first-minute .trio img").first).to_have_attribute("src", re.compile("lena-tom-mother"))


def test_without_scripts_the_couple_and_a_child_stand_still(browser: Browser, site: RunningSite) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    expect(page.locator(".first-minute .trio img")).to_have_count(3)
    expect(page.locator(".first-controls")).to_be_hidden()
    context.close()
