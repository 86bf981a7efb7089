"""Emails about decisions: what was decided and how to appeal, without names or what a moderator wrote.

Owners are told in every language, since no account says which one is its own; reporters in the one they reported in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.encryption import decrypt
from generation.emails import write_email
from generation.models import Appeal, Appellant, Decision, Report
from generation.models.decision import RESTRICTS_NOTHING
from generation.moderation.decision_words import FOR_REPORTERS
from generation.moderation.references import token_of


def tell_owner(decision: Decision, *, appeal: Appeal | None = None) -> None:
    """Tells the owner what was decided. appeal: against the decision, once that is decided."""
    owner = decision.case.owner
    if owner is None:
        return
    context = {
        "decision": decision,
        "appeal": appeal,
        "may_appeal": appeal is None and decision.kind not in RESTRICTS_NOTHING,
        "link": settings.SITE_URL + reverse("moderation:decision", args=[decision.pk]),
    }
    subject, text = write_email("decision", context)
    EmailMessage(subject, text, to=[owner.email]).send()


def tell_reporters(decision: Decision) -> None:
    """Tells everybody whose report was decided about, and who gave an address."""
    for report in decision.case.reports.exclude(encrypted_email="").filter(created_at__lte=decision.made_at):
        _tell_reporter(report, {"decision": decision})


def tell_appellant(appeal: Appeal) -> None:
    if appeal.by == Appellant.OWNER:
        tell_owner(appeal.decision, appeal=appeal)
    elif appeal.report is not None and appeal.report.encrypted_email:
        _tell_reporter(appeal.report, {"decision": appeal.decision, "appeal": appeal})


def _tell_reporter(report: Report, facts: Mapping[str, Any]) -> None:
    link = settings.SITE_URL + reverse("moderation:report-appeal", args=[token_of(report)])
    context = {**facts, "what": FOR_REPORTERS[facts["decision"].kind], "link": link}
    with translation.override(report.language or settings.LANGUAGE_CODE):
        subject = render_to_string("emails/report_decided_subject.txt", context).strip()
        text = render_to_string("emails/report_decided_message.txt", context).strip() + "\n"
    EmailMessage(subject, text, to=[decrypt(report.encrypted_email)]).send()
