"""What decisions do: at once, when they are undone, and when nobody can appeal any more.

Nothing is lost while somebody may appeal: links are hidden and end later, a child is hidden and erased later, an
account is suspended and closed later. What hides, pauses and suspends is worked out from all decisions in force, so
that undoing one leaves what another one says.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import ErasureCause, User
from accounts.suspension import lift, suspend
from generation.gallery.services import delete_child
from generation.models import (
    UNDECIDED_STATES,
    Case,
    Child,
    Decision,
    DecisionKind,
    EndedBy,
    RemovedChild,
    ShareLink,
    SharingPause,
)
from generation.models.decision import ENDS_THE_LINK, REMOVES_A_CHILD, SUSPENDS
from generation.models.removed_child import is_removed
from generation.privacy.services import close_account
from generation.sharing.services import end_links


def put_into_force(decision: Decision) -> None:
    """Does what is done at once. Needs the case to be held."""
    child = decision.child
    if child is not None and decision.kind in REMOVES_A_CHILD:
        RemovedChild.objects.create(
            decision=decision,
            parent_a=child.family.parent_a,
            parent_b=child.family.parent_b,
            seed=child.seed,
            sex=child.sex,
            age_years=child.age_years,
            dominance=child.dominance,
            shares=child.shares,
        )
    _settle(decision)


def undo(decision: Decision) -> None:
    """Undoes what can be undone. Needs the case to be held."""
    Decision.objects.filter(pk=decision.pk).update(undone_at=Now())
    decision.refresh_from_db(fields=["undone_at"])
    decision.removed_children.all().delete()
    _settle(decision)


def carry_out(decision: Decision) -> None:
    """Does what can't be undone. Needs the case to be held."""
    case = decision.case
    Decision.objects.filter(pk=decision.pk).update(carried_out_at=Now())
    if decision.kind in ENDS_THE_LINK:
        end_links(_links_ended_by(decision), EndedBy.MODERATOR)
    if decision.kind == DecisionKind.ERASE_CHILD and decision.child is not None:
        delete_child(decision.child)
    if decision.kind == DecisionKind.CLOSE_ACCOUNT and case.owner is not None:
        close_account(case.owner, cause=ErasureCause.MODERATOR)


def _settle(decision: Decision) -> None:
    owner = decision.case.owner
    if owner is None:
        return
    if decision.kind == DecisionKind.PAUSE_SHARING:
        _settle_pause(owner)
    if decision.kind in SUSPENDS and decision.undone_at is None:
        _suspend_for(decision, owner)
    elif decision.kind in SUSPENDS:
        _lift_after(decision, owner)
    if decision.kind == DecisionKind.ERASE_CHILD:
        _settle_children(owner)
    _settle_links(ShareLink.objects.filter(family__owner=owner))


def _links_ended_by(decision: Decision) -> QuerySet[ShareLink]:
    of_child = Q(pk__in=[])
    if decision.child is not None and decision.kind in REMOVES_A_CHILD:
        of_child = Q(children__in=Child.objects.filter(is_removed(), family__owner=decision.case.owner))
    links = ShareLink.objects.filter(Q(pk=decision.case.link_id) | of_child)
    # Without the rows of the join, which can't be locked along with a DISTINCT.
    return ShareLink.objects.filter(pk__in=links.values("pk"))


def _settle_links(links: QuerySet[ShareLink]) -> None:
    """Hides what a decision forbids, and shows again what neither a decision nor an urgent report hides."""
    decisions = Decision.objects.ending_links().filter(case__link=OuterRef("pk"))
    removed = Child.objects.filter(is_removed(), share_links=OuterRef("pk"))
    is_forbidden = Exists(decisions) | Exists(removed)
    urgent = Case.objects.filter(link=OuterRef("pk"), is_urgent=True, state__in=UNDECIDED_STATES)
    links.filter(is_forbidden, hidden_at=None).update(hidden_at=Now())
    links.exclude(hidden_at=None).exclude(is_forbidden | Exists(urgent)).update(hidden_at=None)


def _settle_children(owner: User) -> None:
    children = Child.objects.filter(family__owner=owner)
    erased = Exists(Decision.objects.in_force().filter(kind=DecisionKind.ERASE_CHILD, child=OuterRef("pk")))
    children.filter(erased, hidden_at=None).update(hidden_at=Now())
    children.exclude(hidden_at=None).exclude(erased).update(hidden_at=None)


def _settle_pause(owner: User) -> None:
    until = _latest_end(_in_force(owner, DecisionKind.PAUSE_SHARING))
    if until is None:
        SharingPause.objects.filter(owner=owner).delete()
    else:
        SharingPause.objects.update_or_create(owner=owner, defaults={"until": until})


def _suspend_for(decision: Decision, owner: User) -> None:
    """Suspends an account, or prolongs that: another decision, or an operator, may have suspended it for longer."""
    until = decision.until
    if until is not None and owner.is_suspended_now():
        until = None if owner.suspended_until is None else max(until, owner.suspended_until)
    suspend(owner, until=until)


def _lift_after(decision: Decision, owner: User) -> None:
    """Leaves an account as suspended as the other decisions say. What an operator did on the command line stays."""
    others = _in_force(owner, *SUSPENDS)
    if not owner.is_suspended_now() or not _is_due_to([decision, *others], owner):
        return
    until = _latest_end(others)
    if any(other.until is None for other in others):
        suspend(owner, until=None)
    elif until is not None:
        suspend(owner, until=until)
    else:
        lift(owner)


def _is_due_to(decisions: list[Decision], owner: User) -> bool:
    """Tells whether a suspension began with a decision and ends when these say."""
    until = None if any(decision.until is None for decision in decisions) else _latest_end(decisions)
    # Also those that were undone: one of them may have begun what others prolonged.
    began = Decision.objects.filter(case__owner=owner, kind__in=SUSPENDS, made_at__lte=owner.suspended_at)
    return owner.suspended_until == until and began.exists()


def _in_force(owner: User, *kinds: DecisionKind) -> list[Decision]:
    return list(Decision.objects.in_force().filter(case__owner=owner, kind__in=kinds))


def _latest_end(decisions: list[Decision]) -> datetime | None:
    """Returns None where every end has passed."""
    ends = [decision.until for decision in decisions if decision.until and decision.until > timezone.now()]
    return max(ends, default=None)
