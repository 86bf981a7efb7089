"""Accounts that nobody signs in to, and receipts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Erasure, ErasureCause, User
from generation.erasing.services import erase_people
from generation.models import Job
from generation.retention.schedule import expire
from tests.cast import PASSWORD
from tests.generation.conftest import files_in
from tests.generation.retention.conftest import MINUTE, let_time_pass

pytestmark = pytest.mark.django_db(transaction=True)

IDLE = timedelta(days=settings.IDLE_ACCOUNT_DAYS)
NOTICE = timedelta(days=settings.NOTICE_DAYS)


def sign_in(account: User) -> None:
    Client().post("/accounts/login/", {"login": account.email, "password": PASSWORD})


def test_it_is_closed_with_everything_a_notice_after_the_letter(
    waiting_job: Job, alice: User, media: Path, mailoutbox: list[Any]
) -> None:
    User.objects.update(date_joined=timezone.now())
    let_time_pass(seconds=(IDLE - NOTICE - MINUTE).total_seconds())
    expire()
    assert mailoutbox == []
    let_time_pass(minutes=2)
    expire()
    expire()
    assert [email.to for email in mailoutbox] == [[alice.email]]
    assert "will be closed" in mailoutbox[0].body
    assert "계정" in mailoutbox[0].body
    let_time_pass(seconds=(NOTICE - MINUTE).total_seconds())
    expire()
    assert User.objects.filter(pk=alice.pk).exists()
    let_time_pass(minutes=2)
    expire()
    assert not User.objects.filter(pk=alice.pk).exists()
    assert files_in(media) == []
    assert Erasure.objects.filter(owner_id=alice.pk, cause=ErasureCause.EXPIRED).count() == 2
    assert len(mailoutbox) == 1


def test_signing_in_starts_its_time_again(alice: User, mailoutbox: list[Any]) -> None:
    let_time_pass(seconds=(IDLE - NOTICE + MINUTE).total_seconds())
    expire()
    sign_in(alice)
    mailoutbox.clear()
    let_time_pass(seconds=(NOTICE + MINUTE).total_seconds())
    expire()
    assert User.objects.filter(pk=alice.pk).exists()
    assert mailoutbox == []


def test_staff_stay(alice: User, mailoutbox: list[Any]) -> None:
    User.objects.update(is_staff=True)
    for _ in range(3):
        let_time_pass(days=IDLE.days)
        expire()
    assert User.objects.filter(pk=alice.pk).exists()
    assert mailoutbox == []


def test_receipts_go_after_two_years(done_job: Job) -> None:
    erase_people(done_job.family.parents, cause=ErasureCause.DELETED)
    User.objects.update(last_login=timezone.now() + timedelta(days=9000))
    let_time_pass(days=settings.RECEIPT_DAYS, minutes=-1)
    expire()
    assert Erasure.objects.count() == 2
    let_time_pass(minutes=2)
    expire()
    assert Erasure.objects.count() == 0


def test_a_receipt_that_is_still_a_list_of_what_to_do_stays(done_job: Job) -> None:
    erase_people(done_job.family.parents, cause=ErasureCause.DELETED)
    Erasure.objects.update(erased_at=None)
    User.objects.update(last_login=timezone.now() + timedelta(days=9000))
    let_time_pass(days=2 * settings.RECEIPT_DAYS)
    expire()
    assert Erasure.objects.count() == 2
