"""A couple in two browsers: one invites, the other agrees on a phone; a child is made, and shown to somebody else. Then
the other takes it all back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.babysite.running_site import RunningSite
from tests.browser.visitor import FATHER, MOTHER, PASSWORD, PHONE, complaints_of, overflow_of, violations_of
from tests.generation.quick_engine import RESOLUTION

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True, kw_only=True)
class Words:
    locale: str
    invite: str
    invite_button: str
    me: str
    waits: str
    agree: str
    agreed: str
    thanked: str
    picture: str
    withdraw: str
    destroy: str
    destroyed: str


LANGUAGES = [
    Words(
        locale="en-US",
        me="This is me",
        invite="Invite them",
        invite_button="Make the invitation",
        waits="Waiting for the answer of Bob",
        agree="Agree and send my photo",
        agreed="You agreed",
        thanked="Thank you. The child is being drawn.|A child of Alice and Bob",
        picture="The imagined child of Alice and Bob",
        withdraw="Withdraw and destroy everything",
        destroy="Destroy everything",
        destroyed="Everything was destroyed",
    ),
    Words(
        locale="ko-KR",
        me="저예요",
        invite="초대할게요",
        invite_button="초대 링크 만들기",
        waits="Bob 님의 답을 기다리고 있습니다",
        agree="동의하고 내 사진 보내기",
        agreed="동의했습니다",
        thanked="고맙습니다. 아이를 그리고 있어요.|Alice 님과 Bob 님의 아이",
        picture="Alice 님과 Bob 님의 상상 속 아이",
        withdraw="철회하고 모두 파기하기",
        destroy="모두 파기하기",
        destroyed="모두 파기했습니다",
    ),
]


@pytest.fixture
def site(quick_site: RunningSite) -> RunningSite:
    """A site with quick networks: these tests are about people, not about faces."""
    return quick_site


@pytest.fixture(params=LANGUAGES, ids=lambda words: words.locale)
def words(request: pytest.FixtureRequest) -> Words:
    return request.param


@pytest.fixture
def inviter(browser: Browser, site: RunningSite, words: Words) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, locale=words.locale)
    page = context.new_page()
    page.goto("/accounts/signup/")
    page.locator("[name=email]").fill(f"inviter-{uuid4()}@example.org")
    page.locator("[name=password1]").fill(PASSWORD)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/families/")
    yield page
    context.close()


@pytest.fixture
def invitee(browser: Browser, site: RunningSite, words: Words) -> Iterator[Page]:
    """A phone, without an account."""
    context = browser.new_context(
        base_url=site.url, locale=words.locale, viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def grandmother(browser: Browser, site: RunningSite, words: Words) -> Iterator[Page]:
    """Somebody at a desk who is given a link, without an account."""
    context = browser.new_context(base_url=site.url, locale=words.locale, color_scheme="dark")
    yield context.new_page()
    context.close()


def invite(page: Page, words: Words) -> str:
    """The link that the waiting page hands out."""
    page.goto("/families/new/")
    page.locator("[data-portrait=a]").get_by_role("radio", name=words.me).check()
    page.locator("[data-portrait=b]").get_by_role("radio", name=words.invite).check()
    expect(page.locator("[name=photo_b]")).to_be_disabled()
    expect(page.locator("[data-consents=b]")).to_be_hidden()
    page.locator("[name=photo_a]").set_input_files(MOTHER)
    page.locator("[name=name_a]").fill("Alice")
    page.locator("[name=name_b]").fill("Bob")
    page.locator("[name=consent_a]").check()
    page.get_by_role("button", name=words.invite_button, exact=True).click()
    page.wait_for_url("**/jobs/*/")
    expect(page.get_by_text(words.waits)).to_be_visible()
    # No phone would reach a site that was started for this computer.
    expect(page.locator("img.qr")).to_have_count(0)
    assert overflow_of(page) == []
    return page.locator("#link-b").input_value()


def consent(page: Page, link: str, words: Words) -> None:
    page.goto(link)
    assert violations_of(page) == []
    assert overflow_of(page) == []
    page.locator("[name=photo]").set_input_files(FATHER)
    page.locator("[name=compute]").check()
    page.get_by_role("button", name=words.agree).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words.thanked), timeout=20_000)
    expect(page.get_by_text(words.agreed, exact=True)).to_be_visible()
    assert violations_of(page) == []
    assert overflow_of(page) == []


def see_the_child(page: Page, words: Words) -> None:
    """The page draws itself afresh once there is a child."""
    picture = page.get_by_role("img", name=words.picture)
    expect(picture).to_be_visible(timeout=60_000)
    expect(picture).to_have_js_property("naturalWidth", RESOLUTION)
    assert violations_of(page) == []
    assert overflow_of(page) == []


def withdraw(page: Page, words: Words) -> None:
    page.reload()
    page.get_by_role("link", name=words.withdraw).tap()
    page.get_by_role("button", name=words.destroy).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words.destroyed))


@pytest.mark.timeout(300)
def test_an_invitee_agrees_on_a_phone_and_takes_it_all_back(inviter: Page, invitee: Page, words: Words) -> None:
    complaints = complaints_of(inviter)
    link = invite(inviter, words)
    assert violations_of(inviter) == []
    consent(invitee, link, words)
    inviter.wait_for_url("**/children/*/", timeout=60_000)
    child = inviter.url
    see_the_child(invitee, words)

    inviter.goto("/families/")
    expect(inviter.locator("[data-family]")).to_have_count(1)
    inviter.evaluate("window.neverReloaded = true")
    withdraw(invitee, words)
    expect(inviter.locator("[data-family]")).to_have_count(0, timeout=20_000)
    expect(inviter.locator("[data-family-gone]")).to_be_visible()
    assert inviter.evaluate("window.neverReloaded"), "The gallery was loaded afresh."
    assert complaints == []
    answer = inviter.goto(child)
    assert answer is not None
    assert answer.status == 404


def test_where_the_clipboard_refuses_the_link_is_marked(inviter: Page, words: Words) -> None:
    inviter.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))")
    link = invite(inviter, words)
    inviter.locator("[data-copy] button").click()
    expect(inviter.locator("[data-copy] [role=status]")).to_be_in_viewport()
    assert inviter.locator("[data-copy] [role=status]").bounding_box()["height"] > 10  # type: ignore[index]
    assert inviter.evaluate("getSelection().toString()") == link


@pytest.mark.timeout(300)
def test_an_invitee_who_says_no_ends_the_waiting(inviter: Page, invitee: Page, words: Words) -> None:
    link = invite(inviter, words)
    invitee.goto(link)
    invitee.locator("a[href$='/refuse/']").tap()
    invitee.locator("button.danger").tap()
    expect(invitee.get_by_role("heading", level=1)).to_have_text(re.compile(words.destroyed))
    inviter.wait_for_url("**/families/", timeout=20_000)
    expect(inviter.locator("[data-family-gone]")).to_be_visible()


def check_looks(page: Page) -> None:
    assert violations_of(page) == []
    assert overflow_of(page) == []


def share(page: Page, child: str) -> str:
    """The owner makes a link, by keyboard, and is told whom to ask. Returns the page of the other parent."""
    page.goto(f"{child}share/")
    check_looks(page)
    page.locator("[name=label]").fill("Grandma")
    page.locator("main details.reading summary").first.click()
    page.locator("[name=publish]").focus()
    page.keyboard.press("Space")
    page.locator("main form.steps [type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/links/*/")
    check_looks(page)
    return page.locator("#ask-b").input_value()


def answer_on_the_phone(page: Page, address: str, says: str) -> None:
    page.goto(address)
    check_looks(page)
    page.locator(f"[name=says][value={says}]").tap()
    page.wait_for_url("**/links/")


@pytest.mark.timeout(300)
def test_a_child_is_shown_while_both_agree(inviter: Page, invitee: Page, grandmother: Page, words: Words) -> None:
    complaints = [complaints_of(page) for page in (inviter, invitee, grandmother)]
    consent(invitee, invite(inviter, words), words)
    inviter.wait_for_url("**/children/*/", timeout=60_000)
    asked = share(inviter, inviter.url)
    expect(inviter.locator("#address")).to_have_count(0)

    invitee.goto(asked.removesuffix("links/"))
    expect(invitee.locator(f"a[href='{urlsplit(asked).path}']").first).to_be_visible()
    answer_on_the_phone(invitee, asked, "yes")
    expect(invitee.locator(".shared-children img")).to_have_js_property("naturalWidth", RESOLUTION)
    inviter.reload()
    check_looks(inviter)

    grandmother.goto(inviter.locator("#address").input_value())
    picture = grandmother.locator("[data-shown] img")
    expect(picture).to_have_js_property("naturalWidth", RESOLUTION)
    check_looks(grandmother)
    grandmother.evaluate("window.neverReloaded = true")
    answer_on_the_phone(invitee, asked, "no")
    expect(picture).to_have_count(0, timeout=20_000)
    expect(grandmother.locator("[data-ended]")).to_be_visible()
    assert grandmother.evaluate("window.neverReloaded")
    assert [line for lines in complaints for line in lines if "404" not in line] == []
