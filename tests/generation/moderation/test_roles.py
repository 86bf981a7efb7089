from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.first_factor import NotNeeded, make_link
from accounts.models import User
from generation.models import AuditAct, AuditLine
from generation.moderation.moderators import is_moderator, moderators
from generation.moderation.roles import LastModerator, make_moderator, remove_moderator
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


def audited() -> list[tuple[str, object, object]]:
    lines = AuditLine.objects.order_by("at", "seq")
    return [(line.act, line.actor_id, line.subject_id) for line in lines]


def test_a_moderator_needs_no_right_to_the_admin(alice: User) -> None:
    call_command("make_moderator", alice.email.upper())
    alice.refresh_from_db()
    assert is_moderator(alice)
    assert not alice.is_staff
    assert signed_in(alice).get("/admin/").status_code == 302


def test_a_moderator_who_is_staff_looks_at_jobs_there_and_does_nothing_else(staff: User) -> None:
    make_moderator(staff)
    assert User.objects.get().get_all_permissions() == {"generation.view_job"}
    client = signed_in(staff)
    assert client.get("/admin/generation/job/").status_code == 200
    assert client.get("/admin/generation/job/", {"owner__email__startswith": "a"}).status_code in (302, 400)


def test_rights_that_were_added_to_the_group_go_when_the_next_one_is_made(alice: User, charlie: User) -> None:
    make_moderator(alice)
    group = alice.groups.get()
    group.permissions.add(*group.permissions.model.objects.filter(codename="delete_user"))
    make_moderator(charlie)
    assert User.objects.get(pk=alice.pk).get_all_permissions() == {"generation.view_job"}


@pytest.mark.parametrize("command", ["make_moderator", "remove_moderator"])
def test_nobodys_address_is_refused(db: None, command: str) -> None:
    with pytest.raises(CommandError, match=r"Expected an account's email address\. Received: 'nobody@example\.org'"):
        call_command(command, "nobody@example.org")


def test_who_was_no_moderator_is_not_removed(alice: User) -> None:
    with pytest.raises(CommandError):
        call_command("remove_moderator", alice.email)
    assert audited() == []


def test_closed_and_suspended_accounts_moderate_nothing(alice: User, bob: User) -> None:
    for user in (alice, bob):
        make_moderator(user)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    User.objects.filter(pk=bob.pk).update(suspended_at="2026-01-01T00:00Z")
    assert list(moderators()) == []
    said = StringIO()
    call_command("list_moderators", stdout=said)
    assert said.getvalue().count("closed or suspended") == 2


def test_the_audit_says_who_made_and_removed_whom_once_each(alice: User, bob: User, charlie: User) -> None:
    for user in (alice, bob, bob):
        make_moderator(user, by=charlie)
    assert remove_moderator(bob, by=charlie)
    assert not remove_moderator(bob, by=charlie)
    assert audited() == [
        (AuditAct.MODERATOR_MADE, charlie.pk, alice.pk),
        (AuditAct.MODERATOR_MADE, charlie.pk, bob.pk),
        (AuditAct.MODERATOR_REMOVED, charlie.pk, bob.pk),
    ]


def test_the_last_one_is_removed_only_by_who_says_so(alice: User) -> None:
    make_moderator(alice)
    with pytest.raises(LastModerator):
        remove_moderator(alice)
    with pytest.raises(CommandError, match="--even-the-last"):
        call_command("remove_moderator", alice.email)
    call_command("remove_moderator", alice.email, even_the_last=True)
    assert not is_moderator(alice)


def test_a_suspended_colleague_is_nobody_who_decides(alice: User, bob: User) -> None:
    for user in (alice, bob):
        make_moderator(user)
    User.objects.filter(pk=bob.pk).update(suspended_at="2026-01-01T00:00Z")
    with pytest.raises(LastModerator):
        remove_moderator(alice)


def test_a_password_alone_sets_up_no_second_step_of_a_moderator(alice: User, charlie: User) -> None:
    make_moderator(alice)
    assert make_link(alice)
    assert signed_in(alice).get("/accounts/two-step/totp/activate/").status_code == 302
    with pytest.raises(NotNeeded):
        make_link(charlie)
