"""The gate: what may be done with the faces of two people, by the newest consent of each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from accounts.models import ConsentBasis, Person, Purpose, User
from accounts.people import consents
from accounts.people.consents import get_consent_text
from accounts.people.services import (
    create_person,
    expire_everything,
    give_consent,
    refuse_consent,
    withdraw_consent,
)
from generation.consent.gate import may_compute, may_keep, may_publish, publishing_lacks
from generation.models import Family

pytestmark = pytest.mark.django_db

Gate = Callable[[Family], bool]
GATES: dict[Purpose, Gate] = {
    Purpose.COMPUTE: may_compute,
    Purpose.KEEP: may_keep,
    Purpose.PUBLISH: may_publish,
}
EACH_GATE = pytest.mark.parametrize(("purpose", "may"), GATES.items())


def family_of(owner: User, *bases: ConsentBasis, is_sample: bool = False) -> Family:
    people = [
        create_person(owner=owner, name="Ada", consent_basis=consent_basis, is_sample=is_sample)
        for consent_basis in bases
    ]
    return Family.objects.create(owner=owner, parent_a=people[0], parent_b=people[1], is_sample=is_sample)


@pytest.fixture
def family(alice: User) -> Family:
    return family_of(alice, ConsentBasis.SELF, ConsentBasis.INVITED)


def agree(person: Person, purpose: Purpose, *, version: str | None = None) -> None:
    give_consent(person=person, text=get_consent_text(purpose, "en", version=version))


def refuse(person: Person, purpose: Purpose) -> None:
    refuse_consent(person=person, text=get_consent_text(purpose, "en"))


def both_agree(family: Family, purpose: Purpose) -> None:
    for person in family.parents:
        agree(person, purpose)


@pytest.fixture
def a_new_text_on_publishing(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishes a new text after both have agreed to the one before."""
    both_agree(family, Purpose.PUBLISH)
    monkeypatch.setitem(consents.CURRENT_VERSIONS, Purpose.PUBLISH, "next")


@EACH_GATE
def test_nothing_may_be_done_before_anybody_has_said_anything(family: Family, purpose: Purpose, may: Gate) -> None:
    assert not may(family)


@EACH_GATE
def test_both_have_to_agree(family: Family, purpose: Purpose, may: Gate) -> None:
    agree(family.parent_a, purpose)
    assert not may(family)
    agree(family.parent_b, purpose)
    assert may(family)


@pytest.mark.parametrize(("said", "asked"), [pair for pair in product(GATES, GATES) if pair[0] != pair[1]])
def test_agreeing_to_one_thing_is_no_word_on_another(family: Family, said: Purpose, asked: Purpose) -> None:
    both_agree(family, said)
    assert not GATES[asked](family)


@EACH_GATE
@pytest.mark.parametrize("which", ["parent_a", "parent_b"])
def test_one_who_takes_it_back_ends_it_for_both(family: Family, which: str, purpose: Purpose, may: Gate) -> None:
    both_agree(family, purpose)
    withdraw_consent(person=getattr(family, which), purpose=purpose)
    assert not may(family)


@EACH_GATE
def test_the_last_word_counts(family: Family, purpose: Purpose, may: Gate) -> None:
    both_agree(family, purpose)
    refuse(family.parent_b, purpose)
    assert not may(family)
    agree(family.parent_b, purpose)
    assert may(family)


@EACH_GATE
def test_what_was_agreed_to_for_a_time_is_over_with_it(family: Family, purpose: Purpose, may: Gate) -> None:
    both_agree(family, purpose)
    expire_everything(person=family.parent_a)
    assert not may(family)


@EACH_GATE
def test_other_people_say_nothing_about_these(family: Family, alice: User, purpose: Purpose, may: Gate) -> None:
    both_agree(family_of(alice, ConsentBasis.SELF, ConsentBasis.INVITED), purpose)
    assert not may(family)


def test_a_new_text_on_computing_has_to_be_agreed_to_anew(family: Family) -> None:
    agree(family.parent_a, Purpose.COMPUTE)
    agree(family.parent_b, Purpose.COMPUTE, version="1")
    assert not may_compute(family)


def test_a_new_text_on_keeping_shortens_nothing(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    both_agree(family, Purpose.KEEP)
    monkeypatch.setitem(consents.CURRENT_VERSIONS, Purpose.KEEP, "2")
    assert may_keep(family)


@pytest.mark.usefixtures("a_new_text_on_publishing")
def test_a_new_text_on_publishing_has_to_be_agreed_to_anew(family: Family) -> None:
    assert not may_publish(family)


def test_an_older_text_that_is_agreed_to_last_does_not_count(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    both_agree(family, Purpose.PUBLISH)
    text = get_consent_text(Purpose.PUBLISH, "en")
    monkeypatch.setitem(consents.CURRENT_VERSIONS, Purpose.PUBLISH, "next")
    give_consent(person=family.parent_a, text=text)
    assert not may_publish(family)


@pytest.mark.parametrize(
    "bases", [(ConsentBasis.SELF, ConsentBasis.INVITED), (ConsentBasis.INVITED, ConsentBasis.INVITED)]
)
def test_people_who_answer_for_themselves_may_be_shown(alice: User, bases: tuple[ConsentBasis, ConsentBasis]) -> None:
    family = family_of(alice, *bases)
    both_agree(family, Purpose.PUBLISH)
    assert may_publish(family)


ON_A_WORD = [pair for pair in product(ConsentBasis, ConsentBasis) if ConsentBasis.ATTESTED in pair]


@pytest.mark.parametrize("bases", ON_A_WORD)
def test_nobody_is_published_on_the_word_of_another(alice: User, bases: tuple[ConsentBasis, ConsentBasis]) -> None:
    family = family_of(alice, *bases)
    for person in family.parents:
        if person.consent_basis != ConsentBasis.ATTESTED:
            agree(person, Purpose.PUBLISH)
    assert not may_publish(family)


def test_not_even_if_the_ledger_had_a_yes_of_them(family: Family) -> None:
    both_agree(family, Purpose.PUBLISH)
    family.parent_b.consent_basis = ConsentBasis.ATTESTED
    family.parent_b.save()
    assert not may_publish(Family.objects.get(pk=family.pk))


def test_a_yes_on_the_word_of_another_is_no_yes_of_their_own(family: Family, alice: User) -> None:
    """As the ledger would have it if somebody answered for themselves only later."""
    person = family.parent_b
    person.consent_basis = ConsentBasis.ATTESTED
    text = get_consent_text(Purpose.PUBLISH, "en")
    with pytest.raises(ValueError, match="Only the person shown"):
        give_consent(person=person, text=text, given_by=alice)
    agree(family.parent_a, Purpose.PUBLISH)
    assert not may_publish(family)


def test_samples_need_nobodys_consent(alice: User) -> None:
    family = family_of(alice, ConsentBasis.ATTESTED, ConsentBasis.ATTESTED, is_sample=True)
    assert (may_compute(family), may_keep(family), may_publish(family)) == (True, True, True)


def test_publishing_lacks_those_who_have_not_agreed(family: Family) -> None:
    agree(family.parent_a, Purpose.PUBLISH)
    assert publishing_lacks(family) == [family.parent_b]
    agree(family.parent_b, Purpose.PUBLISH)
    assert not publishing_lacks(family)
