"""Appeals: one of the owner and one of each reporter against a decision, within APPEAL_DAYS."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import encrypt
from accounts.models import User
from generation.models import (
    UNDECIDED_STATES,
    Appeal,
    Appellant,
    AuditAct,
    Case,
    CaseState,
    Decision,
    Look,
    Outcome,
    Report,
    ShareLink,
)
from generation.models.decision import LEAVES_THE_LINK, RESTRICTS_NOTHING
from generation.moderation.audit import note
from generation.moderation.deciding import ALREADY_DECIDED, CannotDecide
from generation.moderation.decision_letters import tell_appellant, tell_owner, tell_reporters
from generation.moderation.effects import carry_out, undo
from generation.moderation.holding import hold_case
from generation.moderation.moderators import moderators
from generation.moderation.own import is_own_content

# Until somebody must have decided about an appeal, or anew about what was reported.
TIME_TO_ANSWER = timedelta(hours=48)


class CannotAppeal(Exception):
    """There is nothing, or nothing any more, that this side could appeal against."""


def may_appeal(decision: Decision, report: Report | None = None) -> bool:
    """Tells whether the owner, or whoever made this report, may appeal against a decision now."""
    if decision.undone_at is not None or decision.appeal_until <= timezone.now():
        return False
    if decision.case.state not in (CaseState.DECIDED, CaseState.APPEALED):
        return False
    if report is None:
        is_theirs = decision.kind not in RESTRICTS_NOTHING
    else:
        is_theirs = decision.kind in LEAVES_THE_LINK and report.created_at <= decision.made_at
    return is_theirs and not decision.appeals.filter(report=report).exists()


def appeal(decision: Decision, *, words: str, report: Report | None = None) -> Appeal:
    """Appeals against a decision. report: whose maker appeals; None for the owner. Raises CannotAppeal."""
    with transaction.atomic():
        case = hold_case(decision.case_id)
        decision = Decision.objects.get(pk=decision.pk)
        decision.case = case
        if (report is not None and report.case_id != case.pk) or not may_appeal(decision, report):
            raise CannotAppeal
        made = Appeal.objects.create(
            decision=decision,
            by=Appellant.REPORTER if report else Appellant.OWNER,
            report=report,
            encrypted_words=encrypt(words),
        )
        if case.state != CaseState.APPEALED:
            # A further appeal neither takes the case from whoever has it, nor puts off the answer to the first.
            Case.objects.filter(pk=case.pk).update(taken_by=None, **_due(CaseState.APPEALED))
        actor_id = case.owner_id if report is None else None
        note(AuditAct.APPEALED, actor_id=actor_id, case_id=case.pk, subject_id=made.pk, detail=made.by)
    return made


def may_decide_about(appeal: Appeal, moderator: User) -> bool:
    """Tells whether this moderator may. Whoever decided before may only if nobody else could."""
    if is_own_content(appeal.decision.case, moderator):
        return False
    if appeal.decision.moderator_id != moderator.pk:
        return True
    others = moderators().exclude(pk=moderator.pk)
    return not any(not is_own_content(appeal.decision.case, other) for other in others)


def decide_appeal(appeal: Appeal, moderator: User, *, outcome: Outcome, answer: str) -> None:
    """Grants or rejects an appeal. What an owner's granted one was against is undone; after a reporter's, the case is
    the moderator's to decide anew, and the link is hidden until then. Raises CannotDecide.
    """
    with transaction.atomic():
        case = hold_case(appeal.decision.case_id)
        appeal = Appeal.objects.select_related("decision__child__family", "report").get(pk=appeal.pk)
        appeal.decision.case = case
        if appeal.outcome:
            raise CannotDecide("already_decided", ALREADY_DECIDED)
        if not may_decide_about(appeal, moderator):
            raise CannotDecide("own_decision", _("Somebody else decides about this appeal: you decided before."))
        if case.taken_by_id not in (None, moderator.pk):
            raise CannotDecide("not_yours", _("Another moderator has this appeal."))
        _note_outcome(Appeal.objects.filter(pk=appeal.pk), moderator, outcome, answer)
        appeal.outcome = outcome
        if outcome == Outcome.GRANTED:
            _grant(appeal, moderator, answer)
        else:
            _reject(appeal, moderator)
        note(AuditAct.APPEAL_DECIDED, actor_id=moderator.pk, case_id=case.pk, subject_id=appeal.pk, detail=outcome)


def _note_outcome(appeals: QuerySet[Appeal], moderator: User, outcome: Outcome, answer: str) -> None:
    appeals.update(
        outcome=outcome,
        encrypted_answer=encrypt(answer) if answer else "",
        decided_by_id=moderator.pk,
        decided_at=Now(),
    )


def _grant(appeal: Appeal, moderator: User, answer: str) -> None:
    decision, case = appeal.decision, appeal.decision.case
    if decision.undone_at is None:
        undo(decision)
    if appeal.by == Appellant.OWNER:
        _settle(case, moderator)
        tell_owner(decision, appeal=appeal)
        tell_reporters(decision)
        return
    # Everybody else wanted the same to be undone. The answer is the appellant's alone.
    others = decision.appeals.filter(outcome="")
    ids = list(others.values_list("pk", flat=True))
    _note_outcome(others, moderator, Outcome.GRANTED, answer="")
    if case.link is not None:
        ShareLink.objects.filter(pk=case.link.pk, hidden_at=None).update(hidden_at=Now())
        _join_open_case_of(case)
    Case.objects.filter(pk=case.pk).update(is_urgent=True, taken_by=moderator, **_due(CaseState.TAKEN))
    for each in [appeal, *Appeal.objects.filter(pk__in=ids).select_related("decision__case__owner", "report")]:
        tell_appellant(each)


def _join_open_case_of(case: Case) -> None:
    """Takes what was reported since into the case that is decided anew: of each link one case is open. The caller holds
    both.
    """
    other = Case.objects.filter(link=case.link, state__in=UNDECIDED_STATES).exclude(pk=case.pk).first()
    if other is None:
        return
    Report.objects.filter(case=other).update(case=case)
    Look.objects.filter(case=other).update(case=case)
    Case.objects.filter(pk=case.pk).update(num_reports=F("num_reports") + other.num_reports)
    Case.objects.filter(pk=other.pk).update(state=CaseState.CLOSED, closed_at=Now(), taken_by=None, num_reports=0)
    note(AuditAct.CLOSED, case_id=other.pk)


def _reject(appeal: Appeal, moderator: User) -> None:
    _settle(appeal.decision.case, moderator)
    tell_appellant(appeal)
    if appeal.by == Appellant.OWNER:
        carry_out(appeal.decision)


def _settle(case: Case, moderator: User) -> None:
    """Notes how a case stands after one of its appeals."""
    is_left = Appeal.objects.filter(decision__case=case, outcome="").exists()
    changes = _due(CaseState.APPEALED) | {"taken_by": None} if is_left else {"state": CaseState.DECIDED}
    Case.objects.filter(pk=case.pk).update(**{"taken_by": moderator, **changes})


def _due(state: CaseState) -> dict[str, Any]:
    due_at = ExpressionWrapper(Now() + Value(TIME_TO_ANSWER), output_field=DateTimeField())
    return {"state": state, "due_at": due_at}
