"""The progress of an invitee's children, as their page tells it."""

from __future__ import annotations

from typing import TypedDict

from django.utils.translation import gettext as _

from accounts.models import Person
from generation.invitations.selectors import get_children_with, get_latest_job_with
from generation.jobs.wording import message_of
from generation.models import Job, JobState

AT_WORK = (JobState.QUEUED, JobState.RUNNING)


class Progress(TypedDict):
    """mark: another one means that the page shows something old. message: empty where nothing is to be said."""

    mark: str
    is_at_work: bool
    percent: int
    message: str


def describe_progress(person: Person) -> Progress:
    """Describes the newest job in the active language, without what is about the photos of the other parent."""
    job = get_latest_job_with(person)
    children = ",".join(str(child_id) for child_id in get_children_with(person).values_list("pk", flat=True))
    return {
        "mark": f"{job.pk if job else ''} {_phase_of(job)} {children}",
        "is_at_work": job is not None and job.state in AT_WORK,
        "percent": min(99, int(job.fraction * 100)) if job else 0,
        "message": _message_of(job) if job else "",
    }


def _phase_of(job: Job | None) -> str:
    """Returns the state, but the same for every job that needs no answer from anybody."""
    return "" if job is None else "at work" if job.state in AT_WORK else job.state


def _message_of(job: Job) -> str:
    match job.state:
        case JobState.QUEUED | JobState.RUNNING:
            return message_of(job)
        case JobState.WAITING:
            return _("The work waits for an answer. It continues by itself once the answer is there.")
        case JobState.FAILED | JobState.CANCELLED:
            return _("The drawing was stopped. Whoever invited you sees why, and can start it again.")
    return ""
