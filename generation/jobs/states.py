"""A job as the page, the socket and the API see it: one shape, built from the row alone."""

from __future__ import annotations

from typing import Literal, TypedDict
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from generation.jobs.endings import ending_of, error_message, told_code
from generation.jobs.pending_invitations import PendingInvitation, pending_invitations_of
from generation.jobs.questions import QuestionMessage, describe_question, questions_about
from generation.jobs.turns import position_of
from generation.jobs.wording import message_of
from generation.models import Child, Job, JobState
from generation.portraits.advice import Advice, advice_for_owner


class JobError(TypedDict):
    code: str
    message: str
    slot: str


class JobPreviews(TypedDict):
    a: str | None
    b: str | None


class JobAdvice(TypedDict):
    a: list[Advice]
    b: list[Advice]


class JobStateMessage(TypedDict):
    type: Literal["job.state"]
    seq: int
    state: str
    stage: str
    slot: str
    step: int
    num_steps: int
    percent: int
    eta_seconds: int | None
    queue_position: int | None
    previews: JobPreviews
    message: str
    advice: JobAdvice
    questions: list[QuestionMessage]
    pending_invitations: list[PendingInvitation]
    error: JobError | None
    child_ids: list[str]
    result_url: str | None
    cancellable: bool
    retryable: bool


def describe_job(job: Job) -> JobStateMessage:
    """Describes a job in the active language."""
    return {
        "type": "job.state",
        "seq": job.seq,
        "state": job.state,
        "stage": job.stage,
        "slot": job.slot,
        "step": job.step,
        "num_steps": job.num_steps,
        "percent": 100 if job.state == JobState.DONE else min(99, int(job.fraction * 100)),
        "eta_seconds": job.eta_seconds if job.state == JobState.RUNNING else None,
        "queue_position": position_of(job) if job.state == JobState.QUEUED else None,
        "previews": {
            "a": _preview_url(job, "a", job.preview_a),
            "b": _preview_url(job, "b", job.preview_b),
        },
        "message": message_of(job),
        "advice": {
            "a": advice_for_owner(job.family.parent_a.portrait),
            "b": advice_for_owner(job.family.parent_b.portrait),
        },
        "questions": _questions(job),
        "pending_invitations": pending_invitations_of(job),
        "error": _error(job),
        "child_ids": [str(child_id) for child_id in job.child_ids],
        "result_url": result_url_of(job),
        "cancellable": job.is_open and not job.cancel_requested,
        "retryable": is_retryable(job),
    }


def result_url_of(job: Job) -> str | None:
    """Returns the address of the result: the child's own page, or the family's page for siblings."""
    if job.film_of_id is not None:
        child_page = reverse("gallery:child", args=[job.film_of_id])
        return f"{child_page}#growing-up" if job.state == JobState.DONE else None
    child_ids = job.child_ids
    if len(child_ids) > 1:
        return f"{reverse('families:detail', args=[job.family_id])}{_page_with(child_ids[0])}#siblings-{job.pk}"
    return reverse("gallery:child", args=child_ids) if child_ids else None


def _page_with(child_id: UUID) -> str:
    """Returns the query of the family's page that a child is on; empty for the first."""
    child = Child.objects.get(pk=child_id)
    newer = Child.objects.seen().filter(family=child.family_id, created_at__gt=child.created_at).count()
    return f"?page={newer // settings.PAGE_SIZE + 1}" if newer >= settings.PAGE_SIZE else ""


def is_retryable(job: Job) -> bool:
    return job.state == JobState.CANCELLED or (job.state == JobState.FAILED and not ending_of(job.error_code).is_final)


def _preview_url(job: Job, slot: str, version: int) -> str | None:
    person = job.family.slots[slot]
    # With other photos, the preview of those before is gone.
    is_shown = version and person.portrait.preview and not person.is_invited
    return f"{reverse('jobs:preview', args=[job.pk, slot])}?v={version}" if is_shown else None


def _error(job: Job) -> JobError | None:
    if job.state != JobState.FAILED:
        return None
    return {"code": told_code(job), "message": error_message(job), "slot": job.error_slot}


def _questions(job: Job) -> list[QuestionMessage]:
    if job.state != JobState.WAITING:
        return []
    return [describe_question(question) for question in questions_about(job.family) if question.is_for_owner]
