"""The schedule of what expires: first the emails, then the deletions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.security_log.selectors import get_events_over
from accounts.security_log.services import expire_events
from accounts.sessions import expire_sessions, get_sessions_over
from generation.consent.refusals import get_refusals_over
from generation.exporting.selectors import get_exports_over
from generation.exporting.services import expire_exports
from generation.moderation.expiring import blank_cases, expire_reports, get_cases_to_blank, get_reports_over
from generation.retention import notices, selectors, services
from generation.sharing.selectors import get_links_over
from generation.sharing.services import expire_links


@dataclass(frozen=True, kw_only=True)
class Step:
    name: str
    get_due: Callable[[], QuerySet[Any]]
    do: Callable[[], int]


STEPS = (
    Step(name="notices of families", get_due=selectors.get_families_to_warn, do=notices.warn_owners),
    Step(name="notices of accounts", get_due=selectors.get_accounts_to_warn, do=notices.warn_accounts),
    Step(name="people's photos", get_due=selectors.get_portraits_over, do=services.expire_photos),
    Step(name="families", get_due=selectors.get_families_over, do=services.expire_families),
    Step(name="accounts", get_due=selectors.get_accounts_over, do=services.expire_accounts),
    Step(name="exports", get_due=get_exports_over, do=expire_exports),
    Step(name="links", get_due=get_links_over, do=expire_links),
    Step(name="cases", get_due=get_cases_to_blank, do=blank_cases),
    Step(name="reports", get_due=get_reports_over, do=expire_reports),
    Step(name="sessions", get_due=get_sessions_over, do=expire_sessions),
    Step(name="security log", get_due=get_events_over, do=expire_events),
    Step(name="receipts", get_due=selectors.get_receipts_over, do=services.expire_receipts),
    Step(name="refusals", get_due=get_refusals_over, do=services.expire_refusals),
)


def expire() -> dict[str, int]:
    """Does what is due now and returns the counts. Repeated or concurrent calls do it once."""
    return {step.name: step.do() for step in STEPS}


def count_due() -> dict[str, int]:
    return {step.name: step.get_due().count() for step in STEPS}
