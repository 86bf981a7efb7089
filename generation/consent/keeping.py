"""Who has yet to agree to keeping a family."""

from __future__ import annotations

from accounts.models import Act, Person, Purpose
from accounts.people.selectors import get_latest_consents
from generation.models import Family


def get_parents_without_consent(family: Family) -> list[Person]:
    """Returns those whose last word is no consent to any version of the text, as `IS_KEPT` asks."""
    latest = get_latest_consents([person.pk for person in family.parents])
    last_words = {person.pk: latest.get(person.pk, {}).get(Purpose.KEEP) for person in family.parents}
    return [
        person
        for person in family.parents
        if not person.is_sample and ((record := last_words[person.pk]) is None or record.act != Act.GIVEN)
    ]
