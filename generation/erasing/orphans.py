"""Rows of people whom nobody needs: no family names them, or their key has gone.

The latter were erased, and came back with an older copy of the database; keys are kept apart, see
docs/keeping-keys.md.
"""

from __future__ import annotations

import logging

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from accounts.models import ErasureCause, Person, PersonKey
from generation.erasing.services import erase_people
from generation.models import Family
from generation.storage.sweeping import SPARED

logger = logging.getLogger(__name__)


def is_erased() -> Q:
    """Returns the condition of people without a key. No key at all is no erasure: the keys were not restored."""
    return Q(Exists(PersonKey.objects.all()), key=None)


def erase_orphans() -> int:
    """Erases orphans and returns their number. Younger ones may belong to a transaction that isn't over."""
    theirs = Family.objects.of_person(OuterRef("pk"))
    orphans = list(Person.objects.filter(~Exists(theirs) | is_erased(), created_at__lt=Now() - SPARED))
    if orphans:
        erase_people(orphans, cause=ErasureCause.EXPIRED)
        logger.warning("%d people whom nobody needed were erased.", len(orphans))
    return len(orphans)
