"""The owner answers what a job had to ask, and it goes on from there. Late and repeated answers change nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from generation.discarding import discard
from generation.families.models import Family
from generation.jobs.events import announce
from generation.jobs.models import Job, JobState
from generation.jobs.questions import NO, Question, questions_about
from generation.jobs.tasks import ring_for
from generation.portraits.models import Portrait, PortraitPhoto
from generation.portraits.services import forget_photos


class NotAnAnswer(Exception):
    """`question` is open, and what arrived is none of its choices."""

    def __init__(self, question: Question, received: str) -> None:
        expected = ", ".join(question.values)
        super().__init__(f"Expected one of {expected} for {question.id}. Received: {received!r}")
        self.question = question


def answer_questions(job: Job, given: Mapping[str, str]) -> bool:
    """`given`: value by question id; what nobody asks (any more) is passed over. False when nothing was answered.

    Raises NotAnAnswer, and then nothing is stored.
    """
    with transaction.atomic():
        waiting = _lock_waiting(job)
        if job.pk not in [row.pk for row in waiting]:
            return False
        questions = [question for question in questions_about(waiting[0].family) if question.id in given]
        for question in questions:
            _take(question, given[question.id])
        _move_on(waiting, questions, given)
    return bool(questions)


def _lock_waiting(job: Job) -> list[Job]:
    """Those of the family that wait. All of its jobs are locked: none begins to ask while another is answered."""
    jobs = Job.objects.select_for_update(of=("self",)).filter(family_id=job.family_id).order_by("pk")
    with_people = jobs.select_related("family__parent_a__portrait", "family__parent_b__portrait")
    return [row for row in with_people if row.state == JobState.WAITING]


def _take(question: Question, value: str) -> None:
    if value not in question.values:
        raise NotAnAnswer(question, value)
    photo = question.photo
    if question.kind == "face":
        PortraitPhoto.objects.filter(pk=photo.pk).update(face_choice=int(value), cut_outs="")
        transaction.on_commit(partial(discard, files=[str(photo.cut_outs.name or "")]))
    elif value == NO:
        forget_photos(photo.portrait)
    else:
        Portrait.objects.filter(pk=photo.portrait_id).update(adult_confirmed_at=Now())


def _move_on(waiting: Sequence[Job], questions: Sequence[Question], given: Mapping[str, str]) -> None:
    minor = next((asked for asked in questions if asked.kind == "adult" and given[asked.id] == NO), None)
    rows = Job.objects.filter(pk__in=[row.pk for row in waiting])
    if minor is not None:
        rows.update(
            seq=F("seq") + 1,
            state=JobState.FAILED,
            error_code="declared_minor",
            error_subject=minor.subject,
            finished_at=Now(),
        )
    elif questions_about(Family.objects.get(pk=waiting[0].family_id)):
        rows.update(seq=F("seq") + 1)
    else:
        rows.update(seq=F("seq") + 1, state=JobState.QUEUED, attempts=0, rung_at=Now())
        for row in waiting:
            transaction.on_commit(partial(ring_for, row.pk))
    for row in waiting:
        transaction.on_commit(partial(announce, row.pk))
