"""What is typed into a password field can be looked at, and is a password again when it is sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import PHONE, SMALL, complaints_of, overflow_of, violations_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/login/"])
def test_what_is_typed_can_be_looked_at(browser: Browser, site: RunningSite, address: str) -> None:
    context = browser.new_context(base_url=site.url, viewport=PHONE, locale="en-US")
    page = context.new_page()
    complaints = complaints_of(page)
    page.goto(address)
    field, box = page.get_by_label("Password"), page.get_by_label("Show what I type")
    field.fill("correct horse")
    expect(field).to_have_attribute("type", "password")
    field.press("Tab")
    expect(box).to_be_focused()
    box.press("Space")
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value("correct horse")
    assert violations_of(page) == []
    page.set_viewport_size(SMALL)
    assert overflow_of(page) == []
    page.locator("main form").first.evaluate("form => form.dispatchEvent(new Event('submit', { cancelable: true }))")
    expect(field).to_have_attribute("type", "password")
    assert complaints == []
    context.close()
