"""Refusals are remembered for a while, so that nobody adds a person "with permission" who has just said no.

What is stored is a keyed hash of the name: nobody without SECRET_KEY can try names on it. Another SECRET_KEY forgets.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from accounts.models import Person, User
from accounts.people.keys.errors import MasterKeyError
from generation.models import Refusal

PURPOSE = "generation.consent.refusals"


def remember_refusal(person: Person) -> None:
    """Remembers that an invitee refused or withdrew. Call it before their name is destroyed.

    A name that cannot be decrypted is not remembered: nothing may stand in the way of a withdrawal.
    """
    name = _readable_name(person) if person.is_invited else ""
    if not name:
        return
    Refusal.objects.update_or_create(owner_id=person.owner_id, name_hmac=_hmac_of(name), defaults={"refused_at": Now()})


def was_refused(*, owner: User, name: str) -> bool:
    """Returns True if somebody whom this account invited by that name has said no since."""
    return get_current_refusals().filter(owner=owner, name_hmac=_hmac_of(name)).exists()


def get_current_refusals() -> QuerySet[Refusal]:
    return Refusal.objects.filter(refused_at__gt=Now() - timedelta(days=settings.RECEIPT_DAYS))


def get_refusals_over() -> QuerySet[Refusal]:
    return Refusal.objects.filter(refused_at__lte=Now() - timedelta(days=settings.RECEIPT_DAYS))


def _readable_name(person: Person) -> str:
    """Returns the name, or an empty string if it cannot be decrypted."""
    try:
        return person.name
    except (MasterKeyError, ValueError):
        return ""


def _hmac_of(name: str) -> str:
    return salted_hmac(PURPOSE, _normalise(name), algorithm="sha256").hexdigest()


def _normalise(name: str) -> str:
    """Returns the same for names that differ in case, width, composition or spaces alone."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())
