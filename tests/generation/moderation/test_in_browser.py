"""The pages of reports in Chromium, answered by this process."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from generation.models import ShareLink
from generation.moderation.references import token_of as reference_of
from generation.sharing.tokens import address_of
from tests.browser.conftest import chromium
from tests.browser.visitor import PHONE, SMALL, complaints_of, overflow_of, violations_of
from tests.generation.moderation.intake_rows import report
from tests.generation.pictures import upload
from tests.generation.sharing.test_in_browser import HOST, asked_by, static, told

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
Open = Callable[..., Page]


@pytest.fixture
def addresses(link: ShareLink) -> list[str]:
    return ["/report/", f"{address_of(link)}report/", f"/report/{reference_of(report(link))}/", "/report/picture/"]


@pytest.fixture
def opened(addresses: list[str]) -> Iterator[Open]:
    answers = {locale: answers_in(locale, addresses) for locale in ("en-US", "ko-KR")}
    with chromium() as browser:

        def open_page(address: str, locale: str = "en-US", **options: Any) -> Page:
            context = browser.new_context(
                base_url=HOST, viewport=PHONE, reduced_motion="reduce", locale=locale, **options
            )
            context.route("**/*", lambda route: route.fulfill(**answers[locale][asked_by(route.request)]))
            page = context.new_page()
            page.goto(address)
            return page

        yield open_page


def answers_in(locale: str, addresses: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    client = Client(headers={"Accept-Language": locale, "Origin": HOST})
    answers = {("GET", address): told(client.get(address)) for address in addresses}
    # A picture that was looked at, opened as a page.
    answers["GET", "/report/picture/"] = told(client.post("/report/picture/", {"file": upload()}))
    linked = {name for each in answers.values() for name in re.findall(rb'"/static/([^"]+)"', each["body"])}
    return {**answers, **{("GET", f"/static/{name.decode()}"): static(name.decode()) for name in linked}}


@pytest.mark.parametrize(("locale", "scheme"), [("en-US", "light"), ("ko-KR", "dark")])
def test_nothing_keeps_anybody_out_or_sticks_out(opened: Open, addresses: list[str], locale: str, scheme: str) -> None:
    page = opened(addresses[0], locale=locale, color_scheme=scheme)
    complaints, found = complaints_of(page), []
    for address in addresses:
        page.set_viewport_size(PHONE)
        page.goto(address)
        found += violations_of(page) + overflow_of(page)
        assert page.get_by_role("heading", level=1).count() == 1
        page.set_viewport_size(SMALL)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += overflow_of(page)
    assert found + complaints == []


def test_a_signature_is_asked_for_with_the_reasons_that_want_one_also_without_scripts(
    opened: Open, addresses: list[str]
) -> None:
    page = opened(addresses[1], java_script_enabled=False)
    signature = page.locator("[name=signature]")
    assert not signature.is_visible()
    page.locator("[value=sexual]").check()
    assert signature.is_visible()
    page.locator("[value=other]").check()
    assert not signature.is_visible()
