"""Codes, children and films go with their family: soon where somebody didn't agree to keeping, later with a notice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from smtplib import SMTPServerDisconnected
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Act, ConsentBasis, ConsentRecord, Erasure, ErasureCause, Invitation, Person, Purpose, User
from accounts.people.services import withdraw_consent
from generation.erasing.services import erase_people
from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.models import Child, Family, Job, JobState
from generation.retention import services
from generation.retention.notices import warn_owners
from generation.retention.schedule import count_due, expire
from generation.retention.selectors import get_families_over
from generation.retention.services import expire_families
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.retention.conftest import MINUTE, let_time_pass

pytestmark = pytest.mark.django_db(transaction=True)

UNKEPT = timedelta(hours=settings.UNKEPT_HOURS)
RESULTS = timedelta(days=settings.RESULT_DAYS)
NOTICE = timedelta(days=settings.NOTICE_DAYS)


def seconds(time: timedelta) -> dict[str, float]:
    return {"seconds": time.total_seconds()}


def test_without_consent_to_keeping_everything_goes_after_hours(done_job: Job, media: Path) -> None:
    let_time_pass(**seconds(UNKEPT - MINUTE))
    assert expire_families() == 0
    let_time_pass(minutes=2)
    assert expire_families() == 1
    assert not Person.objects.exists()
    assert not Child.objects.exists()
    assert files_in(media) == []
    assert set(Erasure.objects.values_list("cause", flat=True)) == {ErasureCause.EXPIRED}
    assert None not in set(Erasure.objects.values_list("erased_at", flat=True))
    assert ConsentRecord.objects.filter(act=Act.EXPIRED, method="site").count() == 2


def test_one_parent_who_did_not_agree_is_enough(kept_job: Job) -> None:
    withdraw_consent(person=kept_job.family.parent_b, purpose=Purpose.KEEP)
    let_time_pass(**seconds(UNKEPT + MINUTE))
    assert expire_families() == 1


def test_with_consent_it_stays_until_half_a_year_after_it_was_used(kept_job: Job, mailoutbox: list[Any]) -> None:
    let_time_pass(**seconds(RESULTS - NOTICE - MINUTE))
    expire()
    assert (mailoutbox, Family.objects.count()) == ([], 1)
    let_time_pass(minutes=2)
    expire()
    assert (len(mailoutbox), Family.objects.count()) == (1, 1)
    let_time_pass(**seconds(NOTICE - MINUTE))
    expire()
    assert (len(mailoutbox), Family.objects.count()) == (1, 1)
    let_time_pass(minutes=2)
    expire()
    assert (len(mailoutbox), Family.objects.count()) == (1, 0)


def test_nothing_goes_without_its_notice_however_late_that_comes(kept_job: Job, mailoutbox: list[Any]) -> None:
    let_time_pass(days=2 * RESULTS.days)
    User.objects.update(last_login=timezone.now())
    expire()
    assert (len(mailoutbox), Family.objects.count()) == (1, 1)
    let_time_pass(**seconds(NOTICE + MINUTE))
    expire()
    assert Family.objects.count() == 0


def test_the_letter_names_nobody_and_is_in_both_languages(kept_job: Job, alice: User, mailoutbox: list[Any]) -> None:
    let_time_pass(**seconds(RESULTS - NOTICE + MINUTE))
    warn_owners()
    (email,) = mailoutbox
    assert email.to == [alice.email]
    assert "will be destroyed" in email.body
    assert "안녕하세요" in email.body
    assert f"{settings.SITE_URL}/families/" in email.body
    assert "Ada" not in email.body
    assert "Ben" not in email.body
    assert str(kept_job.family_id) not in email.body


def test_several_families_of_an_account_share_a_letter(
    kept_job: Job, request_family: RequestFamily, mailoutbox: list[Any]
) -> None:
    request_family()
    Job.objects.update(state=JobState.CANCELLED)
    Person.objects.update(is_sample=True)
    let_time_pass(**seconds(RESULTS - NOTICE + MINUTE))
    assert warn_owners() == 1
    assert "2 families" in mailoutbox[0].body


def test_a_letter_that_cannot_be_sent_is_sent_the_next_time(
    kept_job: Job, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(email: EmailMessage) -> int:
        raise SMTPServerDisconnected("gone")

    let_time_pass(**seconds(RESULTS - NOTICE + MINUTE))
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", fail)
        assert warn_owners() == 0
    assert Family.objects.get().warned_at is None
    assert warn_owners() == 1
    assert warn_owners() == 0
    assert len(mailoutbox) == 1


def test_its_owner_keeps_it_with_a_button(kept_job: Job, alice_client: Client) -> None:
    page = reverse("families:detail", args=[kept_job.family_id])
    keep = reverse("retention:extend", args=[kept_job.family_id])
    assert keep not in alice_client.get(page).content.decode()
    let_time_pass(**seconds(RESULTS - NOTICE + MINUTE))
    expire()
    assert keep in alice_client.get(page).content.decode()
    assert "Stays until" in alice_client.get(reverse("families:list")).content.decode()
    assert "The family stays." in alice_client.post(keep, follow=True).content.decode()
    assert keep not in alice_client.get(page).content.decode()
    let_time_pass(**seconds(NOTICE + MINUTE))
    expire()
    assert Family.objects.exists()


def test_after_it_was_used_again_there_is_a_second_notice(kept_job: Job, mailoutbox: list[Any]) -> None:
    for _ in range(2):
        let_time_pass(**seconds(RESULTS - NOTICE + MINUTE))
        expire()
        services.extend_family(kept_job.family)
    assert len(mailoutbox) == 2
    assert Family.objects.exists()


def test_nobody_keeps_what_somebody_shown_did_not_agree_to(done_job: Job, alice_client: Client) -> None:
    page = alice_client.get(reverse("families:detail", args=[done_job.family_id])).content.decode()
    assert "everything here is deleted on" in page
    keep = reverse("retention:extend", args=[done_job.family_id])
    let_time_pass(**seconds(UNKEPT - MINUTE))
    assert "It cannot be kept longer" in alice_client.post(keep, follow=True).content.decode()
    let_time_pass(minutes=2)
    assert expire_families() == 1


def test_what_is_worked_on_stays(waiting_job: Job) -> None:
    let_time_pass(days=400)
    assert expire_families() == 0


def test_nobody_works_for_a_locked_account_so_nothing_of_it_waits(waiting_job: Job, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    let_time_pass(**seconds(UNKEPT + MINUTE))
    assert expire_families() == 1


@pytest.fixture
def invited_job(waiting_job: Job) -> Job:
    """A job whose second parent has a week to answer."""
    Person.objects.filter(pk=waiting_job.family.parent_b_id).update(consent_basis=ConsentBasis.INVITED)
    Invitation.objects.create(person=waiting_job.family.parent_b, expires_at=timezone.now() + timedelta(days=7))
    Job.objects.update(state=JobState.WAITING)
    return waiting_job


def test_a_family_waits_for_who_was_invited_and_a_week_longer(invited_job: Job) -> None:
    let_time_pass(**seconds(timedelta(days=14) - MINUTE))
    expire()
    assert Family.objects.exists()
    let_time_pass(minutes=2)
    expire()
    assert not Person.objects.exists()


def test_an_answer_starts_its_time(invited_job: Job) -> None:
    let_time_pass(days=6)
    Invitation.objects.update(answered_at=timezone.now())
    let_time_pass(**seconds(UNKEPT - MINUTE))
    assert expire_families() == 0
    let_time_pass(minutes=2)
    assert expire_families() == 1


def test_a_revoked_invitation_ends_then(invited_job: Job) -> None:
    Invitation.objects.update(revoked_at=timezone.now())
    let_time_pass(days=7, minutes=1)
    assert expire_families() == 1


def test_a_request_in_the_last_moment_wins(done_job: Job, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the lock."""
    let_time_pass(**seconds(UNKEPT + MINUTE))
    (due,) = get_families_over().values_list("pk", flat=True)
    request_child(owner=alice, family=done_job.family, spec=ChildSpec(age_years=3.0), idempotency_key="late")
    assert not services._expire_family(due)


def test_a_family_that_somebody_works_on_is_passed_over(done_job: Job) -> None:
    let_time_pass(**seconds(UNKEPT + MINUTE))
    held, seen = Barrier(2), Barrier(2)

    def hold() -> None:
        with transaction.atomic():
            list(Family.objects.select_for_update(no_key=True))
            held.wait(10)
            seen.wait(10)
        connection.close()

    other = Thread(target=hold)
    other.start()
    held.wait(10)
    assert expire_families() == 0
    seen.wait(10)
    other.join()
    assert expire_families() == 1


def test_a_crash_in_the_middle_leaves_the_rest_for_the_next_look(
    done_job: Job, request_family: RequestFamily, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_family()
    Job.objects.update(state=JobState.CANCELLED)
    let_time_pass(**seconds(UNKEPT + MINUTE))
    calls: list[Any] = []

    def die_at_the_second(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return erase_people(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(services, "erase_people", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            expire()
    assert Family.objects.count() == 1
    assert count_due()["families"] == 1
    expire()
    assert files_in(media) == []
