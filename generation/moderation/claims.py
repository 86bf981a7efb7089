"""Taking a case and giving it back: two moderators never work on the same one."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from generation.models import OPEN_CASE_STATES, AuditAct, Case, CaseState
from generation.moderation.audit import note
from generation.moderation.moderators import moderators
from generation.moderation.own import is_own_of_holder


@transaction.atomic
def take(case_id: UUID, by: User) -> bool:
    """Gives an open case to a moderator. Returns False if another one has it, or it is not open any more."""
    case = Case.objects.select_for_update().filter(pk=case_id, state__in=OPEN_CASE_STATES).first()
    if case is None:
        return False
    if case.taken_by_id == by.pk:
        return True
    if case.taken_by_id and moderators().filter(pk=case.taken_by_id).exists():
        return False
    case.taken_by = by
    # An appeal stays one, whoever has it.
    case.state = CaseState.TAKEN if case.state == CaseState.NEW else case.state
    case.save(update_fields=["taken_by", "state"])
    note(AuditAct.TAKEN, actor_id=by.pk, case_id=case.pk)
    return True


@transaction.atomic
def release(case_id: UUID, by: User) -> bool:
    """Returns False if the moderator does not have the case."""
    return _release(Case.objects.filter(pk=case_id, taken_by=by), actor_id=by.pk) > 0


@transaction.atomic
def release_all_of(moderator: User, *, actor_id: UUID | None) -> None:
    _release(Case.objects.filter(taken_by=moderator), actor_id=actor_id)


@transaction.atomic
def release_abandoned() -> None:
    """Gives back what is held by nobody who may still decide about it: their rights or their account ended, or they
    became the other parent and it their own.
    """
    is_held_by_nobody = Q(state=CaseState.TAKEN, taken_by=None)
    has_lost_rights = Q(taken_by__isnull=False) & ~Q(taken_by__in=moderators())
    _release(Case.objects.filter(is_held_by_nobody | has_lost_rights | is_own_of_holder()), actor_id=None)


def _release(cases: QuerySet[Case], *, actor_id: UUID | None) -> int:
    """Returns how many were given back. Decided cases keep the name of who had them."""
    # Each takes the audit's turn, so they are locked in one order.
    held = cases.filter(state__in=OPEN_CASE_STATES).select_for_update(of=("self",)).order_by("pk")
    released = list(held)
    for case in released:
        case.taken_by = None
        case.state = CaseState.NEW if case.state == CaseState.TAKEN else case.state
        case.save(update_fields=["taken_by", "state"])
    for case in released:
        note(AuditAct.RELEASED, actor_id=actor_id, case_id=case.pk)
    return len(released)
