"""A browser in Seoul reads times of Seoul from its second page on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.babysite.running_site import RunningSite

pytestmark = pytest.mark.browser


def test_the_site_is_told_the_zone_of_the_browser(browser: Browser, site: RunningSite) -> None:
    with browser.new_context(base_url=site.url, timezone_id="Asia/Seoul") as context:
        context.new_page().goto("/")
        cookies = {cookie["name"].rpartition("_")[0]: cookie for cookie in context.cookies()}
        assert cookies["timezone"]["value"] == "Asia/Seoul"
        assert (cookies["timezone"]["path"], cookies["timezone"]["sameSite"]) == ("/", "Lax")
