"""Another master key takes over while the site runs, and no person's key is lost whatever happens."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread, Timer
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from accounts.advisory_locks import held_if_free
from accounts.models import Person, PersonKey, SiteKey, User
from accounts.people.keys import rotation
from accounts.people.keys.errors import MasterKeyError
from accounts.people.keys.keyring import current_master_key, read_master_keys
from accounts.people.keys.master_file import read_key_file
from accounts.people.keys.selectors import data_keys_of, get_site_key
from accounts.people.keys.services import make_key
from accounts.people.services import create_person
from tests.accounts.people.keys.conftest import forget_keys

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 2000  # four batches
KILLS = 2


def rotate() -> None:
    call_command("rotate_master_key")


def all_keys() -> dict[UUID, bytes]:
    ids = list(PersonKey.objects.values_list("pk", flat=True))
    return dict(zip(ids, data_keys_of(ids), strict=True))


def ids_in_use() -> set[str]:
    tables = (PersonKey.objects, SiteKey.objects)
    return {key_id for rows in tables for key_id in rows.values_list("master_key_id", flat=True)}


def make_people(owner: User, number: int) -> None:
    people = [Person(owner=owner, encrypted_name=b"") for _ in range(number)]
    with transaction.atomic():
        Person.objects.bulk_create(people)
        PersonKey.objects.bulk_create([make_key(person.pk) for person in people])


def test_keys_stay_what_they_are_and_the_old_master_key_goes(
    master_file: Path, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    person = create_person(owner=alice, name="Ada")
    make_people(alice, 4)
    before, site_key, old = all_keys(), get_site_key(), current_master_key()
    rotate()
    (new,) = read_master_keys()
    assert new != old
    assert ids_in_use() == {new.id}
    forget_keys(monkeypatch)
    assert all_keys() == before
    assert get_site_key() == site_key
    assert Person.objects.get(pk=person.pk).name == "Ada"


def test_a_process_that_started_before_reads_on(master_file: Path, alice: User) -> None:
    """It knows the old key alone, and finds the new one when it meets it."""
    person = create_person(owner=alice, name="Ada")
    read_before = Person.objects.select_related("key").get(pk=person.pk)
    rotate()
    assert read_before.name == "Ada"
    assert Person.objects.get(pk=person.pk).name == "Ada"


def test_somebody_stored_meanwhile_is_waited_for(master_file: Path, alice: User) -> None:
    """Given a key under the old master key, and committed only when everybody else's was wrapped anew."""
    create_person(owner=alice, name="Ada")
    begun, may_end = Event(), Event()

    def add_slowly() -> None:
        with transaction.atomic():
            create_person(owner=alice, name="Ben")
            begun.set()
            may_end.wait(20)
        connection.close()

    def rotate_too() -> None:
        rotate()
        connection.close()

    adding, rotating = Thread(target=add_slowly), Thread(target=rotate_too)
    adding.start()
    assert begun.wait(20)
    rotating.start()
    rotating.join(0.5)
    assert rotating.is_alive()
    may_end.set()
    adding.join(20)
    rotating.join(20)
    assert ids_in_use() == {key.id for key in read_key_file(master_file)}
    assert {person.name for person in Person.objects.all()} == {"Ada", "Ben"}


def test_somebody_who_is_being_erased_is_not_brought_back(master_file: Path, alice: User) -> None:
    ada, ben = (create_person(owner=alice, name=name) for name in ("Ada", "Ben"))
    begun, may_end = Event(), Event()

    def erase_slowly() -> None:
        with transaction.atomic():
            Person.objects.filter(pk=ada.pk).delete()
            begun.set()
            may_end.wait(20)
        connection.close()

    erasing = Thread(target=erase_slowly)
    erasing.start()
    assert begun.wait(20)
    ending = Timer(0.5, may_end.set)
    ending.start()
    rotate()
    erasing.join(20)
    assert set(all_keys()) == {ben.pk}
    assert ids_in_use() == {key.id for key in read_key_file(master_file)}


def test_two_at_once_are_one_too_many(master_file: Path, alice: User) -> None:
    refused = []

    def rotate_too() -> None:
        try:
            rotation.rotate_master_key()
        except MasterKeyError as error:
            refused.append(str(error))
        connection.close()

    with held_if_free(rotation.ROTATION):
        thread = Thread(target=rotate_too)
        thread.start()
        thread.join(20)
    assert "by another process just now" in refused[0]


@pytest.mark.timeout(120)
def test_one_that_is_killed_in_the_middle_goes_on(
    master_file: Path, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(alice, MANY)
    before = all_keys()
    (old,) = read_key_file(master_file)
    num_cut_short = sum(kill_at_work(master_file, old.id) for _ in range(KILLS))
    assert num_cut_short > 0
    forget_keys(monkeypatch)
    assert all_keys() == before
    assert len(read_key_file(master_file)) == 2
    rotate()
    (new,) = read_key_file(master_file)
    assert ids_in_use() == {new.id} != {old.id}
    forget_keys(monkeypatch)
    assert all_keys() == before


def kill_at_work(master_file: Path, old_id: str) -> bool:
    """Kills a rotation; returns True if it had wrapped some keys anew, but not all."""
    command = [sys.executable, "-m", "tests.on_test_database", str(master_file), "rotate_master_key"]
    old = PersonKey.objects.filter(master_key_id=old_id)
    num_before = old.count()
    process = subprocess.Popen(command, cwd=settings.BASE_DIR)
    while old.count() == num_before:
        assert process.poll() is None, "It ended before it could be killed."
        time.sleep(0.001)
    process.kill()
    process.wait(20)
    return old.exists()
