"""Reports of what a link shows, from anybody who was given it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage

from generation.emails import write_email
from generation.models import Reason, ShareLink

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Report:
    """words, email: may be empty."""

    reason: Reason
    words: str
    email: str


def has_readers() -> bool:
    """Tells whether somebody receives reports. Where emails go to the log, what people wrote shall not stand there."""
    return bool(settings.OPERATOR_EMAIL) and settings.CAN_SEND_MAIL


def hand_over(link: ShareLink, report: Report) -> None:
    """Hands a report over to those who run the site. Nothing of it is kept once the email is sent, and neither picture,
    name nor address of the link is in it.
    """
    if not has_readers():
        logger.warning("The link %s was reported: %s.", link.pk, report.reason)
        return
    subject, text = write_email("link_reported", {"link": link, "report": report})
    EmailMessage(subject, text, to=[settings.OPERATOR_EMAIL]).send()
