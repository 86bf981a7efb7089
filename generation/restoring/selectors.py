from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, QuerySet

from accounts.models import Invitation, Person, PersonKey, Tombstone, TombstoneKind, User
from generation.models import Child


def get_revived_accounts() -> QuerySet[User]:
    return User.objects.filter(pk__in=_buried(TombstoneKind.ACCOUNT))


def get_revived_people() -> QuerySet[Person]:
    """Returns people without a key: they were erased. If nobody has one, the keys were not restored."""
    return Person.objects.filter(Exists(PersonKey.objects.all()), key=None)


def get_revived_children() -> QuerySet[Child]:
    return Child.objects.filter(pk__in=_buried(TombstoneKind.CHILD))


def get_revived_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(pk__in=_buried(TombstoneKind.INVITATION), revoked_at=None)


def _buried(kind: TombstoneKind) -> QuerySet[Tombstone, UUID]:
    return Tombstone.objects.filter(kind=kind).values_list("row_id", flat=True)
