"""Reports, from anybody: each joins the one open case of its link, and some hide the link at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import get_language

from accounts.encryption import encrypt
from generation.models import (
    UNDECIDED_STATES,
    URGENT_REASONS,
    Appellant,
    AuditAct,
    Case,
    Family,
    Outcome,
    Reason,
    Report,
    ShareLink,
)
from generation.models.decision import RESTRICTS_NOTHING
from generation.moderation.audit import note
from generation.moderation.letters import tell_of_case

# What TAKE IT DOWN gives a site.
TIME_TO_DECIDE = timedelta(hours=48)
# For so long a reason hides a link no more, once a moderator has said that nothing is wrong with it.
DISMISSAL_HOLDS = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """words, email, signature: may be empty."""

    reason: Reason
    words: str = ""
    email: str = ""
    signature: str = ""


@transaction.atomic
def take_report(link: ShareLink | None, complaint: Complaint) -> Report:
    """Stores a report. link: None where what was reported leads to none; nobody is told, so that nobody can find out
    by asking which links there are.
    """
    held = _hold(link) if link is not None else None
    if held is None:
        return _store(complaint, case=None)
    was_dismissed = _was_dismissed(held, complaint.reason)
    is_urgent = complaint.reason in URGENT_REASONS and not was_dismissed
    hides = is_urgent and held.hidden_at is None and not held.is_over
    case, is_news = _count_in_case(held, complaint.reason, is_urgent=is_urgent, hides=hides)
    report = _store(complaint, case=case)
    if hides:
        ShareLink.objects.filter(pk=held.pk).update(hidden_at=Now())
    if is_news:
        tell_of_case(case)
    note(AuditAct.REPORTED, case_id=case.pk, subject_id=report.pk, detail=complaint.reason)
    if hides:
        note(AuditAct.HIDDEN, case_id=case.pk, subject_id=held.pk, detail=complaint.reason)
    return report


def _hold(link: ShareLink) -> ShareLink | None:
    """Locks a link, after its family as everything does that removes links. None: it has just gone."""
    list(Family.objects.select_for_update(no_key=True).filter(pk=link.family_id).values_list("pk"))
    links = ShareLink.objects.select_for_update(of=("self",), no_key=True).select_related("family")
    return links.filter(pk=link.pk).first()


def _count_in_case(link: ShareLink, reason: Reason, *, is_urgent: bool, hides: bool) -> tuple[Case, bool]:
    """Returns the open case of a link, and whether moderators must hear of it. The caller holds the link."""
    due_at = ExpressionWrapper(Now() + Value(TIME_TO_DECIDE), output_field=DateTimeField())
    case = Case.objects.select_for_update(no_key=True).filter(link=link, state__in=UNDECIDED_STATES).first()
    is_news = case is None or hides or (is_urgent and not case.is_urgent)
    if case is None:
        case = Case.objects.create(
            link=link,
            owner_id=link.family.owner_id,
            reason=reason,
            is_urgent=is_urgent,
            num_reports=1,
            due_at=due_at,
        )
    else:
        urgent = {"reason": reason, "is_urgent": True} if is_news else {}
        Case.objects.filter(pk=case.pk).update(num_reports=F("num_reports") + 1, **urgent)
    case.refresh_from_db()
    return case, is_news


def _was_dismissed(link: ShareLink, reason: Reason) -> bool:
    """Tells whether a moderator has looked at this link for this reason, and found nothing wrong, not long ago: at
    once, or when they undid what was decided first.
    """
    since = Now() - DISMISSAL_HOLDS
    found_at_once = Q(
        created_at__lte=F("case__decisions__made_at"),
        case__decisions__kind__in=RESTRICTS_NOTHING,
        case__decisions__undone_at=None,
        case__decisions__made_at__gt=since,
    )
    found_on_appeal = Q(
        created_at__lte=F("case__decisions__made_at"),
        case__decisions__appeals__by=Appellant.OWNER,
        case__decisions__appeals__outcome=Outcome.GRANTED,
        # Not one that is answered along with a reporter's, which says that something is wrong.
        case__decisions__appeals__encrypted_answer__gt="",
        case__decisions__appeals__decided_at__gt=since,
    )
    reports = Report.objects.filter(case__link=link, reason=reason)
    return reports.filter(found_at_once).exists() or reports.filter(found_on_appeal).exists()


def _store(complaint: Complaint, *, case: Case | None) -> Report:
    report = Report.objects.create(
        case=case,
        reason=complaint.reason,
        encrypted_words=_sealed(complaint.words),
        encrypted_email=_sealed(complaint.email),
        encrypted_signature=_sealed(complaint.signature),
        language=get_language() or "",
    )
    report.refresh_from_db(fields=["created_at"])
    return report


def _sealed(text: str) -> str:
    return encrypt(text) if text else ""
