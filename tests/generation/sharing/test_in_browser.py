"""The pages of a share link in Chromium, answered by this process: nothing of them needs the whole site."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from playwright.sync_api import Page, Request

from generation.models import Child, Family, PermissionKind, ShareLink
from generation.sharing.services import permit
from generation.sharing.tokens import address_of
from tests.browser.conftest import chromium
from tests.browser.visitor import PHONE, SMALL, complaints_of, overflow_of, violations_of
from tests.generation.sharing.conftest import make_link
from tests.generation.sharing.test_page import sibling_of
from tests.generation.streams import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

Open = Callable[..., Page]
HOST = "http://testserver"
SHARES = {"eyes": 0.1, "nose": 0.9, "skin_tone": 0.5}


@pytest.fixture
def link(agreed: Family, child: Child) -> ShareLink:
    """A link with all there is: one child at two ages, its brother, the names, both photos, and guesses."""
    Child.objects.update(shares=SHARES)
    child.refresh_from_db()
    link = make_link(child, sibling_of(child, age_years=21.0), sibling_of(child, sex="boy", seed=1), shows_names=True)
    for person in agreed.parents:
        permit(link, person, [PermissionKind.PHOTO])
    return link


@pytest.fixture
def opened(link: ShareLink) -> Iterator[Open]:
    """Opens an address. All is asked of the site beforehand: Playwright's loop keeps Django out of this thread."""
    answers = {locale: answers_in(locale, link) for locale in ("en-US", "ko-KR")}
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


def asked_by(request: Request) -> tuple[str, str]:
    return request.method, request.url.removeprefix(HOST)


def answers_in(locale: str, link: ShareLink) -> dict[tuple[str, str], dict[str, Any]]:
    client, page = Client(headers={"Accept-Language": locale, "Origin": HOST}), address_of(link)
    names = [
        "",
        "0/guess/",
        "report/",
        "state/",
        "0.jpg",
        "1.jpg",
        "2.jpg",
        "0.jpg?again",
        "parent-a.jpg",
        "parent-b.jpg",
    ]
    answers = {("GET", page + name): told(client.get(page + name)) for name in names}
    guess = {"eyes": "a", "nose": "a", "dominance": "0.4"}
    answers["POST", f"{page}0/guess/"] = told(client.post(f"{page}0/guess/", guess, follow=True))
    linked = {name for each in answers.values() for name in re.findall(rb'"/static/([^"]+)"', each["body"])}
    return {**answers, **{("GET", f"/static/{name.decode()}"): static(name.decode()) for name in linked}}


def static(name: str) -> dict[str, Any]:
    """Returns a file as it is: the site's answer would end the connection of this test as it is closed."""
    with staticfiles_storage.open(name) as file:
        return {"content_type": mimetypes.guess_type(name)[0], "body": file.read()}


def told(response: Any) -> dict[str, Any]:
    # The latter means nothing to a page that comes without TLS from another host than this one.
    left_out = ("Content-Length", "Cross-Origin-Opener-Policy")
    headers = {name: value for name, value in response.headers.items() if name not in left_out}
    return {"status": response.status_code, "headers": headers, "body": body_of(response)}


@pytest.mark.parametrize(("locale", "scheme"), [("en-US", "light"), ("ko-KR", "dark")])
def test_nothing_keeps_anybody_out_or_sticks_out(opened: Open, link: ShareLink, locale: str, scheme: str) -> None:
    page = opened(address_of(link), locale=locale, color_scheme=scheme)
    complaints, found = complaints_of(page), []
    for name in ("report/", "", "0/guess/"):
        page.goto(address_of(link) + name)
        found += violations_of(page) + overflow_of(page)
        assert page.get_by_role("heading", level=1).count() == 1
    page.get_by_role("radio").first.check()
    page.get_by_role("button").click()
    page.locator(".answers").wait_for()
    found += violations_of(page)
    assert page.locator(".answers svg").first.evaluate(
        "mark => mark.clientHeight < 2 * parseInt(getComputedStyle(mark.parentElement).fontSize)"
    )
    page.set_viewport_size(SMALL)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert found + overflow_of(page) + complaints == []


def test_the_arrow_keys_go_through_the_ages_and_without_scripts_all_are_seen(opened: Open, link: ShareLink) -> None:
    page = opened(address_of(link))
    shown, slider = page.locator("[data-ages] figure:visible img"), page.get_by_role("slider")
    assert shown.get_attribute("src") == f"{address_of(link)}0.jpg"
    slider.press("ArrowRight")
    assert shown.get_attribute("src") == f"{address_of(link)}2.jpg"
    assert "21" in str(slider.get_attribute("aria-valuetext"))
    plain = opened(address_of(link), java_script_enabled=False)
    assert plain.locator("[data-ages] figure:visible").count() == 2
    assert plain.get_by_role("slider").count() == 0
