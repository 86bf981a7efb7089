"""What whoever runs the site sees first in the admin: how it goes in numbers, and what needs doing. Nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from generation.jobs.endings import About, ending_of
from generation.models import OPEN_CASE_STATES, Case, Job, JobState
from generation.moderation.moderators import moderators
from generation.storage.room import free_bytes

DECISIONS_OF = timedelta(days=90)
FAILURES_OF = timedelta(days=7)
ACCOUNTS_OF_DAYS = 7
HOUR = timedelta(hours=1)
# A first child takes about a minute; whoever waits so long waits for a worker.
LONG_WAIT = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Cases:
    num_open: int
    num_overdue: int
    oldest: datetime | None
    # From the report to the decision.
    median_hours: float | None


@dataclass(frozen=True, kw_only=True)
class Jobs:
    num_queued: int
    num_running: int
    oldest_queued: datetime | None
    # Code -> how many ended so lately, the most frequent first.
    failures: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to be done. address: where; empty if not on this site."""

    words: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    cases: Cases
    jobs: Jobs
    free_bytes: int
    accounts: dict[date, int]
    tasks: list[Task]


def get_dashboard() -> Dashboard:
    cases, jobs, free = _get_cases(), _get_jobs(), free_bytes()
    return Dashboard(
        cases=cases, jobs=jobs, free_bytes=free, accounts=_count_accounts(), tasks=_tasks_of(cases, jobs, free)
    )


def _get_cases() -> Cases:
    now = timezone.now()
    is_open = Q(state__in=OPEN_CASE_STATES)
    counts = Case.objects.filter(is_open).aggregate(
        num=Count("pk"), num_overdue=Count("pk", filter=Q(due_at__lt=now)), oldest=Min("opened_at")
    )
    decided = Case.objects.filter(decided_at__gt=now - DECISIONS_OF)
    times = list(decided.values_list(F("decided_at") - F("opened_at"), flat=True))
    return Cases(
        num_open=counts["num"],
        num_overdue=counts["num_overdue"],
        oldest=counts["oldest"],
        median_hours=median(times) / HOUR if times else None,
    )


def _get_jobs() -> Jobs:
    is_queued = Q(state=JobState.QUEUED)
    counts = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).aggregate(
        num_queued=Count("pk", filter=is_queued),
        num_running=Count("pk", filter=~is_queued),
        oldest=Min("created_at", filter=is_queued),
    )
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gt=timezone.now() - FAILURES_OF)
    failures = failed.values("error_code").annotate(num=Count("pk")).order_by("-num", "error_code")
    return Jobs(
        num_queued=counts["num_queued"],
        num_running=counts["num_running"],
        oldest_queued=counts["oldest"],
        failures={row["error_code"]: row["num"] for row in failures},
    )


def _count_accounts() -> dict[date, int]:
    """Returns how many accounts were made on each of the last days, today first."""
    today = timezone.localdate()
    days = [today - timedelta(days=number) for number in range(ACCOUNTS_OF_DAYS)]
    made = User.objects.annotate(day=TruncDate("date_joined")).filter(day__gte=days[-1])
    counted = dict(made.values_list("day").annotate(num=Count("pk")))
    return {day: counted.get(day, 0) for day in days}


def _tasks_of(cases: Cases, jobs: Jobs, free: int) -> list[Task]:
    """Returns what needs doing: first for people who wait for protection, then for the site to go on at all."""
    roles, jobs_page = reverse("moderation:moderators"), reverse("admin:generation_job_changelist")
    num_own_failures = sum(num for code, num in jobs.failures.items() if ending_of(code).about == About.SITE)
    has_moderators = moderators().exists()
    waits_long = jobs.oldest_queued is not None and jobs.oldest_queued < timezone.now() - LONG_WAIT
    found: list[tuple[bool | int, Task]] = [
        (
            cases.num_open and not has_moderators,
            Task(words=_("Something was reported, and nobody decides about it. Make a moderator."), address=roles),
        ),
        (cases.num_overdue, Task(words=_overdue(cases.num_overdue), address=roles)),
        (free < settings.MIN_FREE_DISK_BYTES, Task(words=_("The disk is full: nothing new is taken in. Make room."))),
        (waits_long, Task(words=_("Jobs wait long: see whether heavy workers are running."), address=jobs_page)),
        (num_own_failures, Task(words=_own_failures(num_own_failures), address=f"{jobs_page}?state__exact=failed")),
        (
            not cases.num_open and not has_moderators,
            Task(words=_("Nobody would decide about a report. Make a moderator."), address=roles),
        ),
        (not settings.CAN_SEND_MAIL, Task(words=_("Set EMAIL_URL, so that the site can send email."))),
    ]
    return [task for is_needed, task in found if is_needed]


def _overdue(number: int) -> str:
    return ngettext(
        "%(number)d case is overdue. Ask the moderators, or make one more.",
        "%(number)d cases are overdue. Ask the moderators, or make one more.",
        number,
    ) % {"number": number}


def _own_failures(number: int) -> str:
    return ngettext(
        "%(number)d job failed within a week through a fault of the site. The log says why.",
        "%(number)d jobs failed within a week through a fault of the site. The log says why.",
        number,
    ) % {"number": number}
