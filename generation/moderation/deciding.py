"""Decisions about cases: made by the moderator who took one, undone, and carried out once nobody can appeal."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.encryption import encrypt
from accounts.models import User
from generation.models import AuditAct, Case, CaseState, Child, Decision, DecisionKind, Ground
from generation.models.decision import APPEAL_DAYS, ENDS_THE_LINK, REMOVES_A_CHILD, RESTRICTS_NOTHING, SUSPENDS
from generation.moderation.audit import note
from generation.moderation.decision_letters import tell_owner, tell_reporters
from generation.moderation.effects import carry_out, put_into_force, undo
from generation.moderation.holding import hold_case
from generation.moderation.moderators import is_moderator
from generation.moderation.own import is_own_content

# Of a decision with an end. A year is long enough to be decided anew.
MIN_DAYS, MAX_DAYS = 1, 365
# After a decision that can be undone by whoever made it.
RESTORABLE_STATES = (CaseState.DECIDED, CaseState.CLOSED)

ALREADY_DECIDED = _("This was decided a moment before. Nothing was changed.")


class CannotDecide(Exception):
    """A decision that isn't made, and nothing of it. code: for tests. sentence: for the moderator."""

    def __init__(self, code: str, sentence: str | Promise) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


def decide(
    case: Case,
    moderator: User,
    *,
    kind: DecisionKind,
    ground: Ground,
    facts: str,
    days: int | None = None,
    child: Child | None = None,
) -> Decision:
    """Decides a case and tells whom it is about. days: for how long a pause or a suspension is. child: which one is
    removed. Raises CannotDecide.
    """
    with transaction.atomic():
        case = hold_case(case.pk)
        undone = _get_undone_by(case) if kind == DecisionKind.RESTORE else None
        _check(case, moderator, kind, undone)
        child = _check_what_is_left(case, kind, child)
        _check_terms(kind, ground, facts, days)
        was_hidden = case.link is not None and case.link.hidden_at is not None
        decision = Decision.objects.create(
            case=case,
            kind=kind,
            ground=ground,
            encrypted_facts=encrypt(facts),
            days=days,
            child=child,
            moderator_id=moderator.pk,
        )
        decision.refresh_from_db(fields=["made_at"])
        Case.objects.filter(pk=case.pk).update(state=CaseState.DECIDED, decided_at=Now(), closed_at=None)
        if undone is not None:
            undo(undone)
        put_into_force(decision)
        if was_hidden or kind != DecisionKind.DISMISS:
            tell_owner(decision)
        tell_reporters(decision)
        note(AuditAct.DECIDED, actor_id=moderator.pk, case_id=case.pk, subject_id=decision.pk, detail=kind)
    return decision


def get_cases_over() -> QuerySet[Case]:
    """Returns decided cases against which nobody can appeal any more."""
    return Case.objects.filter(state=CaseState.DECIDED, decided_at__lte=Now() - timedelta(days=APPEAL_DAYS))


def close_cases() -> int:
    """Carries out what waited for appeals and closes the cases. Returns how many. Repeated or concurrent calls do it
    once.
    """
    return sum([_close(case_id) for case_id in get_cases_over().values_list("pk", flat=True)])


def _close(case_id: UUID) -> bool:
    with transaction.atomic():
        hold_case(case_id)
        case = get_cases_over().filter(pk=case_id).select_related("owner").first()
        if case is None:
            return False
        Case.objects.filter(pk=case_id).update(state=CaseState.CLOSED, closed_at=Now())
        for decision in case.decisions.in_force().filter(carried_out_at=None).select_related("child__family"):
            decision.case = case
            carry_out(decision)
        note(AuditAct.CLOSED, case_id=case_id)
    return True


def _get_undone_by(case: Case) -> Decision | None:
    """Returns the decision that a moderator would undo: the newest one that restricts something."""
    decisions = case.decisions.in_force().exclude(kind__in=RESTRICTS_NOTHING).select_related("child__family")
    decision = decisions.order_by("-made_at").first()
    if decision is not None:
        decision.case = case
    return decision


def _check(case: Case, moderator: User, kind: DecisionKind, undone: Decision | None) -> None:
    if is_own_content(case, moderator):
        raise CannotDecide("own_content", _("This is about something of your own. Somebody else decides about it."))
    if case.state == CaseState.APPEALED:
        raise CannotDecide("appealed", _("Somebody appealed meanwhile. Decide about the appeal."))
    if kind == DecisionKind.RESTORE:
        if case.state not in RESTORABLE_STATES or undone is None:
            raise CannotDecide("nothing_to_undo", _("Nothing that was decided about this can be undone."))
    elif case.state in RESTORABLE_STATES:
        raise CannotDecide("already_decided", ALREADY_DECIDED)
    may = {case.taken_by_id} | ({undone.moderator_id} if undone is not None else set())
    if moderator.pk not in may:
        raise CannotDecide("not_yours", _("You don’t have this case. Take it first; only who has it decides."))


def _check_what_is_left(case: Case, kind: DecisionKind, child: Child | None) -> Child | None:
    """Returns the child that is removed, as it is now."""
    if kind in ENDS_THE_LINK and kind not in SUSPENDS and case.link is None:
        raise CannotDecide("gone_meanwhile", _("The link was deleted meanwhile, with what it showed. Nothing is left."))
    if kind not in RESTRICTS_NOTHING and case.owner is None:
        raise CannotDecide("gone_meanwhile", _("The account was closed meanwhile. Nothing is left."))
    if kind in SUSPENDS and case.owner is not None and (case.owner.is_staff or is_moderator(case.owner)):
        raise CannotDecide(
            "runs_the_site",
            _("This account runs or moderates the site. Whoever made it so takes that back before it is suspended."),
        )
    if kind not in REMOVES_A_CHILD:
        return None
    shown = case.link.children if case.link is not None else Child.objects.none()
    found = shown.select_related("family").filter(pk=child.pk).first() if child is not None else None
    if found is None:
        raise CannotDecide("gone_meanwhile", _("The child was deleted meanwhile, or isn’t shown by this link."))
    return found


def _check_terms(kind: DecisionKind, ground: Ground, facts: str, days: int | None) -> None:
    """Raises ValueError for what no form lets through."""
    if (kind in RESTRICTS_NOTHING) != (ground == Ground.NONE):
        raise ValueError(f"A decision has a ground if it restricts something. Received: {kind} on the ground {ground}.")
    if not facts.strip():
        raise ValueError("Expected the facts of a decision. Received: none.")
    has_no_place = days is not None and kind not in (DecisionKind.PAUSE_SHARING, DecisionKind.SUSPEND)
    if has_no_place or (days is None and kind == DecisionKind.PAUSE_SHARING):
        raise ValueError(f"Expected days of a pause or a suspension only. Received: {days} for {kind}.")
    if days is not None and not MIN_DAYS <= days <= MAX_DAYS:
        raise ValueError(f"Expected {MIN_DAYS} to {MAX_DAYS} days. Received: {days}.")
