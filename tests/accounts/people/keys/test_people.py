"""A key for each person, and what goes with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.models import Person, PersonKey, User
from accounts.people.keys.errors import KeyDestroyed, MasterKeyError
from accounts.people.keys.selectors import data_keys_of, get_site_key
from accounts.people.services import create_person

pytestmark = pytest.mark.django_db


def test_everybody_has_a_key_of_their_own(alice: User) -> None:
    ada, ben = (create_person(owner=alice, name=name) for name in ("Ada", "Ben"))
    assert len(data_keys_of([ada.pk])[0]) == 32
    assert data_keys_of([ben.pk, ada.pk]) == [data_keys_of([ben.pk])[0], data_keys_of([ada.pk])[0]]
    assert data_keys_of([ada.pk])[0] != data_keys_of([ben.pk])[0]


def test_the_site_has_one_key_which_the_first_person_brings(alice: User) -> None:
    create_person(owner=alice, name="Ada")
    first = get_site_key()
    create_person(owner=alice, name="Ben")
    assert get_site_key() == first
    assert len(first) == 32


@pytest.mark.django_db(transaction=True)
def test_of_the_first_people_at_once_all_have_the_same_site_key(alice: User) -> None:
    def add(number: int) -> bytes:
        try:
            create_person(owner=alice, name=f"Ada {number}")
            return get_site_key()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(add, range(8)))) == 1


def test_a_name_is_read_back_and_can_be_changed(alice: User) -> None:
    person = create_person(owner=alice, name=" 김하늘 👩‍🚀 ")
    assert Person.objects.get(pk=person.pk).name == "김하늘 👩‍🚀"
    person.name = "Ada"
    person.save()
    assert Person.objects.get(pk=person.pk).name == "Ada"


def test_neither_the_row_nor_what_is_printed_tells_the_name(alice: User) -> None:
    person = create_person(owner=alice, name="Ada Lovelace")
    with connection.cursor() as cursor:
        cursor.execute("SELECT person::text, encode(encrypted_name, 'escape') FROM accounts_person person")
        assert "Lovelace" not in str(cursor.fetchall())
    assert "Lovelace" not in f"{person} {person!r}"


def test_names_selected_with_their_keys_cost_no_further_question(alice: User, django_assert_num_queries: Any) -> None:
    for name in ("Ada", "Ben"):
        create_person(owner=alice, name=name)
    with django_assert_num_queries(1):
        assert {person.name for person in Person.objects.select_related("key")} == {"Ada", "Ben"}


def test_without_the_key_there_is_no_name_and_nothing_opens(alice: User) -> None:
    person = create_person(owner=alice, name="Ada")
    PersonKey.objects.all().delete()
    person = Person.objects.get(pk=person.pk)
    assert person.name == ""
    with pytest.raises(KeyDestroyed, match="The person was erased"):
        data_keys_of([person.pk])


def test_a_key_put_into_another_persons_row_does_not_open(alice: User) -> None:
    ada, ben = (create_person(owner=alice, name=name) for name in ("Ada", "Ben"))
    PersonKey.objects.filter(person=ada).update(wrapped=ben.key.wrapped)
    with pytest.raises(MasterKeyError, match=f"The key of person {ada.pk} is damaged"):
        data_keys_of([ada.pk])


def test_a_name_put_into_another_persons_row_does_not_open(alice: User) -> None:
    ada, ben = (create_person(owner=alice, name=name) for name in ("Ada", "Ben"))
    ada.encrypted_name = ben.encrypted_name
    with pytest.raises(ValueError, match=f"The name of person {ada.pk} is damaged"):
        _ = ada.name
