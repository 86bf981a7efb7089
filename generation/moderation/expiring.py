"""What people wrote about a case, which goes when its time is over; what was decided, and why by law or rule, stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from generation.models import Appeal, Case, Decision, Look, Report

REPORT_BLANKS = {"encrypted_words": "", "encrypted_email": "", "encrypted_signature": ""}
APPEAL_BLANKS = {"encrypted_words": "", "encrypted_answer": ""}
LOOK_BLANKS = {"encrypted_reason": ""}
DECISION_BLANKS = {"encrypted_facts": ""}


def get_cases_to_blank() -> QuerySet[Case]:
    """Returns closed cases of which somebody's words are still here."""
    here = OuterRef("pk")
    words = (
        Exists(Report.objects.filter(case=here).exclude(**REPORT_BLANKS))
        | Exists(Appeal.objects.filter(decision__case=here).exclude(**APPEAL_BLANKS))
        | Exists(Look.objects.filter(case=here).exclude(**LOOK_BLANKS))
        | Exists(Decision.objects.filter(case=here).exclude(**DECISION_BLANKS))
    )
    return Case.objects.filter(words, closed_at__lte=_longest_ago())


def get_reports_over() -> QuerySet[Report]:
    """Returns reports that led to no case."""
    return Report.objects.filter(case=None, created_at__lte=_longest_ago())


@transaction.atomic
def blank_cases() -> int:
    """Blanks what was written about cases, and returns their number. A case that somebody works on waits."""
    taken = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        pk__in=get_cases_to_blank().values("pk")
    )
    cases = [case.pk for case in taken if case.closed_at is not None]
    Report.objects.filter(case__in=cases).update(**REPORT_BLANKS)
    Appeal.objects.filter(decision__case__in=cases).update(**APPEAL_BLANKS)
    Look.objects.filter(case__in=cases).update(**LOOK_BLANKS)
    Decision.objects.filter(case__in=cases).update(**DECISION_BLANKS)
    return len(cases)


def expire_reports() -> int:
    number, _by_model = get_reports_over().delete()
    return number


def _longest_ago() -> CombinedExpression:
    return Now() - timedelta(days=settings.REPORT_DAYS)
