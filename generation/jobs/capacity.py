"""Room for another job: so many of each account that are queued or running, so many bytes, and free disk.

A job that waits for an answer counts nothing: an invitation may take days, and no worker is kept from anybody by it.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from accounts.advisory_locks import hold_until_commit
from accounts.models import Person
from generation.models import Export, Family, Job, JobState, OwnerTurn, folder_of
from generation.refusals import AccountFull, TooManyOpenJobs
from generation.storage.room import check_free_disk, count_bytes


def check_room(owner_id: UUID) -> None:
    """Raises a Refusal for what is soon found, before anything is decoded in vain; `take_place` has the last word."""
    if count_places(owner_id) <= 0:
        raise TooManyOpenJobs
    check_free_disk()


def count_places(owner_id: UUID) -> int:
    """Returns how many jobs of this account may still be opened."""
    busy = Job.objects.filter(owner_id=owner_id, state__in=(JobState.QUEUED, JobState.RUNNING))
    return settings.OPEN_JOBS_PER_ACCOUNT - busy.count()


def take_place(owner_id: UUID) -> None:
    """Lets no other request of this account open a job until the transaction ends. Raises a Refusal.

    Only here are bytes counted, which asks the storage for every file: photos that were just written are among them.
    """
    hold_until_commit(f"open jobs of {owner_id}")
    check_room(owner_id)
    if count_bytes_of(owner_id) > settings.MAX_ACCOUNT_BYTES:
        raise AccountFull
    OwnerTurn.objects.get_or_create(owner_id=owner_id)


def count_bytes_of(owner_id: UUID) -> int:
    """Counts the bytes of all files of an account: of its people, its families and its export."""
    people = Person.objects.filter(owner_id=owner_id).values_list("pk", flat=True)
    folders = [folder_of(person_id) for person_id in people]
    folders += [family.folder for family in Family.objects.filter(owner_id=owner_id)]
    folders += [export.folder for export in Export.objects.filter(account_id=owner_id)]
    return count_bytes(folders)
