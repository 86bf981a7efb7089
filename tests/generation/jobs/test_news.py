"""One email about the end of a job, to those who asked for it."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail, User
from generation.jobs.news import SHORT, email_owners
from generation.models import Job, JobState

pytestmark = pytest.mark.django_db(transaction=True)

LONG = SHORT + timedelta(seconds=1)


def wish(client: Client, job: Job, wanted: str = "yes") -> None:
    response = client.post(reverse("jobs:email", args=[job.pk]), {"wanted": wanted} if wanted else {})
    assert response.headers["Location"] == reverse("jobs:detail", args=[job.pk])


def end(job: Job, state: JobState, *, after: timedelta = LONG) -> None:
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(state=state, created_at=now - after, finished_at=now, lease_until=now)


def is_ticked(page: bytes) -> bool:
    (box,) = re.findall(rb'<input type="checkbox"\s+name="wanted"([^>]*)>', page)
    return b"checked" in box


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_one_email_tells_of_the_end_in_both_languages_and_names_nobody(
    alice_client: Client, waiting_job: Job, state: JobState, mailoutbox: list[Any], settings: Any
) -> None:
    wish(alice_client, waiting_job)
    end(waiting_job, state)
    assert (email_owners(), email_owners()) == (1, 0)
    (email,) = mailoutbox
    assert email.to == ["alice@example.org"]
    assert email.body.count(f"{settings.SITE_URL}{reverse('jobs:detail', args=[waiting_job.pk])}") == 2
    assert any("가" <= letter <= "힣" for letter in email.body)
    assert not any(name in email.subject + email.body for name in ("Ada", "Ben"))


def test_done_and_failed_are_told_apart(alice_client: Client, waiting_job: Job, mailoutbox: list[Any]) -> None:
    for state in (JobState.DONE, JobState.FAILED):
        Job.objects.update(state=JobState.QUEUED)
        wish(alice_client, waiting_job)
        end(waiting_job, state)
        email_owners()
    done, failed = mailoutbox
    assert done.subject != failed.subject
    assert done.body != failed.body


def test_nobody_is_told_who_did_not_ask(waiting_job: Job, mailoutbox: list[Any]) -> None:
    end(waiting_job, JobState.DONE)
    assert (email_owners(), mailoutbox) == (0, [])


def test_nobody_is_told_who_changed_their_mind(alice_client: Client, waiting_job: Job, mailoutbox: list[Any]) -> None:
    wish(alice_client, waiting_job)
    wish(alice_client, waiting_job, wanted="")
    end(waiting_job, JobState.DONE)
    assert (email_owners(), mailoutbox) == (0, [])


@pytest.mark.parametrize(
    ("state", "after"),
    [(JobState.DONE, SHORT), (JobState.CANCELLED, LONG), (JobState.RUNNING, LONG), (JobState.WAITING, LONG)],
)
def test_a_short_a_stopped_and_an_open_job_are_no_news(
    alice_client: Client, waiting_job: Job, state: JobState, after: timedelta, mailoutbox: list[Any]
) -> None:
    wish(alice_client, waiting_job)
    end(waiting_job, state, after=after)
    assert (email_owners(), mailoutbox) == (0, [])


def test_a_closed_account_is_told_nothing(alice_client: Client, waiting_job: Job, alice: User) -> None:
    wish(alice_client, waiting_job)
    end(waiting_job, JobState.DONE)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert email_owners() == 0


def test_the_email_waits_in_the_table_of_the_light_worker(
    alice_client: Client, waiting_job: Job, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "accounts.mail.backend.QueueingBackend"
    wish(alice_client, waiting_job)
    end(waiting_job, JobState.DONE)
    email_owners()
    assert OutgoingMail.objects.count() == 1


def test_an_email_that_cannot_be_sent_is_sent_later(
    alice_client: Client, waiting_job: Job, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    def refuse(message: EmailMessage) -> int:
        raise SMTPServerDisconnected

    wish(alice_client, waiting_job)
    end(waiting_job, JobState.DONE)
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        assert email_owners() == 0
    assert email_owners() == len(mailoutbox) == 1


def test_the_wish_of_a_job_that_ended_changes_nothing(alice_client: Client, waiting_job: Job) -> None:
    end(waiting_job, JobState.DONE)
    wish(alice_client, waiting_job)
    assert not Job.objects.get().email_wanted


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.WAITING])
def test_the_box_is_unticked_until_it_is_ticked_and_away_where_no_mail_is_sent(
    alice_client: Client, waiting_job: Job, state: JobState, settings: Any
) -> None:
    Job.objects.update(state=state)
    page = reverse("jobs:detail", args=[waiting_job.pk])
    settings.CAN_SEND_MAIL = False
    assert b"data-by-email" not in alice_client.get(page).content
    settings.CAN_SEND_MAIL = True
    assert not is_ticked(alice_client.get(page).content)
    wish(alice_client, waiting_job)
    assert is_ticked(alice_client.get(page).content)
