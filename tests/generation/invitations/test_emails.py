"""The invitation by e-mail: in the language that was chosen, without a word of the sender's own, and to no list."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client, override_settings

from accounts.models import Invitation, OutgoingMail, Person, User
from generation.models import Job
from tests.accounts.test_telling_nothing import Form, answers_to, assert_it_takes_as_long, nobodys
from tests.generation.invitations.invitee import Invitee

pytestmark = pytest.mark.django_db(transaction=True)
TO = "ben@example.net"


@pytest.fixture(autouse=True)
def mail_server(settings: Any) -> None:
    settings.CAN_SEND_MAIL = True


@pytest.fixture
def confirmed(alice: User) -> User:
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


def send(client: Client, ben: Person, **changes: Any) -> str:
    fields = {"address": TO, "language": "en", **changes}
    page = client.post(f"/people/{ben.pk}/mail/", fields, follow=True)
    return str(page.content.decode())


@pytest.mark.usefixtures("confirmed")
@pytest.mark.parametrize(("language", "words"), [("en", "invites you"), ("ko", "님이 초대했습니다")])
def test_the_letter_speaks_the_language_that_was_chosen(
    alice_client: Client, ben: Person, invitee: Invitee, language: str, words: str
) -> None:
    assert "The email is on its way." in send(alice_client, ben, language=language)
    (email,) = mail.outbox
    assert (email.to, words in email.subject) == ([TO], True)
    assert "alice@example.org" in email.subject
    assert f"http://testserver{invitee.link}\n" in email.body
    assert "Ben" not in email.subject + str(email.body), "Nobody's own words reach strangers this way."
    assert not email.attachments


@pytest.mark.usefixtures("confirmed")
def test_the_address_lies_open_nowhere_even_while_the_letter_waits(alice_client: Client, ben: Person) -> None:
    with override_settings(EMAIL_BACKEND="accounts.mail.backend.QueueingBackend"):
        send(alice_client, ben)
    assert OutgoingMail.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{TO}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table


@pytest.mark.usefixtures("confirmed")
def test_the_answer_is_the_same_whatever_the_address(
    alice_client: Client, ben: Person, charlie: User, caplog: pytest.LogCaptureFixture
) -> None:
    said = {send(alice_client, ben, address=to).split("messages")[1].split("</ul>")[0] for to in (TO, charlie.email)}
    assert len(said) == 1
    assert TO not in caplog.text


@pytest.mark.usefixtures("confirmed")
def test_without_a_mail_server_no_letter_is_offered_or_written_to_the_log(
    alice_client: Client, invited_job: Job, ben: Person
) -> None:
    with override_settings(CAN_SEND_MAIL=False):
        assert f"/people/{ben.pk}/mail/" not in alice_client.get(f"/jobs/{invited_job.pk}/").content.decode()
        send(alice_client, ben)
    assert mail.outbox == []
    assert f"/people/{ben.pk}/mail/" in alice_client.get(f"/jobs/{invited_job.pk}/").content.decode()


def test_nobody_writes_in_a_name_that_is_not_confirmed(alice_client: Client, ben: Person, invitee: Invitee) -> None:
    assert "Confirm your own address first" in send(alice_client, ben)
    assert mail.outbox == []
    assert "We have not confirmed" in invitee.page()


@pytest.mark.usefixtures("confirmed")
def test_a_confirmed_sender_is_not_doubted(invitee: Invitee) -> None:
    assert "We have not confirmed" not in invitee.page()


@pytest.mark.usefixtures("confirmed")
@pytest.mark.parametrize(
    "changes", [{"address": "nobody"}, {"address": "a@example.org\nBcc: b@example.org"}, {"language": "fr"}]
)
def test_only_one_address_can_be_written_to(alice_client: Client, ben: Person, changes: dict[str, str]) -> None:
    assert "Enter an email address" in send(alice_client, ben, **changes)
    assert mail.outbox == []


@pytest.mark.usefixtures("confirmed")
def test_a_link_that_is_over_is_not_sent(alice_client: Client, ben: Person) -> None:
    Invitation.objects.update(expires_at="2020-01-01T00:00Z")
    assert "This link no longer works. Make a new one first." in send(alice_client, ben)
    assert mail.outbox == []


@pytest.mark.usefixtures("confirmed")
def test_a_link_that_was_answered_is_not_sent(alice_client: Client, ben: Person, invitee: Invitee) -> None:
    invitee.agree()
    assert "Ben has answered already." in send(alice_client, ben)
    assert mail.outbox == []


@pytest.mark.usefixtures("confirmed")
def test_letters_are_limited(alice_client: Client, ben: Person) -> None:
    with override_settings(INVITATION_MAILS_PER_DAY=2):
        for _letter in range(3):
            page = send(alice_client, ben)
    assert len(mail.outbox) == 2
    assert "Too many requests within a day. Try again in 24 hours." in page


@pytest.mark.usefixtures("confirmed")
def test_it_is_the_same_to_the_sender_whether_the_address_has_an_account(
    alice_client: Client, ben: Person, charlie: User, settings: Any
) -> None:
    """Neither the words nor the time tell: nobody looks it up."""
    settings.INVITATION_MAILS_PER_DAY = 100_000
    settings.EMAIL_BACKEND = "accounts.mail.backend.QueueingBackend"
    EmailAddress.objects.create(user=charlie, email=charlie.email, verified=True, primary=True)

    def write(_client: Client, address: str) -> Any:
        alice_client.cookies.pop("messages", None)  # what it said of the email before
        return alice_client.post(f"/people/{ben.pk}/mail/", {"address": address, "language": "en"})

    form = Form(write)
    assert answers_to(form, charlie.email) == answers_to(form, nobodys())
    assert_it_takes_as_long(form, charlie.email)
