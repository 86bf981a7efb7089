from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Erasure, Person, User
from accounts.people.keys.models import PersonKey
from accounts.people.services import create_person
from generation.erasing.orphans import erase_orphans
from generation.models import Family, folder_of
from generation.storage.files import store_file
from tests.generation.conftest import files_in

pytestmark = pytest.mark.django_db(transaction=True)


def orphan(owner: User, *, hours: float) -> Person:
    person = create_person(owner=owner, name="Ada")
    store_file(folder_of(person.pk), "original", "jpg", b"photo")
    Person.objects.filter(pk=person.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return person


def test_who_is_in_no_family_is_erased(alice: User, media: Path) -> None:
    person = orphan(alice, hours=3)
    assert erase_orphans() == 1
    assert not Person.objects.exists()
    assert files_in(media) == []
    assert Erasure.objects.get().person_id == person.pk


def test_who_has_just_been_added_may_get_one_yet(alice: User, media: Path) -> None:
    orphan(alice, hours=1.9)
    assert erase_orphans() == 0


def test_parents_stay_however_old(family: Family) -> None:
    Person.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert erase_orphans() == 0


def test_who_was_erased_and_came_back_with_a_backup_goes_again(family: Family, media: Path) -> None:
    """Of the keys only the newest copy is kept."""
    Person.objects.update(created_at=timezone.now() - timedelta(days=3))
    PersonKey.objects.filter(person=family.parent_b).delete()
    assert erase_orphans() == 1
    assert not Family.objects.exists()
    assert files_in(media) == []


def test_nobody_is_taken_for_erased_where_all_keys_are_missing(family: Family) -> None:
    """A database that was restored, and its keys are still to come."""
    Person.objects.update(created_at=timezone.now() - timedelta(days=3))
    PersonKey.objects.all().delete()
    assert erase_orphans() == 0
    assert Family.objects.exists()


def test_it_is_part_of_what_can_be_done_once_by_hand(alice: User, media: Path) -> None:
    orphan(alice, hours=3)
    said = StringIO()
    call_command("reconcile", stdout=said)
    assert "orphaned people erased: 1" in said.getvalue()
    call_command("reconcile", stdout=said)
    assert "orphaned people erased: 0" in said.getvalue()
