"""Without a connection, a page of the site's own says so; nothing else was stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.babysite.running_site import RunningSite, wait_for
from tests.browser.visitor import overflow_of, signed_up, violations_of

pytestmark = pytest.mark.browser

# Waits for the worker, in the page: it is installed as soon as the page has loaded.
READY = "() => navigator.serviceWorker.ready.then((found) => found.active.scriptURL)"
STORED = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const { url } of await cache.keys()) found.push(new URL(url).pathname);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def member(browser: Browser, quick_site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, quick_site, "offline", service_workers="allow") as context:
        yield context
        context.set_offline(False)


@pytest.fixture
def page(member: BrowserContext) -> Iterator[Page]:
    member.set_offline(False)
    page = member.new_page()
    page.goto("/families/")
    page.evaluate(READY)
    yield page
    member.set_offline(False)
    page.close()


def test_without_a_connection_the_page_says_so_and_the_way_back_leads_where_one_wanted_to_go(
    page: Page, member: BrowserContext
) -> None:
    page.goto("/privacy/")
    member.set_offline(True)
    page.goto("/children/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    assert page.locator("img").evaluate("(image) => image.complete && image.naturalWidth > 0")
    assert page.evaluate("getComputedStyle(document.body).display") == "grid"
    assert page.url.endswith("/children/")
    assert overflow_of(page) == []
    assert violations_of(page) == []
    member.set_offline(False)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("No connection")
    assert page.url.endswith("/children/")


def test_the_browser_stores_that_page_its_style_and_its_icon_alone(page: Page) -> None:
    for address in ("/privacy/", "/accounts/", "/families/new/"):
        page.goto(address)
    names = sorted(path.rsplit("/", 1)[-1].partition(".")[0] for path in page.evaluate(STORED))
    assert names == ["", "icon", "offline", "tokens"]


def test_the_page_is_in_the_language_that_was_chosen_last(page: Page, member: BrowserContext) -> None:
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    wait_for(lambda: page.evaluate(READY).endswith("?language=ko"), seconds=10, what="the worker in Korean")
    member.set_offline(True)
    page.goto("/children/")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_role("heading", level=1)).to_have_text("연결되지 않음")
    member.set_offline(False)
    page.goto("/families/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
