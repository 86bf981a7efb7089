"""The way from a form that comes back, with everything still in it, to a job that can be stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import MOTHER, PASSWORD, fill_in, send, send_and_arrive, signed_up, stop

pytestmark = pytest.mark.browser
# The names of our colours that are the background of an element.
COLOURS = """(element) => {
    const probe = element.parentElement.appendChild(document.createElement("i"));
    const isTheirs = (name) => {
        probe.style.backgroundColor = `var(${name})`;
        return getComputedStyle(probe).backgroundColor === getComputedStyle(element).backgroundColor;
    };
    return ["--paper", "--paper-sunk", "--line", "--line-strong"].filter(isTheirs);
}"""


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


def test_going_back_from_the_job_leads_to_no_form_without_its_photos(page: Page) -> None:
    page.goto("/families/")
    fill_in(page)
    send_and_arrive(page)
    job = page.url
    page.go_back()
    page.wait_for_url("**/families/")
    page.goto(job)
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
    # A photo, a name and a consent of the first; of the second a name, and who that is before anything else is asked.
    expect(summary.get_by_role("link")).to_have_count(5)
    expect(summary.get_by_role("link", name="Without your consent")).to_have_count(1)
    summary.get_by_role("link", name="Second parent: Choose who this is").click()
    expect(page.get_by_role("radiogroup", name="Who is the second parent?")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Imagine the child")).not_to_have_attribute("aria-disabled", "true")


def test_an_error_goes_as_soon_as_its_field_is_filled_in(page: Page) -> None:
    page.goto("/families/new/")
    send(page)
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(5)
    page.locator("[name=photo_a]").set_input_files(MOTHER)
    page.locator("[name=name_a]").fill("Alice")
    page.locator("[name=consent_a]").check()
    expect(page.locator("[data-portrait=a] .errorlist")).to_have_count(0)
    expect(summary.get_by_role("link")).to_have_count(2)
    page.locator("[data-portrait=b]").get_by_role("radio", name="I have their permission").check()
    send(page)
    expect(summary.get_by_role("link")).to_have_count(3)  # now its photo and consent are asked for, and the name
    page.locator("[data-portrait=b]").get_by_role("radio", name="Invite them").check()
    expect(summary.get_by_role("link")).to_have_count(1)
    page.locator("[name=name_b]").fill("Bob")
    expect(page.locator(".errorlist, .error-summary, [aria-invalid=true]")).to_have_count(0)


def test_a_lost_connection_is_told_and_loses_nothing(page: Page) -> None:
    fill_in(page)
    page.context.set_offline(True)
    try:
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("could not be sent")
    finally:
        page.context.set_offline(False)
    expect(page.locator("[data-picture] img")).to_have_count(2)


def test_who_was_signed_out_meanwhile_signs_in_beside_the_form(page: Page) -> None:
    fill_in(page)
    page.context.clear_cookies(name=re.compile("session"))
    send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("You are not signed in any more.")
    with page.context.expect_page() as opened:
        summary.get_by_role("link").click()
    beside = opened.value
    beside.get_by_label("Email").fill("sender@example.org")
    beside.get_by_label("Password").fill(PASSWORD)
    beside.get_by_role("main").get_by_role("button", name="Sign in").click()
    beside.wait_for_url("**/families/new/")
    beside.close()
    expect(page.locator("[data-picture] img")).to_have_count(2)
    send_and_arrive(page)
    stop(page)


@contextmanager
def sending_slowly(page: Page) -> Iterator[None]:
    """Sends the form at 40 kB a second; what is left then goes at full speed."""
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 40_000}
    line.send("Network.emulateNetworkConditions", slow)
    send(page)
    expect(page.locator(".sending")).to_contain_text("MB sent")
    yield
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})


def test_it_is_seen_how_much_has_been_sent(page: Page) -> None:
    fill_in(page)
    with sending_slowly(page):
        bar = page.get_by_role("progressbar", name="Sending …")
        expect(bar).to_be_visible()
        assert bar.evaluate(COLOURS) == ["--line"]
    page.wait_for_url("**/jobs/*/")
    stop(page)


def test_leaving_while_photos_are_sent_is_asked_about(page: Page) -> None:
    fill_in(page)
    expect(page.get_by_text("You can close")).to_be_visible()
    with sending_slowly(page):
        expect(page.get_by_text("You can close")).to_be_hidden()
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        page.get_by_role("link", name="Account").click()
        expect(page.locator(".sending")).to_be_visible()
        assert asked == ["beforeunload"]
    page.wait_for_url("**/jobs/*/")
    assert asked == ["beforeunload"]
    stop(page)


def test_a_connection_that_breaks_while_photos_are_sent_is_told_at_once(page: Page) -> None:
    fill_in(page)
    with sending_slowly(page):
        page.context.set_offline(True)
        try:
            expect(page.get_by_role("alert")).to_contain_text("could not be sent")
        finally:
            page.context.set_offline(False)
    expect(page.locator("[data-picture] img")).to_have_count(2)


def test_photos_that_are_too_large_are_sent_smaller(page: Page, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    Image.open(MOTHER).save(large, compress_level=0)
    fill_in(page, photo_a=large)
    page.locator("[name=photo_a]").evaluate("field => { field.dataset.maxSum = field.files[0].size; }")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        send(page)
    assert int(sent.value.all_headers()["content-length"]) < large.stat().st_size / 2
    page.wait_for_url("**/jobs/*/")
    stop(page)


def test_photos_that_stay_too_large_are_told_with_their_sum(page: Page) -> None:
    fill_in(page)
    page.locator("[name=photo_a]").evaluate("field => { field.dataset.maxSum = 1000; }")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"The photos have 0\.\d MB together"))
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
