"""One email about the end of a job, to an owner who asked for it."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.db import transaction

from generation.emails import send_email
from generation.models import Job, JobState

logger = logging.getLogger(__name__)

# Who asked for less has hardly left the page.
SHORT = timedelta(minutes=1)
TOLD_ENDINGS = (JobState.DONE, JobState.FAILED)


def email_owners() -> int:
    """Writes an email for every job that ended and whose owner wants one. Returns the number of emails.

    At a look at the table, not where jobs end: they end in many places.
    """
    ended = Job.objects.filter(email_wanted=True, state__in=TOLD_ENDINGS).order_by("finished_at")
    return sum([_email_owner(job_id) for job_id in ended.values_list("pk", flat=True)[:100]])


def _email_owner(job_id: UUID) -> bool:
    """Takes the wish back and writes the email in one transaction: both happen, or neither."""
    with transaction.atomic():
        rows = Job.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("owner")
        job = rows.filter(pk=job_id, email_wanted=True, state__in=TOLD_ENDINGS).first()
        if job is None:
            return False
        Job.objects.filter(pk=job_id).update(email_wanted=False)
        return _is_long(job) and job.owner.is_active and _send(job)


def _is_long(job: Job) -> bool:
    return job.finished_at is not None and job.finished_at - job.created_at > SHORT


def _send(job: Job) -> bool:
    """Sends the email, last in its transaction: if it can't be sent, the wish stays."""
    try:
        is_done = job.state == JobState.DONE
        send_email(to=job.owner, name="job_ended", link="jobs:detail", about=[job.pk], is_done=is_done)
    except (SMTPException, OSError) as error:
        logger.warning("News of job %s could not be sent (%s); trying again.", job.pk, type(error).__name__)
        transaction.set_rollback(True)
        return False
    return True
