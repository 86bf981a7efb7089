"""Rows of people whom no family names: whatever went wrong to leave them there, nobody needs their photos."""

from __future__ import annotations

import logging

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from accounts.models import ErasureCause, Person
from generation.erasing.services import erase_people
from generation.families.models import Family
from generation.sweeping import SPARED

logger = logging.getLogger(__name__)


def erase_orphans() -> int:
    """Says how many there were. Younger ones may belong to a transaction that isn't over."""
    theirs = Family.objects.filter(Q(parent_a=OuterRef("pk")) | Q(parent_b=OuterRef("pk")))
    orphans = list(Person.objects.filter(~Exists(theirs), created_at__lt=Now() - SPARED))
    if orphans:
        erase_people(orphans, cause=ErasureCause.EXPIRED)
        logger.warning("%d people in no family were erased.", len(orphans))
    return len(orphans)
