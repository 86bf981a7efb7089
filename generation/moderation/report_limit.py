from __future__ import annotations

from django.conf import settings

from generation.limits import VisitorLimit


class ReportLimit(VisitorLimit):
    """The limit for reports of one household, of all links together."""

    scope = "share_report"

    def get_rate(self) -> str:
        return f"{settings.SHARE_REPORTS_PER_DAY}/day"
