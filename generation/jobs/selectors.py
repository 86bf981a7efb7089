from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from generation.jobs.endings import EndingCode
from generation.models import OPEN_STATES, Job, JobState, Portrait
from generation.refusals import KeyReused

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def get_jobs_for(user: User | AnonymousUser) -> QuerySet[Job]:
    if not user.is_authenticated:
        return Job.objects.none()
    people = ("family__parent_a__portrait", "family__parent_b__portrait")
    keys = ("family__parent_a__key", "family__parent_b__key")
    more = [f"{person}__photos" for person in people]
    more += ["family__parent_a__invitations", "family__parent_b__invitations"]
    return Job.objects.filter(owner=user).select_related(*people, *keys).prefetch_related(*more)


def get_job_for(user: User | AnonymousUser, job_id: UUID) -> Job:
    """Raises Http404, the same for a job that is not there and for somebody else's."""
    job = get_jobs_for(user).filter(pk=job_id).first()
    if job is None:
        raise Http404("There is no such job.")
    return job


def get_submitted_job(user: User, idempotency_key: str, body_sha256: str) -> Job | None:
    """Returns the job that this key made before. Raises KeyReused when it was sent with another body."""
    job = get_jobs_for(user).filter(idempotency_key=idempotency_key).first()
    if job is not None:
        check_is_same(job, body_sha256)
    return job


def check_is_same(job: Job, body_sha256: str) -> None:
    """Raises KeyReused for a job that was made of another body."""
    if job.body_sha256 != body_sha256:
        raise KeyReused


def get_open_job_for(user: User, family_id: UUID) -> Job | None:
    """Returns the open job for children; films are requested one by one."""
    jobs = get_jobs_for(user).filter(family_id=family_id, film_of=None, state__in=OPEN_STATES)
    return jobs.order_by("-created_at").first()


def get_left_out_jobs(family_id: UUID) -> QuerySet[Job]:
    """Returns the jobs that had no room when the photo at which they failed was replaced, the newest first."""
    left_out = Job.objects.filter(family_id=family_id, state=JobState.FAILED, error_code=EndingCode.PHOTOS_REPLACED)
    return left_out.order_by("-created_at")


def get_preview_for(user: User | AnonymousUser, job_id: UUID, slot: str) -> str | None:
    """Returns the name of the newest preview of parent "a" or "b". Raises Http404, also for an invitee."""
    person = get_job_for(user, job_id).family.slots.get(slot)
    if person is None or person.is_invited:
        raise Http404("A family has parents a and b, and of one who was invited nothing is shown.")
    portrait = Portrait.objects.filter(person=person).first()
    return portrait.preview.name if portrait else None
