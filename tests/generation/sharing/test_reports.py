"""Reports of what a link shows, by people without an account."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client

from generation.models import Child, EndedBy, Family, Reason, ShareLink
from generation.sharing.forms import MAX_REPORT_LENGTH
from generation.sharing.services import end_links
from generation.sharing.tokens import address_of, token_of
from tests.generation.sharing.conftest import make_link

pytestmark = pytest.mark.django_db

FROM_HERE = {"Origin": "http://testserver"}
OPERATOR = "operator@example.org"
REPORT = {"reason": "own_face", "words": "That is me.\nPlease end it.", "email": "me@example.org", "website": ""}


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def read(settings: Any) -> None:
    """Somebody reads reports."""
    settings.OPERATOR_EMAIL, settings.CAN_SEND_MAIL = OPERATOR, True


@pytest.fixture
def unread(settings: Any) -> None:
    settings.OPERATOR_EMAIL, settings.CAN_SEND_MAIL = OPERATOR, False


def report(visitor: Client, address: str, **changes: str) -> Any:
    return visitor.post(f"{address}report/", {**REPORT, **changes}, headers=FROM_HERE)


@pytest.mark.parametrize("reason", Reason.values)
def test_a_report_goes_to_the_operator_and_names_nothing_but_the_link(
    read: None, visitor: Client, link: ShareLink, mailoutbox: list[Any], reason: str
) -> None:
    assert visitor.get(f"{address_of(link)}report/").status_code == 200
    assert report(visitor, address_of(link), reason=reason).status_code == 200
    (email,) = mailoutbox
    assert email.recipients() == [OPERATOR]
    assert not email.attachments
    for told in (str(link.pk), "That is me.\nPlease end it.", "me@example.org"):
        assert told in email.body
    for untold in (token_of(link), *link.family.names, link.family.owner.email):
        assert untold not in email.body


def test_thanks_are_the_same_whether_there_is_a_link_or_not(
    read: None, visitor: Client, link: ShareLink, mailoutbox: list[Any]
) -> None:
    there = report(visitor, address_of(link))
    never = report(visitor, f"/s/{token_of(link)}A/")
    assert (never.status_code, never.content, never.headers) == (200, there.content, there.headers)
    assert never.headers["Cache-Control"] == "private, no-store"
    assert visitor.get("/s/made-up/report/").content == visitor.get(f"{address_of(link)}report/").content
    assert len(mailoutbox) == 1


def test_a_link_that_has_ended_or_has_a_password_can_be_reported(
    read: None, visitor: Client, agreed: Family, child: Child, mailoutbox: list[Any]
) -> None:
    ended, closed = make_link(child), make_link(child, password="persimmon tree")
    end_links(ShareLink.objects.filter(pk=ended.pk), EndedBy.OWNER)
    for link in (ended, closed):
        report(visitor, address_of(link))
    assert len(mailoutbox) == 2
    assert visitor.get(address_of(closed)).context["report_url"] == f"{address_of(closed)}report/"


def test_what_a_program_fills_in_goes_nowhere(
    read: None, visitor: Client, link: ShareLink, mailoutbox: list[Any]
) -> None:
    there = report(visitor, address_of(link))
    assert report(visitor, address_of(link), website="https://buy.example").content == there.content
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    "nonsense",
    [
        {"reason": ""},
        {"reason": "dislike"},
        {"words": "x" * (MAX_REPORT_LENGTH + 1)},
        {"email": "me@example.org\nBcc: all@example.org"},
        {"email": "nobody"},
        {"words": "\x00"},
    ],
)
def test_nonsense_is_no_report(
    read: None, visitor: Client, link: ShareLink, mailoutbox: list[Any], nonsense: dict[str, str]
) -> None:
    assert report(visitor, address_of(link), **nonsense).status_code == 400
    assert mailoutbox == []


def test_a_household_reports_so_often_a_day_and_other_sites_use_none_of_it_up(
    read: None, visitor: Client, link: ShareLink, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.SHARE_REPORTS_PER_DAY = 2
    address = f"{address_of(link)}report/"
    assert visitor.post(address, REPORT, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert [report(visitor, address_of(link)).status_code for _ in range(3)] == [200, 200, 429]
    assert len(mailoutbox) == 2


def test_without_a_reader_the_log_says_which_link_and_why_and_nothing_else(
    unread: None, visitor: Client, link: ShareLink, mailoutbox: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    form = visitor.get(f"{address_of(link)}report/").context["form"]
    assert set(form.fields) == {"reason", "website"}
    with caplog.at_level(logging.INFO):
        report(visitor, address_of(link))
    assert mailoutbox == []
    assert str(link.pk) in caplog.text
    assert "own_face" in caplog.text
    assert "That is me" not in caplog.text
    assert "me@example.org" not in caplog.text
