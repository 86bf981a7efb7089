"""What moderators read of cases: the queue, and each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from accounts.encryption import decrypt
from generation.models import OPEN_CASE_STATES, SLOTS, Case, Report
from generation.moderation.own import is_own

if TYPE_CHECKING:
    from accounts.models import User

# So long before it is due, a case is marked.
PRESSING = timedelta(hours=24)
REPORTS_PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ToldReport:
    """A report without whom it is from. words: empty where there were none, or once their time was over."""

    report: Report
    words: str


def get_cases_for(moderator: User) -> QuerySet[Case]:
    """Returns all cases but the moderator's own: about their account, and about one with which they share a family."""
    others = Case.objects.exclude(is_own(moderator))
    return others.annotate(is_overdue=_is_due(Now()), is_pressing=_is_due(Now() + PRESSING))


def get_case_for(moderator: User, case_id: UUID) -> Case:
    """Raises Http404, the same for a case that is not there and for one's own."""
    portraits = (f"link__family__parent_{slot}__portrait" for slot in SLOTS)
    case = get_cases_for(moderator).select_related(*portraits).filter(pk=case_id).first()
    if case is None:
        raise Http404("There is no such case.")
    return case


def get_taken_case_for(moderator: User, case_id: UUID) -> Case:
    """Returns a case that this moderator has and that is open. Raises Http404."""
    case = get_case_for(moderator, case_id)
    if case.taken_by_id != moderator.pk or case.state not in OPEN_CASE_STATES:
        raise Http404("This moderator does not have the case.")
    return case


def get_told_reports(case: Case, number: str | None) -> Page[Any]:
    """Returns a page of the reports of a case as `ToldReport`, the newest first. However many somebody sends, each can
    be read.
    """
    page: Page[Any] = Paginator(case.reports.order_by("-created_at", "pk"), REPORTS_PER_PAGE).get_page(number)
    page.object_list = [
        ToldReport(report=each, words=decrypt(each.encrypted_words) if each.encrypted_words else "") for each in page
    ]
    return page


def _is_due(moment: Any) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(Q(due_at__lt=moment, state__in=OPEN_CASE_STATES), output_field=BooleanField())
