"""The way from a form that comes back, with everything still in it, to a job that can be stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import fill_in, send, send_and_arrive, signed_up, stop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def member(browser: Browser, site: RunningSite) -> Iterator[BrowserContext]:
    with signed_up(browser, site, "sender") as context:
        yield context


@pytest.fixture
def page(member: BrowserContext) -> Iterator[Page]:
    page = member.new_page()
    yield page
    page.close()


def test_a_form_that_comes_back_keeps_photos_and_names(page: Page) -> None:
    fill_in(page)
    page.locator("[name=consent_b]").uncheck()
    page.locator("[name=name_a]").fill("")
    send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(summary.get_by_role("link").first).to_have_text(re.compile("First parent: Enter a name"))
    expect(page.locator("[data-picture] img")).to_have_count(2)
    expect(page.locator("[name=name_b]")).to_have_value("Bob")

    page.locator("[name=name_a]").fill("Alice")
    page.locator("[name=consent_b]").check()
    send_and_arrive(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Alice and Bob")
    stop(page)


def test_ticks_given_to_an_older_text_are_given_again(page: Page) -> None:
    fill_in(page)
    page.locator("[name=consent_version]").evaluate("field => { field.value = '0'; }")
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    for slot in ("a", "b"):
        expect(page.locator(f"[name=consent_{slot}]")).not_to_be_checked()
    expect(page.locator("[data-picture] img")).to_have_count(2)


def test_an_empty_form_names_everything_that_is_missing_at_once(page: Page) -> None:
    page.goto("/families/new/")
    send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(5)
    summary.get_by_role("link", name="Second parent: Choose who this is").click()
    expect(page.get_by_role("radiogroup", name="Who is the second parent?")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Imagine the child")).not_to_have_attribute("aria-disabled", "true")


def test_a_lost_connection_is_told_and_loses_nothing(page: Page) -> None:
    fill_in(page)
    page.context.set_offline(True)
    try:
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("could not be sent")
    finally:
        page.context.set_offline(False)
    expect(page.locator("[data-picture] img")).to_have_count(2)


def test_a_stopped_job_says_so_and_can_be_tried_again(page: Page) -> None:
    fill_in(page)
    send_and_arrive(page)
    stop(page)
    expect(page.get_by_text("Nothing was made.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    stop(page)
    page.get_by_role("link", name="Go to the family").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alice and Bob")
