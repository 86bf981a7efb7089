"""The box for an email in Chromium, answered by this process: nothing of it needs the whole site."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from generation.models import Job
from tests.browser.conftest import chromium
from tests.browser.visitor import PHONE, overflow_of, violations_of
from tests.generation.sharing.test_in_browser import HOST, static, told

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


LOCALES = ("en", "ko")


class Site:
    """Answers with the page of a job. fails: with an error to the form."""

    def __init__(self, client: Client, job: Job) -> None:
        self.page, self.form = (reverse(f"jobs:{name}", args=[job.pk]) for name in ("detail", "email"))
        self.answers = {locale: told(client.get(self.page, headers={"accept-language": locale})) for locale in LOCALES}
        self.sent: list[str] = []
        self.fails = False

    def answer(self, route: Route, locale: str) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            route.fulfill(**static(path.removeprefix("/static/")))
        elif path == self.form:
            self.sent.append(route.request.post_data or "")
            route.fulfill(status=HTTPStatus.INTERNAL_SERVER_ERROR if self.fails else HTTPStatus.OK)
        elif path == self.page:
            route.fulfill(**self.answers[locale])
        else:
            route.abort()


@pytest.fixture
def site(alice_client: Client, waiting_job: Job, settings: Any) -> Site:
    settings.CAN_SEND_MAIL = True
    return Site(alice_client, waiting_job)


@pytest.fixture(params=LOCALES)
def page(request: pytest.FixtureRequest, site: Site) -> Iterator[Page]:
    with chromium() as browser:
        context = browser.new_context(
            base_url=HOST,
            viewport=PHONE,
            color_scheme="dark" if request.param == "ko" else "light",
            reduced_motion="reduce",
        )
        context.route("**/*", lambda route: site.answer(route, request.param))
        page = context.new_page()
        page.goto(site.page)
        yield page


def test_the_box_is_saved_as_soon_as_it_is_ticked_and_says_so_when_it_was_not(page: Page, site: Site) -> None:
    box = page.locator("[data-by-email] [name=wanted]")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_enabled()
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    assert ["wanted" in body for body in site.sent] == [True]
    site.fails = True
    page.keyboard.press("Space")
    expect(page.locator("[data-outcome]")).not_to_be_empty()
    expect(box).to_be_checked()
    assert ["wanted" in body for body in site.sent] == [True, False]
    assert overflow_of(page) == []
    assert violations_of(page) == []
