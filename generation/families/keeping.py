"""People who have yet to agree to keeping a family, for the owner's page: for some of them the owner may say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.models import ConsentBasis, Person, Purpose
from accounts.people.consents import ConsentText
from generation.consent.keeping import get_parents_without_consent
from generation.consent.shown_texts import texts_now
from generation.models import Family
from generation.models.family_endings import Ending, add_endings
from generation.periods import keep_offer


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The owner's declaration about one person, who may be themselves."""

    person: Person
    words: str


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """The consents that are missing to keep a family. text: the one to be agreed to. statements: about those whom the
    owner answers for. invitees: those who answer for themselves.
    """

    text: ConsentText
    statements: list[Statement]
    invitees: list[Person]


def about_ending(family: Family) -> dict[str, Any]:
    """Returns the context of `retention/ending.html`, on pages of a family and of its children."""
    add_endings([family])
    ending: Ending | None = family.ending  # type: ignore[attr-defined]  # the line before has given it
    is_unkept = ending is not None and not ending.can_stay
    return {
        "keep_days": settings.RESULT_DAYS,
        "keep_offer": keep_offer(),
        "keeping": keeping_of(family) if is_unkept else None,
    }


def keeping_of(family: Family) -> Keeping:
    """Returns what is missing to keep a family, in the active language."""
    text = texts_now([Purpose.KEEP])[Purpose.KEEP.value]
    missing = get_parents_without_consent(family)
    return Keeping(
        text=text,
        statements=[
            Statement(person=person, words=_words_for(person, text)) for person in missing if not person.is_invited
        ],
        invitees=[person for person in missing if person.is_invited],
    )


def _words_for(person: Person, text: ConsentText) -> str:
    return text.statement_self if person.consent_basis == ConsentBasis.SELF else text.statement_attested
