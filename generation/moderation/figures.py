"""What moderators did in a year, in numbers, counted out of the audit. Years and hours are in UTC."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.utils import timezone

from generation.models import AuditAct, AuditLine, Decision

# Within which a case is to be decided.
HOURS_TO_DECIDE = 48
# Everybody may ask, and counting a hundred thousand lines takes a second. The number in the key changes with `Figures`.
CACHE_KEY, CACHE_SECONDS = "moderation.figures.1", 300


@dataclass(kw_only=True)
class Figures:
    """The numbers of one year. Keys are codes. A case belongs to the year in which it was opened, and anything else to
    that in which it happened.
    """

    year: int
    reports: Counter[str] = field(default_factory=Counter)
    num_hidden: int = 0
    num_looks: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    grounds: Counter[str] = field(default_factory=Counter)
    # By who appealed, and by what came of it.
    appeals: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    num_cases: int = 0
    # Of those cases: none is decided, or none long enough ago, where there is no number.
    median_hours: float | None = None
    percent_in_time: float | None = None


@dataclass(frozen=True, kw_only=True)
class _Case:
    opened_at: datetime
    decided_at: datetime | None

    @property
    def hours(self) -> float | None:
        return None if self.decided_at is None else (self.decided_at - self.opened_at) / timedelta(hours=1)


def get_figures() -> list[Figures]:
    """Returns every year from the first line of the audit on, the newest first; this year always. Not older than
    CACHE_SECONDS.
    """
    known = cache.get(CACHE_KEY)
    if known is None:
        known = count_figures()
        cache.set(CACHE_KEY, known, CACHE_SECONDS)
    figures: list[Figures] = known
    return figures


def count_figures() -> list[Figures]:
    now = timezone.now()
    first = AuditLine.objects.aggregate(first=Min("at"))["first"] or now
    # Never empty: a clock that ran ahead has dated lines in a year that is still to come.
    years = range(now.astimezone(UTC).year, min(first, now).astimezone(UTC).year - 1, -1)
    by_year = {year: Figures(year=year) for year in years}
    for row in _by_year(AuditLine.objects.all(), "act", "detail"):
        if row["year"] in by_year:
            _add(by_year[row["year"]], row["act"], row["detail"], row["number"])
    for row in _by_year(_decided_with_ground(), "ground"):
        if row["year"] in by_year and row["ground"]:
            by_year[row["year"]].grounds[row["ground"]] += row["number"]
    for year, cases in _cases_by_year().items():
        if year in by_year:
            _add_cases(by_year[year], cases, now)
    return list(by_year.values())


def _by_year(lines: QuerySet[AuditLine], *names: str) -> Iterable[dict[str, Any]]:
    years = lines.annotate(year=ExtractYear("at", tzinfo=UTC)).values("year", *names)
    counted: Iterable[dict[str, Any]] = years.annotate(number=Count("pk")).order_by("year", *names)
    return counted


def _decided_with_ground() -> QuerySet[AuditLine]:
    """The ground stands in the decision. Without one where a restore lost it."""
    ground = Decision.objects.filter(pk=OuterRef("subject_id")).values("ground")
    return AuditLine.objects.filter(act=AuditAct.DECIDED).annotate(ground=Subquery(ground))


def _add(figures: Figures, act: str, detail: str, number: int) -> None:
    counters = {
        AuditAct.REPORTED: figures.reports,
        AuditAct.DECIDED: figures.decisions,
        AuditAct.APPEALED: figures.appeals,
        AuditAct.APPEAL_DECIDED: figures.outcomes,
    }
    if act in counters:
        counters[AuditAct(act)][detail] += number
    elif act == AuditAct.HIDDEN:
        figures.num_hidden += number
    elif act == AuditAct.LOOKED:
        figures.num_looks += number


def _cases_by_year() -> dict[int, list[_Case]]:
    opened = Min("at", filter=Q(act=AuditAct.REPORTED))
    decided = Min("at", filter=Q(act=AuditAct.DECIDED))
    lines = AuditLine.objects.filter(act__in=[AuditAct.REPORTED, AuditAct.DECIDED], case_id__isnull=False)
    cases: dict[int, list[_Case]] = defaultdict(list)
    for opened_at, decided_at in (
        lines.values("case_id")
        .annotate(opened_at=opened, decided_at=decided)
        .filter(opened_at__isnull=False)
        .values_list("opened_at", "decided_at")
    ):
        cases[opened_at.astimezone(UTC).year].append(_Case(opened_at=opened_at, decided_at=decided_at))
    return cases


def _add_cases(figures: Figures, cases: list[_Case], now: datetime) -> None:
    """Who waits for longer than the time to decide counts as late, decided or not; who waits for less, not yet."""
    limit = timedelta(hours=HOURS_TO_DECIDE)
    hours = [case.hours for case in cases if case.hours is not None]
    due = [case for case in cases if case.decided_at is not None or now - case.opened_at > limit]
    in_time = [case for case in due if case.hours is not None and case.hours <= HOURS_TO_DECIDE]
    figures.num_cases = len(cases)
    figures.median_hours = round(median(hours), 1) if hours else None
    figures.percent_in_time = round(100 * len(in_time) / len(due), 1) if due else None
