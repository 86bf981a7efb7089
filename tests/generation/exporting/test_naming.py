from __future__ import annotations

import pytest

from accounts.models import User
from accounts.people.services import create_person
from generation.exporting.naming import folder_of_family, folder_of_person
from generation.models import Family

pytestmark = pytest.mark.django_db
LONG = ["가나다라마바사아자차카타파하" * 5, "한글" * 30, "é" * 60, "𠮷" * 60, "a" * 60, "Ana María " * 6]


@pytest.mark.parametrize("name", LONG)
def test_no_folder_is_too_long_to_unpack(alice: User, name: str) -> None:
    person, other = create_person(owner=alice, name=name), create_person(owner=alice, name=name[::-1])
    for place in (folder_of_person(person), folder_of_family(Family(parent_a=person, parent_b=other))):
        assert max(len(part.encode()) for part in place.split("/")) <= 100


def test_both_parents_names_are_in_a_long_folder_of_a_family(alice: User) -> None:
    family = Family(
        parent_a=create_person(owner=alice, name="한글" * 30), parent_b=create_person(owner=alice, name="미나" * 30)
    )
    folder = folder_of_family(family)
    assert folder.startswith("families/한글")
    assert "-미나" in folder
    assert folder.endswith(f"-{family.pk.hex[:8]}")


def test_a_long_name_is_not_cut_within_a_letter(alice: User) -> None:
    assert "\ufffd" not in folder_of_person(create_person(owner=alice, name="a" + "한" * 59))


@pytest.mark.parametrize(
    ("name", "folder"), [("Ada", "ada-"), ("김 민아", "김-민아-"), ("CON", "con-"), ("🙂", ""), ("..", "")]
)
def test_a_folder_begins_with_the_name(alice: User, name: str, folder: str) -> None:
    person = create_person(owner=alice, name=name)
    assert folder_of_person(person) == f"people/{folder}{person.pk.hex[:8]}"
