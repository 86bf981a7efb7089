"""What moderators are told by email, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from generation.models import Case, CaseState, Reason, ShareLink
from generation.moderation import letters
from generation.moderation.letters import send_digest
from generation.sharing.tokens import token_of
from tests.generation.moderation.intake_rows import WORDS, report

pytestmark = pytest.mark.django_db
OPERATOR = "operator@example.org"


@pytest.fixture(autouse=True)
def mail(settings: Any, link: ShareLink) -> None:
    # The link first: whoever can confirm an address must, before they make one.
    settings.OPERATOR_EMAIL, settings.CAN_SEND_MAIL = OPERATOR, True


def test_each_moderator_is_told_at_once_of_an_urgent_case_and_nobody_else(
    moderator: User, staff: User, link: ShareLink, mailoutbox: list[Any]
) -> None:
    report(link)
    (email,) = mailoutbox
    assert email.recipients() == [moderator.email]
    assert str(Case.objects.get().pk) in email.body
    for untold in (WORDS, token_of(link), *link.family.names, link.family.owner.email):
        assert untold not in email.body
    # In all languages of the site.
    assert "신고" in email.subject


def test_the_operator_is_told_where_there_are_no_moderators(link: ShareLink, mailoutbox: list[Any]) -> None:
    report(link)
    assert [email.recipients() for email in mailoutbox] == [[OPERATOR]]


def test_a_moderator_who_is_suspended_is_told_nothing(moderator: User, link: ShareLink, mailoutbox: list[Any]) -> None:
    User.objects.filter(pk=moderator.pk).update(suspended_at=timezone.now())
    report(link)
    assert [email.recipients() for email in mailoutbox] == [[OPERATOR]]


def test_more_reports_of_one_case_are_no_more_emails(link: ShareLink, mailoutbox: list[Any]) -> None:
    for reason in (Reason.OTHER, Reason.OWN_FACE, Reason.SEXUAL, Reason.OWN_FACE):
        report(link, reason)
    assert len(mailoutbox) == 1


def test_the_digest_comes_once_a_day_and_only_if_something_waits(link: ShareLink, mailoutbox: list[Any]) -> None:
    send_digest()
    report(link, Reason.OTHER)
    assert mailoutbox == []
    for _ in range(3):
        send_digest()
    assert len(mailoutbox) == 1
    cache.delete(letters.DIGEST)
    Case.objects.update(due_at=timezone.now() - timedelta(hours=1))
    send_digest()
    assert len(mailoutbox) == 2
    cache.delete(letters.DIGEST)
    Case.objects.update(state=CaseState.TAKEN)
    send_digest()
    assert len(mailoutbox) == 2


def test_without_a_server_for_mail_nothing_is_sent(settings: Any, link: ShareLink, mailoutbox: list[Any]) -> None:
    settings.CAN_SEND_MAIL = False
    report(link)
    assert mailoutbox == []
