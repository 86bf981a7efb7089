"""Other photos of one person, for a family whose work stopped at the ones before. All else stays as it was given."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Person
from generation.jobs.answers import go_on_after_invitation
from generation.jobs.capacity import take_place
from generation.jobs.endings import OTHER_PHOTO_CODES
from generation.jobs.questions import questions_about
from generation.jobs.services import start_again
from generation.models import Family, Job, JobState
from generation.portraits.services import replace_photos
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


def replace_and_go_on(person: Person, photos: Sequence[bytes]) -> bool:
    """Replaces the photos that could not be used, and lets the work go on. Returns False when nothing waits for them
    (any more).

    photos: JPEGs that went through `portraits.uploads`. Raises KeyDestroyed when the person has just gone, and a
    Refusal.
    """
    check_free_disk()
    with WrittenFiles() as files:
        names = [files.write(person.portrait.folder, "original", "jpg", photo) for photo in photos]
        with transaction.atomic():
            of_person = Family.objects.of_person(person).order_by("pk")
            families = list(of_person.select_for_update(of=("self",), no_key=True))
            stopped = list(get_jobs_stopped_at(person).select_for_update(of=("self",)).order_by("pk"))
            asking = [family for family in families if _asks_about(family, person)]
            if not (stopped or asking):
                return False
            replace_photos(person.portrait, unusable=person.portrait.unusable_photos, names=names)
            for family in asking:
                go_on_after_invitation(family)
            for job in stopped:
                if not person.is_invited:  # who was invited knows nothing of the owner's other requests
                    take_place(job.owner_id)
                start_again(job)
        files.retain_all()
    return True


def _asks_about(family: Family, person: Person) -> bool:
    is_asking = family.jobs.filter(state=JobState.WAITING).exists()
    return is_asking and any(question.person.pk == person.pk for question in questions_about(family))
