from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from accounts.models import ConsentBasis, ErasureCause, Person, User
from accounts.people.consents import ConsentText
from accounts.people.services import create_person
from generation.consent.answers import give
from generation.erasing.services import erase_people
from generation.families.samples import SAMPLE_COUPLE
from generation.invitations.inviting import create_invitation
from generation.jobs.capacity import check_room
from generation.jobs.selectors import get_open_job_for, get_submitted_job
from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.models import Family, Job, Portrait, Quality
from generation.portraits.services import add_photos
from generation.storage.files import WrittenFiles


@dataclass(frozen=True, kw_only=True)
class NewParent:
    """A parent to be created.

    consent_basis: who answers for them. An invitee gives photos and consents later.
    photos: JPEGs that went through `portraits.uploads`, the main one first. consents: in the words that were shown.
    """

    name: str
    consent_basis: ConsentBasis
    photos: tuple[bytes, ...] = ()
    consents: tuple[ConsentText, ...] = ()


def check_room_for_family(owner: User, idempotency_key: str, body_sha256: str = "") -> None:
    """Checks, before photos are decoded, that there is room for another family. Raises a Refusal."""
    if get_submitted_job(owner, idempotency_key, body_sha256) is None:
        check_room(owner.pk)


class SubmittedTwice(Exception):
    """The same form is being stored by another request just now."""


def create_family(
    *,
    owner: User,
    parents: tuple[NewParent, NewParent],
    spec: ChildSpec,
    idempotency_key: str,
    body_sha256: str = "",
    quality: Quality = Quality.STANDARD,
) -> Job:
    """Creates two people, their consents, a family and its first job, or nothing. The same key never makes a second
    family.

    quality: high takes longer, for a closer likeness. Raises a Refusal.
    """
    known = get_submitted_job(owner, idempotency_key, body_sha256)
    if known is not None:
        return known
    try:
        with WrittenFiles() as files:
            with transaction.atomic():
                people = [_add_parent(owner, parent, files) for parent in parents]
                # After the files: the ledger takes one transaction at a time, and a storage may be slow.
                for person, parent in zip(people, parents, strict=True):
                    _note_consents(owner, person, parent)
                family = Family.objects.create(owner=owner, parent_a=people[0], parent_b=people[1], quality=quality)
                job = request_child(
                    owner=owner, family=family, spec=spec, idempotency_key=idempotency_key, body_sha256=body_sha256
                )
                if job.family_id != family.pk:
                    raise SubmittedTwice
            files.retain_all()
    except SubmittedTwice:
        return job
    return job


def create_sample_family(*, owner: User, spec: ChildSpec, idempotency_key: str) -> Job:
    """One sample family for each account: another child of it needs no new look at the parents' photos."""
    with WrittenFiles() as files:
        with transaction.atomic():
            # no_key: a job that is being added elsewhere names this account, and must not wait for us.
            User.objects.select_for_update(no_key=True).get(pk=owner.pk)
            family = Family.objects.filter(owner=owner, is_sample=True).first() or _add_sample(owner, files)
            job = get_open_job_for(owner, family.pk) or request_child(
                owner=owner, family=family, spec=spec, idempotency_key=idempotency_key
            )
        files.retain_all()
    return job


def delete_family(family: Family, *, deleted_by: User) -> None:
    """Deletes a family with its two people, who belong to no other."""
    erase_people(family.parents, cause=ErasureCause.DELETED, by=deleted_by)


def _add_parent(owner: User, parent: NewParent, files: WrittenFiles) -> Person:
    person = create_person(owner=owner, name=parent.name, consent_basis=parent.consent_basis)
    _add_portrait(person, parent.photos, files)
    if person.is_invited:
        create_invitation(person)
    return person


def _note_consents(owner: User, person: Person, parent: NewParent) -> None:
    for text in parent.consents:
        give(person=person, text=text, by=owner)


def _add_sample(owner: User, files: WrittenFiles) -> Family:
    people = []
    for sample in SAMPLE_COUPLE:
        person = create_person(owner=owner, name=gettext(sample.name), is_sample=True)
        _add_portrait(person, [sample.path.read_bytes()], files)
        people.append(person)
    return Family.objects.create(owner=owner, parent_a=people[0], parent_b=people[1], is_sample=True)


def _add_portrait(person: Person, photos: Sequence[bytes], files: WrittenFiles) -> None:
    portrait = Portrait.objects.create(person=person)
    add_photos(portrait, [files.write(portrait.folder, "original", "jpg", photo) for photo in photos])
