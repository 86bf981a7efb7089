"""When an account may make links: not at once after signing up, and so many a day, lest somebody makes an account for a
moment to show another's face and be gone; not while a moderator paused it, nor around what a report has just hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now

from accounts.models import User
from generation.invitations.selectors import has_confirmed_address
from generation.models import UNDECIDED_STATES, Case, Family, ShareLink, SharingPause

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Why no link can be made of a family yet; false if one can.

    new_until: the owner's account is too new. needs_address: its address isn't confirmed. full_until: it made as many
    links as it may within a day. paused_until: a moderator paused it. due_at: when somebody must have decided about
    a report that hides a link of this family.
    """

    new_until: datetime | None
    needs_address: bool
    full_until: datetime | None
    paused_until: datetime | None
    due_at: datetime | None

    def __bool__(self) -> bool:
        return self.is_of_newcomer or any((self.full_until, self.paused_until, self.due_at))

    @property
    def is_of_newcomer(self) -> bool:
        return self.new_until is not None or self.needs_address


def wait_of(family: Family) -> Wait:
    """The sample couple is nobody, and can be shown by a new account too."""
    owner = family.owner
    return Wait(
        new_until=None if family.is_sample else _new_until(owner),
        # Without a mail server no address can be confirmed.
        needs_address=settings.CAN_SEND_MAIL and not family.is_sample and not has_confirmed_address(owner),
        full_until=_full_until(owner),
        paused_until=SharingPause.objects.filter(owner=owner, until__gt=Now()).values_list("until", flat=True).first(),
        due_at=_due_at(family),
    )


def _new_until(owner: User) -> datetime | None:
    """By the database's clock, as whether a link opens."""
    hours = timedelta(hours=settings.SHARE_AFTER_HOURS)
    is_new = User.objects.filter(pk=owner.pk, date_joined__gt=Now() - hours).exists()
    return owner.date_joined + hours if is_new else None


def _full_until(owner: User) -> datetime | None:
    """Counts what still stands: what goes with a deleted family shows nothing to anybody."""
    todays = ShareLink.objects.filter(family__owner=owner, created_at__gt=Now() - DAY).order_by("-created_at")
    last = todays.values_list("created_at", flat=True)[settings.LINKS_PER_DAY - 1 : settings.LINKS_PER_DAY].first()
    return last + DAY if last else None


def _due_at(family: Family) -> datetime | None:
    """Looks also at links that were ended since, and at no single child: one can be deleted and made again."""
    cases = Case.objects.filter(link__family=family, is_urgent=True, state__in=UNDECIDED_STATES)
    return cases.exclude(link__hidden_at=None).order_by("-due_at").values_list("due_at", flat=True).first()
