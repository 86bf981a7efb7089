"""Whose time is over, and whose nearly is. By the database's clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from accounts.models import Erasure, Person, User
from generation.models import Family, Portrait, PortraitPhoto
from generation.models.family_use import IS_KEPT, families_by_use
from generation.retention.periods import UNANSWERED_DAYS


@dataclass(frozen=True, kw_only=True)
class Ending:
    """When a family goes if nobody uses it before. can_stay: its owner may say that it shall."""

    at: datetime
    can_stay: bool


def get_families_over() -> QuerySet[Any]:
    resting = Q(asked_until=None, is_busy=False)
    unkept = resting & ~IS_KEPT & Q(worked_at__lte=Now() - timedelta(hours=settings.UNKEPT_HOURS))
    noticed = Q(noticed_at__gt=F("worked_at"), noticed_at__lte=Now() - timedelta(days=settings.NOTICE_DAYS))
    unused = resting & IS_KEPT & noticed & Q(worked_at__lte=Now() - timedelta(days=settings.RESULT_DAYS))
    unanswered = Q(asked_until__lte=Now() - timedelta(days=UNANSWERED_DAYS))
    return families_by_use().filter(unkept | unused | unanswered)


def get_families_to_notice() -> QuerySet[Any]:
    """Those that stay by everybody's consent: the others were only ever to stay for hours."""
    near = Now() - timedelta(days=settings.RESULT_DAYS - settings.NOTICE_DAYS)
    families = families_by_use().filter(IS_KEPT, asked_until=None, is_busy=False, worked_at__lte=near)
    return families.filter(Q(noticed_at=None) | Q(noticed_at__lte=F("worked_at")))


def get_unasked_families_to_notice() -> QuerySet[Any]:
    """Those from before anybody was asked about keeping: once, in the time that they were given for it."""
    return families_by_use().filter(~IS_KEPT, asked_until=None, used_at__gt=Now(), noticed_at=None)


def get_people_over(family: Family) -> QuerySet[Person]:
    """Of a family whose time is over: those who are in no other one."""
    living = Family.objects.of_person(OuterRef("pk")).exclude(pk__in=get_families_over().values("pk"))
    return Person.objects.filter(pk__in=[person.pk for person in family.parents]).exclude(Exists(living))


def get_portraits_over() -> QuerySet[Portrait]:
    """Those whose photos are no longer needed."""
    recent = Now() - timedelta(days=settings.PHOTO_DAYS)
    in_use = families_by_use().filter(Q(worked_at__gt=recent) | Q(is_busy=True) | Q(asked_until__isnull=False))
    theirs = in_use.filter(Q(parent_a=OuterRef("person")) | Q(parent_b=OuterRef("person")))
    photos = PortraitPhoto.objects.filter(portrait=OuterRef("pk")).exclude(original="", cut_outs="")
    portraits = Portrait.objects.filter(person__is_sample=False, created_at__lte=recent)
    return portraits.filter(Exists(photos) | ~Q(aligned="")).exclude(Exists(theirs))


def get_accounts_over() -> QuerySet[Any]:
    idle = _accounts_idle_for(settings.IDLE_ACCOUNT_DAYS)
    noticed = Now() - timedelta(days=settings.NOTICE_DAYS)
    return idle.filter(idle_noticed_at__gt=F("seen_at"), idle_noticed_at__lte=noticed)


def get_accounts_to_notice() -> QuerySet[Any]:
    idle = _accounts_idle_for(settings.IDLE_ACCOUNT_DAYS - settings.NOTICE_DAYS)
    return idle.filter(Q(idle_noticed_at=None) | Q(idle_noticed_at__lte=F("seen_at")))


def get_receipts_over() -> QuerySet[Erasure]:
    return Erasure.objects.filter(destroyed_at__lte=Now() - timedelta(days=settings.RECEIPT_DAYS))


def add_endings(families: Sequence[Any]) -> None:
    """Gives each an `ending`: an Ending, or None."""
    endings = get_endings([family.pk for family in families])
    for family in families:
        family.ending = endings.get(family.pk)


def get_endings(family_ids: Iterable[UUID]) -> dict[UUID, Ending]:
    """Of those that go soon. In one query."""
    rows = families_by_use().filter(pk__in=list(family_ids), asked_until=None).annotate(is_kept=IS_KEPT)
    now = timezone.now()
    soon = now + timedelta(days=settings.NOTICE_DAYS)
    endings = {row.pk: _ending_of(row, now) for row in rows}
    return {family_id: ending for family_id, ending in endings.items() if ending.at <= soon}


def _ending_of(row: Any, now: datetime) -> Ending:
    if not row.is_kept:
        return Ending(at=row.worked_at + timedelta(hours=settings.UNKEPT_HOURS), can_stay=False)
    # Never without the notice, however late that goes out.
    noticed_at = row.noticed_at if row.noticed_at and row.noticed_at > row.worked_at else now
    over_at = row.worked_at + timedelta(days=settings.RESULT_DAYS)
    return Ending(at=max(over_at, noticed_at + timedelta(days=settings.NOTICE_DAYS)), can_stay=True)


def _accounts_idle_for(days: int) -> QuerySet[Any]:
    """Staff's work is not to be missed by whoever runs the site."""
    accounts = User.objects.filter(is_staff=False, is_superuser=False)
    return accounts.annotate(seen_at=Coalesce("last_login", "date_joined")).filter(
        seen_at__lte=Now() - timedelta(days=days)
    )
