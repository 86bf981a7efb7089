"""What is a moderator's own: they read nothing of it and decide nothing about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from generation.models import Case, Family


def is_own(moderator: User) -> Q:
    """Returns a condition on cases: about the moderator's account, or about one with which they share a family."""
    return Q(owner=moderator) | _share_a_family(moderator.pk)


def is_own_of_holder() -> Q:
    """Returns the same of whoever has a case."""
    return Q(owner=F("taken_by")) | _share_a_family(OuterRef("taken_by"))


def is_own_content(case: Case, moderator: User) -> bool:
    return Case.objects.filter(is_own(moderator), pk=case.pk).exists()


def _share_a_family(account: Any) -> Q:
    """Whoever made a family is the other parent's ex-partner as much as the other way round, also once the reported
    link is gone.
    """
    return Q(Exists(Family.objects.filter(_has_part(account)).filter(_has_part(OuterRef("owner")))))


def _has_part(account: Any) -> Q:
    return Q(owner=account) | Q(parent_a__account=account) | Q(parent_b__account=account)
