"""The pages of moderation in Chromium, answered by this process: nothing of them needs the whole site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

from accounts.models import User
from generation.models import Case
from tests.browser.conftest import chromium
from tests.browser.visitor import PHONE, SMALL, complaints_of, overflow_of
from tests.cast import PASSWORD, add_second_step, signed_in
from tests.generation.moderation.queue_rows import WHY, make_reported, second_moderator, taken
from tests.generation.sharing.test_in_browser import HOST, static, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

Open = Callable[..., Page]
LOOKS = [("en-US", "light"), ("ko-KR", "dark")]


@pytest.fixture
def case(alice: User, media: Path) -> Case:
    return make_reported(alice, num_children=2, photos="a", is_urgent=True)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """A thread for Django: Playwright's loop keeps it out of this one."""
    with ThreadPoolExecutor(1) as pool:
        yield pool
        pool.submit(connections.close_all).result()


@pytest.fixture
def opened(pool: ThreadPoolExecutor) -> Iterator[Open]:
    """Opens a page as somebody sees it who is signed in with a client. The first one keeps Django out of the test."""
    with ExitStack() as stack:

        @cache
        def browser() -> Browser:
            return stack.enter_context(chromium())

        def open_page(client: Client, locale: str = "en-US", **options: Any) -> Page:
            def answer(route: Route) -> None:
                path = route.request.url.removeprefix(HOST)
                if path.startswith("/static/"):
                    route.fulfill(**static(path.removeprefix("/static/")))
                    return
                fields = dict(parse_qsl(route.request.post_data or "", keep_blank_values=True))
                ask = client.post if route.request.method == "POST" else client.get
                asked = pool.submit(ask, path, fields or None, follow=True, headers={"Accept-Language": locale})
                route.fulfill(**told(asked.result()))

            context = browser().new_context(
                base_url=HOST, viewport=PHONE, reduced_motion="reduce", locale=locale, **options
            )
            context.route("**/*", answer)
            return context.new_page()

        yield open_page


def findings_on(page: Page, addresses: list[str]) -> list[str]:
    complaints, found = complaints_of(page), []
    for address in addresses:
        page.set_viewport_size(PHONE)
        page.goto(address)
        found += [f"{address}: {each['id']}" for each in Axe().run(page).response["violations"]]
        assert page.get_by_role("heading", level=1).count() == 1
        page.set_viewport_size(SMALL)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += overflow_of(page)
    return found + complaints


@pytest.mark.parametrize(("locale", "scheme"), LOOKS)
def test_no_moderator_is_kept_out_by_a_page(
    opened: Open, case: Case, alice: User, moderator: User, locale: str, scheme: str
) -> None:
    assert case.link
    client, child = taken(case, moderator), case.link.children.all()[0]
    make_reported(alice, state="taken", taken_by=second_moderator())
    look = reverse("moderation:look", args=[case.pk, child.pk])
    client.post(look, {"reason": WHY})
    addresses = [
        "/moderation/",
        "/moderation/?state=closed",
        reverse("moderation:case", args=[case.pk]),
        *(reverse("moderation:case", args=[other.pk]) for other in Case.objects.exclude(pk=case.pk)),
        look,
        reverse("moderation:look", args=[case.pk, "a"]),
    ]
    assert findings_on(opened(client, locale, color_scheme=scheme), addresses) == []


@pytest.mark.parametrize(("locale", "scheme"), LOOKS)
def test_no_operator_and_no_owner_is_either(
    opened: Open, case: Case, alice: User, moderator: User, locale: str, scheme: str
) -> None:
    assert case.link
    client = taken(case, moderator)
    client.post(reverse("moderation:look", args=[case.pk, "a"]), {"reason": WHY})
    operator = User.objects.create_superuser("operator@example.org", PASSWORD)
    add_second_step(operator)
    operators, owners, link = signed_in(operator), signed_in(alice), reverse("sharing:link", args=[case.link.pk])
    page = opened(operators, locale, color_scheme=scheme)
    found = findings_on(page, ["/moderation/moderators/"])
    page.locator("form[action$='/remove/'] button").click()
    page.locator("[name=even_the_last]").wait_for(state="attached")
    found += [each["id"] for each in Axe().run(page).response["violations"]]
    assert found + findings_on(opened(owners, locale, color_scheme=scheme), [link]) == []


def test_every_step_is_done_with_tab_and_enter(opened: Open, case: Case, moderator: User) -> None:
    page = opened(signed_in(moderator))
    page.goto("/moderation/")
    press(page, "[data-case-list] h3 a")
    press(page, "form[action$='/take/'] button")
    press(page, "a[href*='/look/']")
    reach(page, "#id_reason")
    page.keyboard.type(WHY)
    press(page, "main form button")
    page.locator("img[src*='/picture/']").wait_for()
    press(page, f"main a[href='{reverse('moderation:case', args=[case.pk])}']")
    press(page, "form[action$='/release/'] button")
    page.locator("[data-case-list]").wait_for()
    page.close()


def test_j_and_k_go_through_the_cases(opened: Open, case: Case, alice: User, moderator: User) -> None:
    make_reported(alice)
    page = opened(signed_in(moderator))
    page.goto("/moderation/")
    focused = []
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
        focused.append(page.evaluate("document.activeElement.getAttribute('href')"))
    first, second = (page.locator("[data-case-list] h3 a").nth(number).get_attribute("href") for number in range(2))
    assert focused == [first, second, second, first]


def reach(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus, which must be seen."""
    page.locator(selector).first.wait_for()
    for _ in range(60):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"Tab never leads to {selector}.")
    style = "getComputedStyle(document.activeElement)"
    assert page.evaluate(f"{style}.outlineStyle !== 'none' || {style}.boxShadow !== 'none'"), selector


def press(page: Page, selector: str) -> None:
    reach(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
