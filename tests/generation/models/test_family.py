from __future__ import annotations

import pytest

from accounts.models import Person, User
from accounts.people.services import create_person
from generation.models import SLOTS, Family

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(alice: User) -> list[Person]:
    return [create_person(owner=alice, name=name) for name in ("Ada", "Ben", "Cleo")]


@pytest.fixture
def family(alice: User, people: list[Person]) -> Family:
    return Family.objects.create(owner=alice, parent_a=people[0], parent_b=people[1])


def test_the_parents_are_known_by_their_slots(family: Family, people: list[Person]) -> None:
    assert tuple(family.slots) == SLOTS
    assert list(family.slots.values()) == people[:2]
    assert [family.slot_of(person) for person in people[:2]] == ["a", "b"]
    assert family.names == ("Ada", "Ben")


def test_a_slot_that_there_is_not_holds_nobody(family: Family) -> None:
    assert family.slots.get("") is None


def test_somebody_else_has_no_slot(family: Family, people: list[Person]) -> None:
    with pytest.raises(ValueError, match="not in list"):
        family.slot_of(people[2])
