"""Data that is deleted with an account, and data that isn't."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import ConsentBasis, Erasure, ErasureCause, Invitation, Person, SecurityEvent, User
from accounts.people.services import create_person
from accounts.sessions import expire_sessions
from generation.erasing.services import erase_people
from generation.models import Family, Job
from generation.privacy import services
from generation.privacy.services import close_account
from generation.retention.schedule import expire
from tests.cast import PASSWORD
from tests.generation.at_once import at_once
from tests.generation.conftest import RequestFamily

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(account: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    return client


def everything_in_sessions() -> str:
    return " ".join(str(session.get_decoded()) for session in Session.objects.all())


def test_an_invited_parent_who_stays_away_takes_nothing_from_the_other(
    done_job: Job, charlie: User, charlie_client: Client
) -> None:
    ben = done_job.family.parent_b
    Person.objects.filter(pk=ben.pk).update(consent_basis=ConsentBasis.INVITED, account=charlie)
    Invitation.objects.create(person=ben, expires_at=timezone.now(), answered_at=timezone.now())
    close_account(charlie, cause=ErasureCause.EXPIRED)
    assert not User.objects.filter(pk=charlie.pk).exists()
    assert Family.objects.filter(pk=done_job.family_id).exists()
    assert Person.objects.get(pk=ben.pk).account is None
    assert not Erasure.objects.exists()


def test_no_session_keeps_the_address(alice: User) -> None:
    sign_in(alice)
    sign_in(alice)
    assert alice.email in everything_in_sessions()
    close_account(alice)
    assert everything_in_sessions() == ""


def test_others_stay_signed_in(alice: User, charlie: User, charlie_client: Client) -> None:
    close_account(alice)
    assert charlie_client.get("/privacy/").status_code == 200


def test_sessions_that_have_ended_go_with_their_time(alice: User, charlie: User) -> None:
    sign_in(alice)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    sign_in(charlie)
    expire()
    assert alice.email not in everything_in_sessions()
    assert charlie.email in everything_in_sessions()
    assert expire_sessions() == 0


def test_who_is_added_in_the_very_moment_goes_with_a_receipt(
    alice: User, request_family: RequestFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase_and_be_late(people: list[Person], **told: Any) -> list[Erasure]:
        receipts = erase_people(people, **told)
        if receipts:
            monkeypatch.setattr(services, "erase_people", erase_people)
            at_once(lambda: create_person(owner=alice, name="Eve", consent_basis=ConsentBasis.ATTESTED))
        return receipts

    request_family()
    monkeypatch.setattr(services, "erase_people", erase_and_be_late)
    assert len(close_account(alice)) == 3
    assert not Person.objects.exists()
    assert not User.objects.filter(pk=alice.pk).exists()


def test_closing_it_twice_at_once_closes_it_once(alice: User, request_family: RequestFamily) -> None:
    request_family()
    accounts = [User.objects.get(pk=alice.pk) for _browser in range(2)]
    answers = at_once(*(partial(close_account, account) for account in accounts))
    assert sorted(len(receipts) for receipts in answers) == [0, 2]


def test_no_line_of_the_security_log_is_left(alice: User) -> None:
    browser = sign_in(alice)
    assert SecurityEvent.objects.filter(account_id=alice.pk).exists()
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert browser.post("/privacy/close/").status_code == 200
    assert not SecurityEvent.objects.exists()
