"""Looks at reported pictures in full: each with a reason that the owner of the link reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from accounts.encryption import decrypt, encrypt
from accounts.models import User
from generation.models import AuditAct, Case, Child, Look, ShareLink
from generation.moderation.audit import note
from generation.moderation.queue import get_taken_case_for
from generation.moderation.shown import Shown

LOOK_MINUTES = 30


@dataclass(frozen=True, kw_only=True)
class ToldLook:
    """What owners and moderators read of a look.

    reason: empty once its time was over. child: None for the photo of the parent in `slot`, and for a child that was
    deleted since.
    """

    at: datetime
    reason: str
    child: Child | None
    slot: str


@transaction.atomic
def look(case: Case, shown: Shown, *, by: User, reason: str) -> None:
    """Opens a picture to the moderator who has the case, for LOOK_MINUTES. Raises Http404 once they have it no more."""
    Case.objects.select_for_update().filter(pk=case.pk).first()
    get_taken_case_for(by, case.pk)
    Look.objects.create(
        case=case, child=shown.child, slot=shown.slot, moderator_id=by.pk, encrypted_reason=encrypt(reason)
    )
    subject_id = shown.child.pk if shown.child else case.link.family.slots[shown.slot].pk  # type: ignore[union-attr]  # of `get_shown`
    note(AuditAct.LOOKED, actor_id=by.pk, case_id=case.pk, subject_id=subject_id)


def ends_at(case: Case, shown: Shown, *, by: User) -> datetime | None:
    """Returns until when this moderator sees the picture in full; None: not at all, without a new reason."""
    of_this = Q(child=shown.child) if shown.child else Q(child=None, slot=shown.slot)
    recent = Look.objects.filter(of_this, case=case, moderator_id=by.pk, at__gt=Now() - timedelta(minutes=LOOK_MINUTES))
    last = recent.order_by("-at").first()
    return last.at + timedelta(minutes=LOOK_MINUTES) if last else None


def require_look(case: Case, shown: Shown, *, by: User) -> None:
    """Raises Http404 unless the moderator has written why, a short while ago."""
    if ends_at(case, shown, by=by) is None:
        raise Http404("Nobody said why it should be looked at.")


def looks_of(link: ShareLink) -> list[ToldLook]:
    """Returns the looks at what a link shows, the newest first."""
    return _tell(Look.objects.filter(case__link=link))


def looks_in(case: Case) -> list[ToldLook]:
    return _tell(case.looks.all())


def _tell(looks: QuerySet[Look]) -> list[ToldLook]:
    return [
        ToldLook(at=each.at, reason=_reason_of(each), child=each.child, slot=each.slot)
        for each in looks.select_related("child").order_by("-at")
    ]


def _reason_of(look: Look) -> str:
    return decrypt(look.encrypted_reason) if look.encrypted_reason else ""
