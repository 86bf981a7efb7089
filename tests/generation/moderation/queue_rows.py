"""Reported links, as rows: for tests of what moderators read and do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.encryption import encrypt
from accounts.models import ConsentBasis, User
from generation.models import Case, CaseState, Family, PermissionKind, Reason, Report, ShareLink
from generation.moderation.roles import make_moderator
from generation.sharing.services import permit
from tests.cast import add_second_step, signed_in
from tests.generation.finished import make_child, make_family
from tests.generation.sharing.conftest import agree_to_publishing, make_link

WORDS = "Canary-words of a reporter"
WHY = "The report says that it is a real child."


def make_reported(owner: User, *, num_children: int = 1, photos: str = "", **fields: Any) -> Case:
    """Makes a family, a link to its children and a case about it. photos: the slots of parents who show theirs."""
    family = make_family(owner, names=("Canary-Adalind", "Canary-Benedikt"))
    for person in family.parents:
        agree_to_publishing(person)
    link = make_link(*(make_child(family, age_years=3.0 + number) for number in range(num_children)), label="Canary")
    for slot in photos:
        permit(link, family.slots[slot], [PermissionKind.PHOTO])
    return make_case(link, **fields)


def make_case(link: ShareLink, **fields: Any) -> Case:
    defaults = {"reason": Reason.MINOR, "num_reports": 1, "due_at": timezone.now() + timedelta(hours=48)}
    case = Case.objects.create(link=link, owner=link.family.owner, **{**defaults, **fields})
    Report.objects.create(
        case=case,
        reason=case.reason,
        encrypted_words=encrypt(WORDS),
        encrypted_email=encrypt("canary-reporter@example.org"),
        language="en",
    )
    return case


def second_moderator(email: str = "another-moderator@example.org") -> User:
    user = User.objects.create_user(email)
    make_moderator(user)
    add_second_step(user)
    return user


def connect_invited(family: Family, account: User) -> None:
    """Makes the invited parent's entry part of an account."""
    person = next(person for person in family.parents if person.consent_basis == ConsentBasis.INVITED)
    person.account = account
    person.save(update_fields=["account"])


def taken(case: Case, by: User) -> Client:
    """Returns the browser of a moderator who has just taken the case."""
    client = signed_in(by)
    client.post(f"/moderation/cases/{case.pk}/take/")
    case.refresh_from_db()
    assert case.taken_by_id == by.pk
    assert case.state in (CaseState.TAKEN, CaseState.APPEALED)
    return client
