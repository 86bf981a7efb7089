from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import EventKind, SecurityEvent, User
from accounts.suspension import lift, suspend
from tests.accounts.test_signing_in import is_signed_in, sign_in

ACCOUNT, FAMILIES = "/accounts/", "/families/"


@pytest.fixture
def there(alice: User) -> Client:
    client = Client()
    sign_in(client, alice.email)
    return client


def kinds_about(user: User) -> list[str]:
    return list(SecurityEvent.objects.filter(account_id=user.pk).order_by("pk").values_list("kind", flat=True))


def say(*arguments: str) -> str:
    said = io.StringIO()
    call_command("suspend_account", *arguments, stdout=said)
    return said.getvalue()


def test_every_browser_is_signed_out_and_one_can_sign_in_again(alice: User, there: Client) -> None:
    suspend(alice, until=None)
    assert not is_signed_in(there)
    again = Client()
    sign_in(again, alice.email)
    assert again.get(ACCOUNT).status_code == 200


def test_a_suspended_person_reads_since_when_until_when_and_where_to_read_why(alice: User, there: Client) -> None:
    suspend(alice, until=timezone.now() + timedelta(days=3))
    sign_in(there, alice.email)
    answer = there.get(FAMILIES)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'href="/decisions/"' in page
    assert page.count("<time") == 2
    assert 'href="/privacy/"' in page


def test_programs_are_told_by_a_code(alice: User, there: Client) -> None:
    suspend(alice, until=None)
    sign_in(there, alice.email)
    answer = there.get("/api/families/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "suspended")


def test_it_ends_by_itself(alice: User, there: Client) -> None:
    suspend(alice, until=timezone.now() + timedelta(days=3))
    sign_in(there, alice.email)
    User.objects.update(suspended_until=Now())
    assert there.get(FAMILIES).status_code == 200
    assert not lift(alice)


def test_a_lifted_one_is_over_at_once(alice: User, there: Client) -> None:
    suspend(alice, until=None)
    sign_in(there, alice.email)
    assert lift(alice)
    assert there.get(FAMILIES).status_code == 200
    assert kinds_about(alice)[-1] == EventKind.SUSPENSION_LIFTED
    assert EventKind.SUSPENDED in kinds_about(alice)


def test_a_second_one_changes_the_end_alone(alice: User) -> None:
    suspend(alice, until=timezone.now() + timedelta(days=3))
    since = alice.suspended_at
    suspend(alice, until=None)
    assert (alice.suspended_at, alice.suspended_until) == (since, None)


def test_one_after_an_earlier_one_begins_now(alice: User) -> None:
    then = timezone.now() - timedelta(days=9)
    User.objects.update(suspended_at=then, suspended_until=then + timedelta(days=1))
    suspend(alice, until=None)
    assert alice.suspended_at is not None
    assert alice.suspended_at > then


def test_an_end_in_the_past_is_a_mistake(alice: User) -> None:
    with pytest.raises(ValueError, match="future"):
        suspend(alice, until=timezone.now() - timedelta(seconds=1))
    assert not alice.is_suspended_now()


def test_nobody_else_is_concerned(alice: User, charlie_client: Client) -> None:
    suspend(alice, until=None)
    assert charlie_client.get(FAMILIES).status_code == 200


def test_the_command_suspends_and_lifts(alice: User) -> None:
    assert "until it is lifted" in say(alice.email)
    alice.refresh_from_db()
    assert alice.is_suspended_now()
    say(alice.email, "--lift")
    alice.refresh_from_db()
    assert not alice.is_suspended_now()


def test_the_command_takes_days(alice: User) -> None:
    say(alice.email, "--days", "7")
    alice.refresh_from_db()
    assert alice.suspended_until is not None
    assert timedelta(days=6.9) < alice.suspended_until - timezone.now() <= timedelta(days=7)


@pytest.mark.parametrize("arguments", [["--days", "0"], ["--days", "99999999"], ["--lift"], ["--days", "1", "--lift"]])
def test_the_command_refuses_what_makes_no_sense(alice: User, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        say(alice.email, *arguments)
    alice.refresh_from_db()
    assert alice.suspended_at is None


def test_the_admin_shows_it(alice: User, client: Client) -> None:
    suspend(alice, until=None)
    client.force_login(User.objects.create_superuser("operator@example.org", "correct horse battery"))
    page = client.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()
    assert "suspended" in page.lower()
    assert client.get("/admin/accounts/user/?suspended_at__isempty=0").content.decode().count("alice@") == 1
