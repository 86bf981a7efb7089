"""A passkey from being made to opening the account, with an authenticator that Chromium plays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import PASSWORD, complaints_of, signed_up

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def host(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def member(browser: Browser, site: RunningSite, host: str) -> Iterator[BrowserContext]:
    url = site.url.replace("127.0.0.1", host)
    with signed_up(browser, site, f"keeper-{host}", base_url=url) as context:
        yield context


@pytest.fixture
def page(member: BrowserContext) -> Page:
    page = member.new_page()
    devices = member.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def ask_for_passkey(page: Page) -> None:
    page.goto("/accounts/two-step/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Add a passkey").wait_for()


@pytest.mark.parametrize("host", ["localhost"], indirect=True)
def test_a_passkey_opens_the_account_without_the_password(page: Page) -> None:
    complaints = complaints_of(page)
    ask_for_passkey(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/families/")
    page.goto("/accounts/two-step/webauthn/")
    expect(page.get_by_text("My phone")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("host", ["127.0.0.1"], indirect=True)
def test_where_browsers_give_none_the_page_says_so(page: Page) -> None:
    for before_the_password in ("/accounts/two-step/", "/accounts/two-step/webauthn/"):
        page.goto(before_the_password)
        expect(page.get_by_text("Passkeys don’t work here")).to_be_visible()
        expect(page.get_by_role("link", name="Add a passkey")).to_have_count(0)
    ask_for_passkey(page)
    expect(page.get_by_text("Passkeys don’t work here")).to_be_visible()
    expect(page.get_by_role("button", name="Add")).to_be_disabled()
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("Email").fill("keeper-127.0.0.1@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/families/")
