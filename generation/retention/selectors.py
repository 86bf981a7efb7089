"""Rows that have expired or will soon, by the database's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from accounts.models import Erasure, Person, User
from generation.models import Family, Portrait, PortraitPhoto
from generation.models.family_use import IS_KEPT, families_by_use
from generation.periods import UNANSWERED_DAYS


def get_families_over() -> QuerySet[Any]:
    resting = Q(pending_until=None, is_busy=False)
    unkept = resting & ~IS_KEPT & Q(worked_at__lte=Now() - timedelta(hours=settings.UNKEPT_HOURS))
    warned = Q(warned_at__gt=F("worked_at"), warned_at__lte=Now() - timedelta(days=settings.NOTICE_DAYS))
    unused = resting & IS_KEPT & warned & Q(worked_at__lte=Now() - timedelta(days=settings.RESULT_DAYS))
    unanswered = Q(pending_until__lte=Now() - timedelta(days=UNANSWERED_DAYS))
    return families_by_use().filter(unkept | unused | unanswered)


def get_families_to_warn() -> QuerySet[Any]:
    """Returns the families to warn about: only those kept by everybody's consent, for others were to stay for hours."""
    near = Now() - timedelta(days=settings.RESULT_DAYS - settings.NOTICE_DAYS)
    families = families_by_use().filter(IS_KEPT, pending_until=None, is_busy=False, worked_at__lte=near)
    return families.filter(Q(warned_at=None) | Q(warned_at__lte=F("worked_at")))


def get_people_over(family: Family) -> QuerySet[Person]:
    """Returns the people of an expired family who belong to no other one."""
    living = Family.objects.of_person(OuterRef("pk")).exclude(pk__in=get_families_over().values("pk"))
    return Person.objects.filter(pk__in=[person.pk for person in family.parents]).exclude(Exists(living))


def get_portraits_over() -> QuerySet[Portrait]:
    """Returns portraits whose photos are no longer needed."""
    recent = Now() - timedelta(days=settings.PHOTO_DAYS)
    in_use = families_by_use().filter(Q(worked_at__gt=recent) | Q(is_busy=True) | Q(pending_until__isnull=False))
    theirs = in_use.filter(Q(parent_a=OuterRef("person")) | Q(parent_b=OuterRef("person")))
    photos = PortraitPhoto.objects.filter(portrait=OuterRef("pk")).exclude(original="", cut_outs="")
    portraits = Portrait.objects.filter(person__is_sample=False, created_at__lte=recent)
    return portraits.filter(Exists(photos) | ~Q(aligned="")).exclude(Exists(theirs))


def get_accounts_over() -> QuerySet[Any]:
    idle = _accounts_idle_for(settings.IDLE_ACCOUNT_DAYS)
    warned = Now() - timedelta(days=settings.NOTICE_DAYS)
    return idle.filter(idle_warned_at__gt=F("seen_at"), idle_warned_at__lte=warned)


def get_accounts_to_warn() -> QuerySet[Any]:
    idle = _accounts_idle_for(settings.IDLE_ACCOUNT_DAYS - settings.NOTICE_DAYS)
    return idle.filter(Q(idle_warned_at=None) | Q(idle_warned_at__lte=F("seen_at")))


def get_receipts_over() -> QuerySet[Erasure]:
    return Erasure.objects.filter(erased_at__lte=Now() - timedelta(days=settings.RECEIPT_DAYS))


def _accounts_idle_for(days: int) -> QuerySet[Any]:
    """Returns idle accounts, except those of staff, on which the operator depends."""
    accounts = User.objects.filter(is_staff=False, is_superuser=False)
    return accounts.annotate(seen_at=Coalesce("last_login", "date_joined")).filter(
        seen_at__lte=Now() - timedelta(days=days)
    )
