"""Answers to a job's questions, after which the job continues. Late and repeated answers change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Expression, F, QuerySet
from django.db.models.functions import Now

from accounts.models import Person
from generation.jobs.endings import EndingCode
from generation.jobs.events import announce
from generation.jobs.questions import NO, Question, questions_about
from generation.jobs.tasks import enqueue_job
from generation.models import Family, Job, JobState, Portrait, PortraitPhoto
from generation.portraits.services import delete_photos
from generation.storage.discarding import discard


class NotAnAnswer(Exception):
    """The answer to an open question is none of its choices."""

    def __init__(self, question: Question, received: str) -> None:
        expected = ", ".join(question.values)
        super().__init__(f"Expected one of {expected} for {question.id}. Received: {received!r}")
        self.question = question


def answer_questions(job: Job, given: Mapping[str, str]) -> bool:
    """Stores the owner's answers about people who don't answer for themselves.

    `given`: value by question id; what nobody asks (any more) is passed over. False when nothing was answered.

    Raises NotAnAnswer, and then nothing is stored.
    """
    with transaction.atomic():
        waiting = _lock_waiting(job.family_id)
        if job.pk not in [row.pk for row in waiting]:
            return False
        return _answer(waiting, given, lambda question: question.is_for_owner)


def answer_own_questions(family: Family, person: Person, given: Mapping[str, str]) -> bool:
    """Stores an invitee's answers about themselves, in the same way."""
    with transaction.atomic():
        waiting = _lock_waiting(family.pk)
        return bool(waiting) and _answer(waiting, given, lambda question: question.person.pk == person.pk)


def go_on_after_invitation(family: Family) -> None:
    """Lets jobs continue, inside the transaction that stores an answer and holds the family's row."""
    waiting = _lock_waiting(family.pk)
    if waiting:
        _move_on(waiting)


def _answer(waiting: Sequence[Job], given: Mapping[str, str], may_answer: Callable[[Question], bool]) -> bool:
    open_ones = [question for question in questions_about(waiting[0].family) if question.id in given]
    questions = [question for question in open_ones if may_answer(question)]
    for question in questions:
        _take(question, given[question.id])
    minor = next((asked for asked in questions if asked.kind == "adult" and given[asked.id] == NO), None)
    if minor is not None:
        _fail(waiting, code=EndingCode.DECLARED_MINOR, slot=minor.slot, at=Now())
    else:
        _move_on(waiting)
    return bool(questions)


def end_questions(family: Family, *, about: Portrait) -> None:
    """Ends questions about photos that expire, inside a transaction."""
    slot = family.slot_of(about.person)
    # When it was asked: an end by lapse is no work that other photos would stay for.
    _fail(_lock_waiting(family.pk), code=EndingCode.PHOTOS_GONE, slot=slot, at=F("started_at"))


def _lock_waiting(family_id: UUID) -> list[Job]:
    """Locks all jobs of a family and returns the waiting ones: none may begin to ask while another is answered."""
    jobs = Job.objects.select_for_update(of=("self",)).filter(family_id=family_id).order_by("pk")
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
        delete_photos(photo.portrait)
    else:
        Portrait.objects.filter(pk=photo.portrait_id).update(adult_confirmed_at=Now())


def _move_on(waiting: Sequence[Job]) -> None:
    """Queues the jobs once no question and no invitation is left."""
    family = Family.objects.get(pk=waiting[0].family_id)
    if family.pending_invitees or questions_about(family):
        _rows(waiting).update(seq=F("seq") + 1)
    else:
        _rows(waiting).update(seq=F("seq") + 1, state=JobState.QUEUED, attempts=0, enqueued_at=Now())
        for row in waiting:
            transaction.on_commit(partial(enqueue_job, row.pk))
    _tell(waiting)


def _rows(jobs: Sequence[Job]) -> QuerySet[Job]:
    return Job.objects.filter(pk__in=[job.pk for job in jobs])


def _tell(jobs: Sequence[Job]) -> None:
    for job in jobs:
        transaction.on_commit(partial(announce, job.pk))


def _fail(jobs: Sequence[Job], *, code: EndingCode, slot: str, at: Expression | F) -> None:
    _rows(jobs).update(seq=F("seq") + 1, state=JobState.FAILED, error_code=code, error_slot=slot, finished_at=at)
    _tell(jobs)
