from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail import EmailMessage, send_mail
from django.utils import timezone

from accounts.mail.sending import get_due_emails, send_email
from accounts.models import OutgoingMail

SECRET = "the-way-in-0123456789"


class BrokenMailServer:
    def __init__(self, **_options: Any) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        raise SMTPServerDisconnected("dana@example.org was not liked")


@pytest.fixture(autouse=True)
def queue(settings: Any, db: None) -> None:
    settings.EMAIL_BACKEND = "accounts.mail.backend.QueueingBackend"
    settings.MAIL_SENDER = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def waiting(queue: None) -> OutgoingMail:
    send_mail("Hello", f"Dana, {SECRET}", None, ["dana@example.org"])
    return OutgoingMail.objects.get()


@pytest.fixture
def broken(settings: Any) -> None:
    settings.MAIL_SENDER = f"{__name__}.BrokenMailServer"


def age(row: OutgoingMail, by: timedelta) -> None:
    past = timezone.now() - by
    OutgoingMail.objects.filter(pk=row.pk).update(created_at=past, due_at=past)


def test_a_letter_waits_for_the_worker_and_is_gone_once_sent(waiting: OutgoingMail, mailoutbox: list[Any]) -> None:
    assert mailoutbox == []
    send_email(waiting.pk)
    assert [(email.to, email.subject) for email in mailoutbox] == [(["dana@example.org"], "Hello")]
    assert not OutgoingMail.objects.exists()


def test_a_message_that_comes_twice_sends_one_letter(waiting: OutgoingMail, mailoutbox: list[Any]) -> None:
    send_email(waiting.pk)
    send_email(waiting.pk)
    assert len(mailoutbox) == 1


def test_a_copy_of_the_database_gives_neither_address_nor_words_away(waiting: OutgoingMail) -> None:
    assert "dana" not in waiting.encrypted.lower()
    assert SECRET not in waiting.encrypted


def test_a_mail_server_that_is_away_loses_nothing(
    waiting: OutgoingMail, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    send_email(waiting.pk)
    again = OutgoingMail.objects.get()
    assert again.num_tries == 1
    assert again.due_at > timezone.now()
    assert "dana@example.org" not in caplog.text


def test_a_letter_whose_bell_was_not_heard_is_found(waiting: OutgoingMail) -> None:
    assert get_due_emails() == []
    age(waiting, timedelta(minutes=1))
    assert get_due_emails() == [waiting.pk]


def test_after_a_day_it_is_given_up(waiting: OutgoingMail, broken: None) -> None:
    age(waiting, timedelta(days=2))
    send_email(waiting.pk)
    assert not OutgoingMail.objects.exists()


def test_a_letter_of_another_key_is_dropped_with_a_word_in_the_log(
    waiting: OutgoingMail, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECRET_KEY = "another"
    send_email(waiting.pk)
    assert not OutgoingMail.objects.exists()
    assert "encrypted under another SECRET_KEY" in caplog.text


def test_letters_carry_no_files(db: None) -> None:
    email = EmailMessage("Hello", "Dana", to=["dana@example.org"], attachments=[("a.png", b"x", "image/png")])
    with pytest.raises(ValueError, match="attachments"):
        email.send()
