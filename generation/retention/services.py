"""Destruction of what has expired. Each row is handled once, on however many machines this runs.

Each piece is a transaction of its own that first takes the row which others would take, and passes over what somebody
else has: a machine that dies leaves what it had begun as it was, for the next look.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import ErasureCause, User
from accounts.people.consents import ConsentText
from generation.consent.answers import give
from generation.consent.refusals import get_refusals_over
from generation.erasing.services import erase_people
from generation.families.keeping import keeping_of
from generation.jobs.answers import end_questions
from generation.jobs.locks import lock_families
from generation.models import Family, Portrait
from generation.models.family_endings import get_endings
from generation.portraits.services import delete_originals
from generation.privacy.services import close_account
from generation.retention.selectors import (
    get_accounts_over,
    get_families_over,
    get_people_over,
    get_portraits_over,
    get_receipts_over,
)


def agree_to_keep(family: Family, *, person_ids: Collection[str], text: ConsentText, by: User) -> None:
    """Records the consent to keeping of those people whom the owner answers for. An invitee answers alone.

    person_ids: whose statements were shown. Raises PersonGone.
    """
    for statement in keeping_of(family).statements:
        if str(statement.person.pk) in person_ids:
            give(person=statement.person, text=text, by=by)


def extend_family(family: Family) -> bool:
    """Extends a family as if it had just been used. Returns False if not everybody agreed to keeping it."""
    ending = get_endings([family.pk]).get(family.pk)
    if ending is not None and not ending.can_stay:
        return False
    Family.objects.note_use(family.pk)
    return True


def expire_photos() -> int:
    return sum([_expire_photos_of(portrait) for portrait in get_portraits_over()])


def expire_families() -> int:
    return sum([_expire_family(family_id) for family_id in get_families_over().values_list("pk", flat=True)])


def expire_accounts() -> int:
    return sum([_expire_account(account_id) for account_id in get_accounts_over().values_list("pk", flat=True)])


def expire_receipts() -> int:
    number, _by_model = get_receipts_over().delete()
    return number


def expire_refusals() -> int:
    number, _by_model = get_refusals_over().delete()
    return number


def _expire_photos_of(portrait: Portrait) -> bool:
    families = Family.objects.of_person(portrait.person_id)
    with transaction.atomic():
        if not (_take(families) and get_portraits_over().filter(pk=portrait.pk).exists()):
            return False
        for family in lock_families(families):
            end_questions(family, about=portrait)
        delete_originals(portrait)
    return True


def _take(families: QuerySet[Family]) -> bool:
    """Locks the families, or returns False if somebody else has one of them."""
    return len(families.select_for_update(no_key=True, skip_locked=True)) == families.count()


def _expire_family(family_id: UUID) -> bool:
    with transaction.atomic():
        family = Family.objects.filter(pk=family_id).first()
        # All that erasing would lock, or none: with one of them held it would wait for the others.
        if family is None or not _take(Family.objects.of_people(family.parents)):
            return False
        if not get_families_over().filter(pk=family_id).exists():
            return False
        people = list(get_people_over(family))
        if people:
            erase_people(people, cause=ErasureCause.EXPIRED)
    return bool(people)


def _expire_account(account_id: UUID) -> bool:
    with transaction.atomic():
        taken = User.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=account_id).first()
        if taken is None or not get_accounts_over().filter(pk=account_id).exists():
            return False
        close_account(taken, cause=ErasureCause.EXPIRED)
    return True
