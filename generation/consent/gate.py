"""The consent gate: what the people shown permit, according to the ledger.

Everything that computes, keeps or publishes pictures checks it first.
"""

from __future__ import annotations

from accounts.models import ConsentBasis, ConsentRecord, Method, Person, Purpose
from accounts.people.selectors import consent_holds, get_latest_consents, is_given
from generation.models import Family
from generation.models.family_use import IS_KEPT, families_by_use

# Only the person shown can agree to being shown to others.
OWN_CONSENT = (ConsentBasis.SELF, ConsentBasis.INVITED)
OWN_METHODS = (Method.SELF, Method.INVITED)


def may_compute(family: Family) -> bool:
    """Tells whether everyone shown agrees to the current text. Sample parents need no consent."""
    shown = [person.pk for person in family.parents if not person.is_sample]
    return consent_holds(person_ids=shown, purpose=Purpose.COMPUTE)


def may_keep(family: Family) -> bool:
    """Tells whether everyone shown agrees to any version of the text: a new version must not shorten the period."""
    return families_by_use().filter(IS_KEPT, pk=family.pk).exists()


def may_publish(family: Family) -> bool:
    """Tells whether both parents have agreed to the current text themselves.

    Attested consent does not suffice, and sample parents have not agreed.
    """
    latest = get_latest_consents([person.pk for person in family.parents])
    return all(_publishes(person, latest.get(person.pk, {}).get(Purpose.PUBLISH)) for person in family.parents)


def _publishes(person: Person, record: ConsentRecord | None) -> bool:
    if record is None or person.consent_basis not in OWN_CONSENT:
        return False
    return is_given(record) and record.method in OWN_METHODS
