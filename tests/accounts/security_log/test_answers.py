from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EventKind, SecurityEvent, User
from accounts.security_log import middleware
from accounts.security_log.services import delete_events_of, expire_events
from tests.accounts.security_log.test_sign_ins import events
from tests.cast import signed_in


def test_what_is_not_theirs_is_noted_by_the_pattern_of_its_address(alice: User, alice_client: Client) -> None:
    for _time in range(3):
        assert alice_client.get(f"/children/{uuid4()}/image/").status_code == 404
    assert events(EventKind.REFUSED) == [("refused", alice.pk, "404 children/<uuid:child_id>/image/")]


def test_a_wrong_address_and_a_stranger_without_a_session_are_not(client: Client, alice_client: Client) -> None:
    alice_client.get("/nothing/here/")
    client.get(f"/children/{uuid4()}/image/")
    assert events(EventKind.REFUSED) == []


def test_a_form_without_its_token_is_noted_for_nobody(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("account_login"), {"login": "a@example.org"}).status_code == 403
    assert events() == [("refused", None, "403 accounts/login/")]


def test_a_limit_is_noted_once_a_minute(alice: User, alice_client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "manage_email": "1/m/user"}
    alice_client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    statuses = [
        alice_client.post(reverse("account_email"), {"email": f"{n}@example.org", "action_add": ""}).status_code
        for n in range(3)
    ]
    assert statuses[1:] == [429, 429]
    assert events(EventKind.LIMIT_HIT) == [("limit_hit", alice.pk, "accounts/email/")]


def test_what_staff_look_at_is_noted(alice: User) -> None:
    operator = User.objects.create_superuser("operator@example.org", "correct horse battery")
    client = signed_in(operator)
    client.get(reverse("admin:index"))
    client.get(reverse("admin:accounts_user_changelist"))
    page = reverse("admin:accounts_user_change", args=[alice.pk])
    client.get(page)
    client.post(page, {"email": alice.email, "is_active": "on"})
    assert events(EventKind.ADMIN_VIEWED, EventKind.ADMIN_CHANGED) == [
        ("admin_viewed", operator.pk, "accounts_user_changelist"),
        ("admin_viewed", operator.pk, f"accounts_user_change {alice.pk}"),
        ("admin_changed", operator.pk, f"accounts_user_change {alice.pk}"),
    ]


def test_what_is_no_id_writes_no_line_of_its_own(db: None) -> None:
    operator = User.objects.create_superuser("operator@example.org", "correct horse battery")
    signed_in(operator).get("/admin/accounts/user/1%0Dan-invented-line/change/")
    assert events(EventKind.ADMIN_VIEWED) == [("admin_viewed", operator.pk, "accounts_user_change")]


def test_the_admin_shows_the_log_and_lets_nobody_change_it(alice: User) -> None:
    operator = User.objects.create_superuser("operator@example.org", "correct horse battery")
    event = SecurityEvent.objects.create(kind=EventKind.SIGNED_IN, account_id=alice.pk, address="192.0.2.7")
    client = signed_in(operator)
    assert "192.0.2.7" in client.get(reverse("admin:accounts_securityevent_changelist")).content.decode()
    page = reverse("admin:accounts_securityevent_change", args=[event.pk])
    assert [client.get(page).status_code, client.post(page, {"address": ""}).status_code] == [200, 403]


def test_an_answer_does_not_wait_for_its_line(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any, **fields: Any) -> None:
        raise DatabaseError("secret row")

    monkeypatch.setattr(middleware, "note_rarely", fail)
    assert alice_client.get(f"/children/{uuid4()}/image/").status_code == 404
    assert "lacks a line" in caplog.text
    assert "secret row" not in caplog.text


def test_the_page_names_the_ways_that_a_line_is_about(alice: User, alice_client: Client) -> None:
    SecurityEvent.objects.create(kind=EventKind.SIGNED_IN, account_id=alice.pk, detail="password+totp")
    SecurityEvent.objects.create(kind=EventKind.REFUSED, account_id=alice.pk, detail="404 children/<uuid:child_id>/")
    page = alice_client.get(reverse("account_events"))
    assert [event.ways for event in page.context["events"]] == [[], ["Password", "Authenticator app"]]
    assert page.content.decode().index("Authenticator app") < page.content.decode().index(
        reverse("account_change_password")
    )


def test_the_owner_reads_their_own_lines_alone(alice: User, charlie: User, alice_client: Client) -> None:
    SecurityEvent.objects.create(kind=EventKind.SIGN_IN_FAILED, account_id=alice.pk, address="192.0.2.7")
    SecurityEvent.objects.create(kind=EventKind.SIGN_IN_FAILED, account_id=charlie.pk, address="192.0.2.8")
    page = alice_client.get(reverse("account_events")).content.decode()
    assert "192.0.2.7" in page
    assert "192.0.2.8" not in page


def test_lines_go_after_their_time(alice: User, settings: Any) -> None:
    settings.SECURITY_LOG_DAYS = 30
    old, new = (SecurityEvent.objects.create(kind=EventKind.SIGNED_IN, account_id=alice.pk) for _line in range(2))
    SecurityEvent.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=30, minutes=1))
    assert expire_events() == 1
    assert SecurityEvent.objects.get().pk == new.pk


def test_lines_go_with_the_account_unless_it_was_of_staff(alice: User, staff: User) -> None:
    for user in (alice, staff):
        SecurityEvent.objects.create(kind=EventKind.ADMIN_VIEWED, account_id=user.pk)
        delete_events_of(user)
    assert SecurityEvent.objects.get().account_id == staff.pk
