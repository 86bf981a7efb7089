"""Other photos of one person, for a family whose work stopped at the ones before. All else stays as it was given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import Person
from generation.jobs.answers import go_on_after_invitation
from generation.jobs.capacity import check_room, count_places, take_place
from generation.jobs.endings import OTHER_PHOTO_CODES, EndingCode
from generation.jobs.events import announce
from generation.jobs.locks import lock_families
from generation.jobs.questions import questions_about
from generation.jobs.services import start_again
from generation.models import Family, Job, JobState, Portrait, PortraitPhoto
from generation.portraits.services import replace_photos
from generation.refusals import Refusal
from generation.storage.files import WrittenFiles
from generation.storage.room import check_free_disk


def wants_other_photos(person: Person) -> bool:
    """Returns True while work stands still because of this person's photos, and others may help."""
    return get_jobs_stopped_at(person).exists() or any(
        _asks_about(family, person) for family in Family.objects.of_person(person)
    )


def get_jobs_stopped_at(person: Person) -> QuerySet[Job]:
    """Returns the jobs that failed at a photo of this person, and that another photo would let continue."""
    at_fault = Q(family__parent_a=person, error_slot="a") | Q(family__parent_b=person, error_slot="b")
    return Job.objects.filter(at_fault, state=JobState.FAILED, error_code__in=OTHER_PHOTO_CODES)


def photos_at_fault(job: Job) -> list[PortraitPhoto]:
    """Returns the photos that a job failed at, where its owner may see them and others may help."""
    person = job.family.slots.get(job.error_slot) if job.error_code in OTHER_PHOTO_CODES else None
    return [] if person is None or person.is_invited else person.portrait.unusable_photos


def check_room_to_go_on(person: Person) -> None:
    """Raises a Refusal if no work could continue with other photos of this person just now. A job that waits for an
    answer needs no place.
    """
    if not any(_asks_about(family, person) for family in Family.objects.of_person(person)):
        check_room(person.owner_id)


def replace_and_go_on(person: Person, photos: Sequence[bytes]) -> bool:
    """Replaces the photos that could not be used, and lets the work go on. Returns False when nothing waits for them
    (any more).

    Of the jobs that failed, the newest go on, as many as there is room for; the others are tried again by hand.

    photos: JPEGs that went through `portraits.uploads`. Raises KeyDestroyed when the person has just gone, and a
    Refusal.
    """
    check_free_disk()
    with WrittenFiles() as files:
        names = [files.write(person.portrait.folder, "original", "jpg", photo) for photo in photos]
        with transaction.atomic():
            families = lock_families(Family.objects.of_person(person))
            stopped = list(get_jobs_stopped_at(person))
            asking = [family for family in families if _asks_about(family, person)]
            if not (stopped or asking):
                return False
            portrait = Portrait.objects.get(person=person)  # as it is now
            replace_photos(portrait, unusable=portrait.unusable_photos, names=names)
            for family in asking:
                go_on_after_invitation(family)
            if stopped:
                _go_on(stopped, num_places=_count_places(person, goes_on_anyway=bool(asking)))
        files.retain_all()
    return True


def _count_places(person: Person, *, goes_on_anyway: bool) -> int:
    """Returns how many of the owner's failed jobs may begin. Raises a Refusal if nothing would go on at all.

    Who was invited is never refused, knowing nothing of the owner's other requests: one job begins in any case.
    """
    try:
        take_place(person.owner_id)
    except Refusal:
        if goes_on_anyway:
            return 0
        if person.is_invited:
            return 1
        raise
    return count_places(person.owner_id)


def _go_on(stopped: Sequence[Job], *, num_places: int) -> None:
    newest_first = sorted(stopped, key=lambda job: job.created_at, reverse=True)
    for job in newest_first[:num_places]:
        start_again(job)
    for job in newest_first[num_places:]:
        Job.objects.filter(pk=job.pk).update(error_code=EndingCode.PHOTOS_REPLACED, error_slot="", seq=F("seq") + 1)
        transaction.on_commit(partial(announce, job.pk))


def _asks_about(family: Family, person: Person) -> bool:
    is_asking = family.jobs.filter(state=JobState.WAITING).exists()
    return is_asking and any(question.person.pk == person.pk for question in questions_about(family))
