"""The page of a job shows its newest state, however it came to know it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import fill_in, send_and_arrive, signed_up, stop

pytestmark = pytest.mark.browser

# A worker that others keep busy may take a while to begin.
BEGINS_WITHIN_MS = 60_000


@pytest.fixture(scope="module")
def member(browser: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, site, "follower") as context:
        yield context


@pytest.fixture
def job(member: BrowserContext) -> Iterator[str]:
    page = member.new_page()
    fill_in(page)
    send_and_arrive(page)
    yield page.url
    if page.get_by_role("button", name="Stop").is_visible():
        stop(page)
    page.close()


def message_of(page: Page) -> str:
    return page.locator("[data-message]").inner_text()


def test_a_reload_and_a_second_tab_show_the_same_and_hear_the_end(member: BrowserContext, job: str) -> None:
    first, second = member.new_page(), member.new_page()
    first.goto(job)
    expect(first.locator("[data-message]")).to_contain_text("the face", timeout=BEGINS_WITHIN_MS)
    first.reload()
    second.goto(job)
    for page in (first, second):
        expect(page.locator("[data-message]")).to_contain_text("the face")
        expect(page.locator("[data-left]")).not_to_have_text("Next in line")
    stop(first)
    expect(second.get_by_role("heading", level=1)).to_have_text("Stopped")


def test_without_a_socket_the_page_asks_instead(member: BrowserContext, job: str) -> None:
    page = member.new_page()
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/state/") else None)
    page.goto(job)
    expect(page.locator("[data-message]")).to_contain_text("the face", timeout=BEGINS_WITHIN_MS)
    stop_elsewhere(member, job)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stopped", timeout=10_000)
    assert asked
    page.close()


def test_a_page_that_reaches_nobody_says_so_and_recovers(member: BrowserContext, job: str) -> None:
    page = member.new_page()
    is_cut = True
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.route("**/state/", lambda route: route.abort() if is_cut else route.continue_())
    page.goto(job)
    expect(page.get_by_text("The connection was lost.")).to_be_visible(timeout=10_000)
    is_cut = False
    expect(page.get_by_text("The connection was lost.")).to_be_hidden(timeout=10_000)
    page.close()


def test_a_page_that_goes_offline_says_so_at_once(member: BrowserContext, job: str) -> None:
    page = member.new_page()
    page.goto(job)
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.wait_for_timeout(500)
    member.set_offline(True)
    expect(page.get_by_text("The connection was lost.")).to_be_visible(timeout=1500)
    member.set_offline(False)
    expect(page.get_by_text("The connection was lost.")).to_be_hidden(timeout=10_000)
    page.close()


def stop_elsewhere(member: BrowserContext, job: str) -> None:
    page = member.new_page()
    page.goto(job)
    stop(page)
    page.close()
