"""The consent gate: what the people shown permit, according to the ledger.

Everything that computes, keeps or publishes pictures checks it first.
"""

from __future__ import annotations

from django.db.models import Case, When

from accounts.models import Person, Purpose
from accounts.people.selectors import consent_holds
from generation.models import Family
from generation.models.family_use import IS_KEPT, families_by_use
from generation.models.publishing import agrees_to_publishing


def may_compute(family: Family) -> bool:
    """Tells whether everyone shown agrees to the current text. Sample parents need no consent."""
    shown = [person.pk for person in family.parents if not person.is_sample]
    return consent_holds(person_ids=shown, purpose=Purpose.COMPUTE)


def may_keep(family: Family) -> bool:
    """Tells whether everyone shown agrees to any version of the text: a new version must not shorten the period."""
    return families_by_use().filter(IS_KEPT, pk=family.pk).exists()


def may_publish(family: Family) -> bool:
    """Tells whether both parents agree to the current text, each for themselves."""
    return not publishing_lacks(family)


def publishing_lacks(family: Family) -> list[Person]:
    """Returns the parents without whose consent nothing of this family is shown to others."""
    agreeing = Family.objects.filter(pk=family.pk).values_list(
        Case(When(agrees_to_publishing("parent_a"), then=True), default=False),
        Case(When(agrees_to_publishing("parent_b"), then=True), default=False),
    )
    answers = agreeing.first() or (False, False)
    return [person for person, agrees in zip(family.parents, answers, strict=True) if not agrees]
