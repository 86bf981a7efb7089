"""What the page for KakaoTalk hands to Kakao's script, and what is there without it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from playwright.sync_api import Page, Route

from generation.models import ShareLink
from generation.sharing.kakao_views import INTEGRITY, SDK
from generation.sharing.tokens import address_of
from tests.browser.conftest import chromium
from tests.browser.visitor import PHONE, complaints_of, overflow_of, violations_of
from tests.generation.sharing.test_in_browser import HOST, static, told
from tests.generation.sharing.test_kakao import KEY, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

STAND_IN = b"""window.told = [];
window.Kakao = {
  init: (key) => window.told.push(["init", key]),
  Share: { sendDefault: (message) => window.told.push(["send", message]) },
};"""
Open = Callable[..., Page]


@pytest.fixture
def opened(alice_client: Client, link: ShareLink, settings: Any) -> Iterator[Open]:
    settings.KAKAO_SHARE_KEY = KEY
    pages = {lang: told(alice_client.get(page_of(link), headers={"Accept-Language": lang})) for lang in ("en", "ko")}
    own_hash = "sha384-" + base64.b64encode(hashlib.sha384(STAND_IN).digest()).decode()

    with chromium() as browser:

        def open_page(script: bytes = STAND_IN, lang: str = "en", **options: Any) -> Page:
            body = pages[lang]["body"].replace(INTEGRITY.encode(), own_hash.encode())

            def answer(route: Route) -> None:
                url = route.request.url
                if url == SDK:
                    # Asked for with CORS, as `integrity` wants it.
                    headers = {"Access-Control-Allow-Origin": "*"}
                    route.fulfill(body=script, content_type="text/javascript", headers=headers)
                elif url.startswith(f"{HOST}/static/"):
                    route.fulfill(**static(url.removeprefix(f"{HOST}/static/")))
                else:
                    route.fulfill(**{**pages[lang], "body": body})

            context = browser.new_context(base_url=HOST, viewport=PHONE, locale=lang, **options)
            context.route("**/*", answer)
            page = context.new_page()
            page.goto(page_of(link))
            return page

        yield open_page


def test_a_press_sends_the_address_the_title_and_the_card(opened: Open, link: ShareLink) -> None:
    page = opened()
    page.get_by_role("button").first.press("Enter")
    address = site_settings.SITE_URL + address_of(link)
    initialised, (_, message) = page.evaluate("window.told")
    assert initialised == ["init", KEY]
    content = message.pop("content")
    assert message == {"objectType": "feed"}
    assert content.pop("link") == {"mobileWebUrl": address, "webUrl": address}
    assert content.pop("title")
    assert content.pop("imageUrl").startswith(f"{site_settings.SITE_URL}/static/img/card.")
    assert content == {}


def test_a_changed_script_does_not_run_and_the_link_can_be_copied(opened: Open) -> None:
    page = opened(script=STAND_IN + b" ")
    page.locator("[data-kakao-missing]").wait_for()
    assert page.locator("[data-kakao-key]").is_hidden()
    plain = opened(java_script_enabled=False)
    for each in (page, plain):
        assert "/s/" in each.get_by_role("textbox").input_value()
    assert plain.get_by_role("button").count() == 0


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("ko", "dark")])
def test_nothing_keeps_anybody_out_or_sticks_out(opened: Open, lang: str, scheme: str) -> None:
    page = opened(lang=lang, color_scheme=scheme)
    complaints = complaints_of(page)
    page.reload()
    assert violations_of(page) + overflow_of(page) + complaints == []
