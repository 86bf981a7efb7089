"""Properties of every page: people with other eyes and hands can use it, it fits a small screen, nothing complains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import (
    FOR_MEMBERS,
    FOR_STRANGERS,
    SMALL,
    complaints_of,
    fill_in,
    overflow_of,
    send_and_arrive,
    signed_up,
    stop,
    violations_of,
)

pytestmark = pytest.mark.browser


@dataclass(frozen=True, kw_only=True)
class Findings:
    violations: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def member(browser: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, site, "reader") as context:
        yield context


@pytest.fixture(scope="module")
def addresses(member: BrowserContext) -> list[str]:
    """The addresses of a member with a family whose job was stopped."""
    page = member.new_page()
    fill_in(page)
    send_and_arrive(page)
    stop(page)
    job = page.url
    family = page.get_by_role("link", name="Go to the family").get_attribute("href")
    page.close()
    return [*FOR_MEMBERS, job, f"{family}", f"{family}delete/"]


@pytest.fixture(scope="module", params=["light", "dark"])
def findings(
    request: pytest.FixtureRequest, browser: Browser, site: RunningSite, member: BrowserContext, addresses: list[str]
) -> Findings:
    # Colours in the middle of a change are nobody's.
    with another_screen(browser, member, site, color_scheme=request.param, reduced_motion="reduce") as page:
        complaints = complaints_of(page)
        violations = [found for _ in every_page(page, addresses) for found in violations_of(page)]
    return Findings(violations=violations, complaints=complaints)


@contextmanager
def another_screen(browser: Browser, member: BrowserContext, site: RunningSite, **options: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, storage_state=member.storage_state(), **options)
    yield context.new_page()
    context.close()


def every_page(page: Page, addresses: list[str]) -> Iterator[str]:
    for address in addresses:
        page.goto(address)
        yield address
    page.context.clear_cookies()
    for address in FOR_STRANGERS:
        page.goto(address)
        yield address


def test_nothing_keeps_anybody_out(findings: Findings) -> None:
    assert findings.violations == []


def test_no_page_complains(findings: Findings) -> None:
    assert findings.complaints == []


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_nothing_sticks_out_of_a_small_screen_even_with_large_letters(
    browser: Browser, site: RunningSite, member: BrowserContext, addresses: list[str], locale: str
) -> None:
    found = []
    with another_screen(browser, member, site, viewport=SMALL, locale=locale) as page:
        for _ in every_page(page, addresses):
            found += overflow_of(page)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            found += overflow_of(page)
    assert found == []


def test_fingers_hit_the_links_at_the_foot_and_lines_do_not_overlap(
    browser: Browser, site: RunningSite, member: BrowserContext
) -> None:
    with another_screen(browser, member, site, viewport=SMALL, locale="ko-KR") as page:
        for address in ("/families/new/", "/models/"):
            page.goto(address)
            heights = page.locator(".site-foot a").evaluate_all(
                "links => links.map((link) => link.getBoundingClientRect().height)"
            )
            lines = page.locator("main summary").evaluate_all(
                "all => all.map(getComputedStyle).map((s) => parseFloat(s.lineHeight) / parseFloat(s.fontSize))"
            )
            assert (min(heights) >= 24, min(lines) >= 1.3) == (True, True), (address, heights, lines)


def test_every_page_has_a_title_one_heading_and_a_way_home(
    browser: Browser, site: RunningSite, member: BrowserContext, addresses: list[str]
) -> None:
    with another_screen(browser, member, site, locale="en-US") as page:
        for address in every_page(page, addresses):
            assert page.title().endswith("· babysite"), address
            assert page.title().split("·")[0].strip(), address
            assert page.get_by_role("heading", level=1).count() == 1, address
            assert page.get_by_role("banner").get_by_role("link", name="babysite").is_visible(), address
