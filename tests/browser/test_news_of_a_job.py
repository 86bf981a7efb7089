"""The page of a job tells its end to somebody who looks at another tab."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import fill_in, overflow_of, send_and_arrive, signed_up, stop, violations_of

pytestmark = pytest.mark.browser

# A tab in front that can be sent to the back, and the notes that were played.
HIDING = """
    window.isAway = false;
    Object.defineProperty(document, "hidden", { get: () => window.isAway });
    window.lookAway = (isAway) => {
        window.isAway = isAway;
        document.dispatchEvent(new Event("visibilitychange"));
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) {
        const { dataset } = document.documentElement;
        dataset.notes = Number(dataset.notes ?? 0) + 1;
        start.call(this, at);
    };
"""


@pytest.fixture(scope="module")
def member(browser: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, site, "waiting") as context:
        context.add_init_script(HIDING)
        yield context


@pytest.fixture(scope="module")
def job(member: BrowserContext) -> Iterator[str]:
    page = member.new_page()
    fill_in(page)
    send_and_arrive(page)
    yield page.url
    stop(page)
    page.close()


@pytest.fixture
def told(member: BrowserContext, job: str) -> Iterator[tuple[Page, dict[str, Any]]]:
    """The page of a job, and what it will be told of the state in place of the truth."""
    page = member.new_page()
    told: dict[str, Any] = {}

    def answer(route: Route) -> None:
        state = route.fetch().json()
        route.fulfill(body=json.dumps({**state, **told, "seq": state["seq"] + len(told)}))

    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.route("**/state/", answer)
    page.goto(job)
    yield page, told
    page.evaluate("localStorage.clear()")
    page.close()


def test_a_page_in_the_back_tells_it_by_its_title_and_leads_on_when_it_is_looked_at(
    told: tuple[Page, dict[str, Any]],
) -> None:
    page, state = told
    page.evaluate("lookAway(true)")
    state |= {"state": "done", "percent": 100, "result_url": "/about/"}
    expect(page).to_have_title("● A child is there · babysite", timeout=10_000)
    expect(page.locator("[data-message]")).to_have_text("A child is there")
    assert page.locator("[data-person]").count() == 2
    assert page.locator("html").get_attribute("data-notes") is None
    page.evaluate("lookAway(false)")
    page.wait_for_url("**/about/")


def test_a_page_in_the_back_tells_a_failure_too(told: tuple[Page, dict[str, Any]]) -> None:
    page, state = told
    page.evaluate("lookAway(true)")
    state |= {"state": "failed"}
    expect(page).to_have_title("● That did not work · babysite", timeout=10_000)


def test_the_sound_is_off_until_it_is_switched_on_and_the_browser_remembers(
    told: tuple[Page, dict[str, Any]],
) -> None:
    page, state = told
    switch = page.get_by_label("Play a sound when it ends")
    expect(switch).not_to_be_checked()
    switch.check()
    expect(page.locator("html")).to_have_attribute("data-notes", "2")
    page.reload()
    expect(switch).to_be_checked()
    page.get_by_role("heading", level=1).click()
    page.evaluate("lookAway(true)")
    state |= {"state": "done", "percent": 100, "result_url": "/about/"}
    expect(page.locator("html")).to_have_attribute("data-notes", "2", timeout=10_000)
    page.evaluate("lookAway(false)")
    page.wait_for_url("**/about/")


def test_the_page_fits_a_phone_and_is_usable_by_everybody(member: BrowserContext, job: str) -> None:
    page = member.new_page()
    page.goto(job)
    expect(page.get_by_label("Play a sound when it ends")).to_be_visible()
    assert overflow_of(page) == []
    assert violations_of(page) == []
    page.close()
