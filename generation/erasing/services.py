"""A person goes, and everything that was made with their face: rows and keys in one transaction, files right after.

Whatever interrupts the second half, its to-do list is a row, and the light worker goes on from there.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.models import Erasure, ErasureCause, Person, User
from accounts.people.ledger import get_head
from accounts.people.services import expire_everything, withdraw_everything
from generation.consent.refusals import remember_refusal
from generation.erasing.finishing import erase_files
from generation.erasing.listeners import Erased, tell_erased
from generation.erasing.receipts import count_what_is_of
from generation.jobs.events import announce
from generation.jobs.locks import lock_families
from generation.models import Family, Job, folder_of
from generation.storage.discarding import discard

# Nobody withdrew anything: the site ends what was agreed to.
BY_THE_SITE = (ErasureCause.EXPIRED, ErasureCause.MODERATOR)
# Of those who have not said anything themselves: their photo has no purpose any more when the other's has gone.
TOLD_BY_ANOTHER = (ErasureCause.WITHDRAWN, ErasureCause.REFUSED)


def erase_people(
    people: Collection[Person], *, cause: ErasureCause, by: User | None = None, invitation_id: UUID | None = None
) -> list[Erasure]:
    """Erases people and returns their receipts; none for people erased before, and for samples.

    A child is both parents': the families go whole, and with them the other parent where no other family needs them.
    A worker in the middle of it finds its job gone and stops. by, invitation_id: through whom or what it was asked.
    """
    with transaction.atomic():
        families = lock_families(Family.objects.of_people(people).select_related("parent_a", "parent_b"))
        job_ids = list(Job.objects.filter(family__in=families).values_list("pk", flat=True))
        doomed = _lock_people(people, families)
        tell_erased(
            Erased(
                person_ids=frozenset(person.pk for person in doomed),
                owner_ids=frozenset(person.owner_id for person in doomed),
            )
        )
        asked = {person.pk for person in people}
        for person in doomed:
            _end_consent(person, cause, person.pk in asked, by, invitation_id)
            if cause in TOLD_BY_ANOTHER and person.pk in asked:
                remember_refusal(person)
        receipts = [
            _write_receipt(person, families, cause, person.pk in asked) for person in doomed if not person.is_sample
        ]
        # Their families, jobs, children and keys go with them.
        Person.objects.filter(pk__in=[person.pk for person in doomed]).delete()
        for job_id in job_ids:
            transaction.on_commit(partial(announce, job_id))
        for receipt in receipts:
            transaction.on_commit(partial(erase_files, receipt))
        transaction.on_commit(partial(discard, folders=_folders_of_samples(doomed, families)))
    return receipts


def _lock_people(people: Collection[Person], families: Collection[Family]) -> list[Person]:
    """Locks the people to erase: the requested ones that still exist, and those in none of the remaining families."""
    others = {person.pk for family in families for person in family.parents} - {person.pk for person in people}
    staying = Family.objects.exclude(pk__in=[family.pk for family in families])
    needed = staying.of_people(others).values_list("parent_a", "parent_b")
    doomed = {person.pk for person in people} | (others - {person_id for pair in needed for person_id in pair})
    return list(Person.objects.select_for_update(of=("self",)).filter(pk__in=doomed).order_by("pk"))


def _end_consent(
    person: Person, cause: ErasureCause, is_asked: bool, by: User | None, invitation_id: UUID | None
) -> None:
    if cause in BY_THE_SITE or (cause in TOLD_BY_ANOTHER and not is_asked):
        expire_everything(person=person)
    else:
        withdraw_everything(person=person, withdrawn_by=by, invitation_id=invitation_id)


def _write_receipt(person: Person, families: Collection[Family], cause: ErasureCause, is_asked: bool) -> Erasure:
    """Writes the receipt. Of somebody whom an older dump brought back there is one, and only its work begins anew."""
    theirs = [family for family in families if person in family.parents]
    work = {"folders": _folders_of([person], theirs), "erased_at": None}
    facts = {
        "owner_id": person.owner_id,
        "account_id": person.account_id,
        "invitation_ids": _working_links_of(person),
        "cause": cause if is_asked or cause not in TOLD_BY_ANOTHER else ErasureCause.OTHER_PARENT,
        "ledger_head": str(get_head() or ""),
        "counts": count_what_is_of(person, theirs),
    }
    receipt, _is_new = Erasure.objects.update_or_create(
        person_id=person.pk, defaults=work, create_defaults={**work, **facts}
    )
    return receipt


def _working_links_of(person: Person) -> list[str]:
    """Returns the invitations whose links show the receipt. A revoked or replaced link may be in anybody's hands."""
    return [str(pk) for pk in person.invitations.filter(revoked_at=None).values_list("pk", flat=True)]


def _folders_of_samples(people: Collection[Person], families: Collection[Family]) -> list[str]:
    """Returns the folders of samples. They show nobody, so no receipt names them."""
    return _folders_of(
        [person for person in people if person.is_sample], [family for family in families if family.is_sample]
    )


def _folders_of(people: Collection[Person], families: Collection[Family]) -> list[str]:
    return [*(folder_of(person.pk) for person in people), *(family.folder for family in families)]
