"""What owners, reporters and moderators may read of decisions and appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from generation.models import Appeal, Case, Decision, Report
from generation.moderation.own import is_own_content

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def get_decisions_for(user: User | AnonymousUser) -> QuerySet[Decision]:
    """Returns what was decided about an account's own, the newest first."""
    if not user.is_authenticated:
        return Decision.objects.none()
    return Decision.objects.filter(case__owner=user).select_related("case", "child").order_by("-made_at")


def get_decision_for(user: User | AnonymousUser, decision_id: UUID) -> Decision:
    """Raises Http404, the same for one that is not there and for one about somebody else's."""
    decision = get_decisions_for(user).filter(pk=decision_id).first()
    if decision is None:
        raise Http404("There is no such decision.")
    return decision


def get_decisions_about(report: Report) -> QuerySet[Decision]:
    """Returns what was decided about a report, the newest first: nothing from before it was made."""
    decisions = Decision.objects.filter(case=report.case_id, made_at__gte=report.created_at)
    return decisions.select_related("case").order_by("-made_at")


def get_case_to_decide(moderator: User, case_id: UUID) -> Case:
    """Raises Http404, the same for a case that is not there and for one about the moderator's own."""
    case = Case.objects.select_related("owner", "link__family").filter(pk=case_id).first()
    if case is None or is_own_content(case, moderator):
        raise Http404("There is no such case.")
    return case


def get_appeal_to_decide(moderator: User, appeal_id: UUID) -> Appeal:
    """Raises Http404, the same for an appeal that is not there and for one about the moderator's own."""
    appeals = Appeal.objects.select_related("decision__case__owner", "decision__case__link__family", "report")
    appeal = appeals.filter(pk=appeal_id).first()
    if appeal is None or is_own_content(appeal.decision.case, moderator):
        raise Http404("There is no such appeal.")
    return appeal
