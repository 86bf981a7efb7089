"""A browser in Seoul reads times of Seoul from its first page on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import MOTHER, signed_up

pytestmark = pytest.mark.browser


def test_the_site_is_told_the_zone_of_the_browser(browser: Browser, site: RunningSite) -> None:
    with browser.new_context(base_url=site.url, timezone_id="Asia/Seoul") as context:
        context.new_page().goto("/")
        cookies = {cookie["name"].rpartition("_")[0]: cookie for cookie in context.cookies()}
        assert cookies["timezone"]["value"] == "Asia/Seoul"
        assert (cookies["timezone"]["path"], cookies["timezone"]["sameSite"]) == ("/", "Lax")


def test_the_first_page_tells_times_in_the_zone_of_the_browser(browser: Browser, site: RunningSite) -> None:
    with signed_up(browser, site, "traveller", timezone_id="Asia/Seoul") as inviting:
        page = inviting.new_page()
        page.goto("/families/new/")
        page.locator("[data-portrait=b]").get_by_role("radio", name="Invite them").check()
        page.locator("[name=photo_a]").set_input_files(MOTHER)
        page.locator("[name=name_a]").fill("Alice")
        page.locator("[name=name_b]").fill("Bob")
        page.locator("[name=consent_a]").check()
        page.get_by_role("button", name="Make the invitation").click()
        page.wait_for_url("**/jobs/*/")
        link = page.locator("#link-b").input_value()
        with browser.new_context(base_url=site.url, locale="en-US", timezone_id="Asia/Seoul") as context:
            first = context.new_page()
            first.goto(link)
            told = first.locator("time[data-style=moment]")
            expect(told).not_to_contain_text("UTC")
            expect(told).to_have_text(re.compile(r"^\w+ \d+, \d{4} at \d+:\d\d\s[AP]M$"))
