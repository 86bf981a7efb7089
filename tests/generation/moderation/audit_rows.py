"""A case with everything that belongs to one, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.encryption import encrypt
from accounts.models import User
from generation.models import (
    Appeal,
    Appellant,
    Case,
    CaseState,
    Decision,
    DecisionKind,
    Ground,
    Look,
    Outcome,
    Reason,
    Report,
    ShareLink,
)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """`appeal` is the owner's, `other_appeal` that of who reported."""

    case: Case
    report: Report
    look: Look
    decision: Decision
    appeal: Appeal
    other_appeal: Appeal


def make_case(
    link: ShareLink | None = None, *, owner: User | None = None, closed_days_ago: float | None = None
) -> Rows:
    """Makes a case about a link, decided and appealed. Everybody's words are their own."""
    closed_at = None if closed_days_ago is None else timezone.now() - timedelta(days=closed_days_ago)
    case = Case.objects.create(
        link=link,
        owner=link.family.owner if link else owner,
        state=CaseState.CLOSED if closed_at else CaseState.APPEALED,
        reason=Reason.PASSED_OFF,
        due_at=timezone.now(),
        closed_at=closed_at,
    )
    child = link.children.first() if link else None
    report = make_report(case)
    decision = Decision.objects.create(
        case=case,
        kind=DecisionKind.WARN,
        ground=Ground.RULE_REAL,
        encrypted_facts=encrypt("the moderator’s facts"),
        child=child,
        moderator_id=uuid4(),
    )
    return Rows(
        case=case,
        report=report,
        look=Look.objects.create(
            case=case, child=child, moderator_id=uuid4(), encrypted_reason=encrypt("the moderator’s reason")
        ),
        decision=decision,
        appeal=_make_appeal(decision, Appellant.OWNER, None),
        other_appeal=_make_appeal(decision, Appellant.REPORTER, report),
    )


def make_report(case: Case | None = None) -> Report:
    return Report.objects.create(
        case=case,
        reason=Reason.PASSED_OFF,
        encrypted_words=encrypt("the reporter’s words"),
        encrypted_email=encrypt("reporter@example.org"),
        encrypted_signature=encrypt("the reporter’s signature"),
        language="en",
    )


def _make_appeal(decision: Decision, by: Appellant, report: Report | None) -> Appeal:
    return Appeal.objects.create(
        decision=decision,
        by=by,
        report=report,
        encrypted_words=encrypt(f"the {by}’s appeal"),
        outcome=Outcome.REJECTED,
        encrypted_answer=encrypt(f"the answer to the {by}"),
        decided_by_id=uuid4(),
        decided_at=timezone.now(),
    )
