from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from generation.moderators import make_moderator
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


def test_a_moderator_may_look_at_jobs_and_do_nothing_else(alice: User) -> None:
    call_command("make_moderator", alice.email.upper())
    assert User.objects.get().get_all_permissions() == {"generation.view_job"}


def test_rights_that_were_added_to_the_group_go_when_the_next_one_is_made(alice: User, charlie: User) -> None:
    make_moderator(alice)
    group = alice.groups.get()
    group.permissions.add(*group.permissions.model.objects.filter(codename="delete_user"))
    make_moderator(charlie)
    assert User.objects.get(pk=alice.pk).get_all_permissions() == {"generation.view_job"}


def test_nobodys_address_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match=r"Expected an account's email address\. Received: 'nobody@example\.org'"):
        call_command("make_moderator", "nobody@example.org")


def test_jobs_are_not_looked_for_by_the_owners_address(moderator: User, alice: User) -> None:
    page = signed_in(moderator).get("/admin/generation/job/", {"owner__email__startswith": "a"})
    assert page.status_code in (302, 400)


def test_who_is_no_moderator_any_more_is_sent_away(moderator: User) -> None:
    client: Client = signed_in(moderator)
    assert client.get("/admin/generation/job/").status_code == 200
    User.objects.filter(pk=moderator.pk).update(is_staff=False)
    assert client.get("/admin/generation/job/").status_code == 302
