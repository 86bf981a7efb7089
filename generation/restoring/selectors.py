from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Invitation, Person, Tombstone, TombstoneKind, User
from generation.erasing.orphans import is_erased
from generation.models import AuditAct, AuditLine, Child, Decision, ShareLink


def get_revived_accounts() -> QuerySet[User]:
    return User.objects.filter(pk__in=_buried(TombstoneKind.ACCOUNT))


def get_revived_people() -> QuerySet[Person]:
    return Person.objects.filter(is_erased())


def get_revived_children() -> QuerySet[Child]:
    return Child.objects.filter(pk__in=_buried(TombstoneKind.CHILD))


def get_revived_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(pk__in=_buried(TombstoneKind.INVITATION), revoked_at=None)


def get_revived_links() -> QuerySet[ShareLink]:
    return ShareLink.objects.filter(pk__in=_buried(TombstoneKind.SHARE_LINK), ended_at=None)


def get_lost_decisions() -> QuerySet[AuditLine]:
    """Returns the lines about decisions that were made after the dump: what they did is undone."""
    is_here = Exists(Decision.objects.filter(pk=OuterRef("subject_id")))
    return AuditLine.objects.filter(~is_here, act=AuditAct.DECIDED).order_by("seq")


def _buried(kind: TombstoneKind) -> QuerySet[Tombstone, UUID]:
    return Tombstone.objects.filter(kind=kind).values_list("row_id", flat=True)
