"""The people whose data an account is given: itself, those it attested for, and what was made with those it invited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import ConsentBasis, ConsentRecord, Erasure, Person, User
from generation.models import Child, Family, Refusal


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The people in an export.

    own: those the account answers for, in families of its own.
    invitees: those it invited, who answer for themselves.
    as_invitee: the account's holder, in families of others.
    """

    account: User
    own: list[Person]
    invitees: list[Person]
    as_invitee: list[Person]

    @property
    def person_ids(self) -> list[UUID]:
        return [person.pk for person in (*self.own, *self.invitees, *self.as_invitee)]


def scope_of(account: User) -> Scope:
    people = Person.objects.select_related("portrait", "key").prefetch_related("portrait__photos", "invitations")
    added = people.filter(owner=account).order_by("created_at", "pk")
    is_invitee = Q(consent_basis=ConsentBasis.INVITED) & ~Q(account_id=account.pk)
    # A person without an account is nobody's.
    is_invitee |= Q(consent_basis=ConsentBasis.INVITED, account=None)
    return Scope(
        account=account,
        own=list(added.exclude(is_invitee)),
        invitees=list(added.filter(is_invitee)),
        as_invitee=list(people.filter(account=account).exclude(owner=account).order_by("created_at", "pk")),
    )


def families_of(account: User) -> QuerySet[Any]:
    """The oldest first, each with lists `children` and `all_jobs`."""
    children = Child.objects.seen().select_related("film").order_by("created_at", "position")
    return (
        Family.objects.filter(owner=account)
        .select_related("parent_a__key", "parent_b__key")
        .prefetch_related(
            Prefetch("child_rows", queryset=children, to_attr="children"),
            "jobs",
            "studio_pages",
            "share_links__children",
            "share_links__pictures",
            "share_links__guesses",
        )
        .order_by("created_at", "pk")
    )


def children_with(person: Person) -> QuerySet[Child]:
    families = Family.objects.of_person(person)
    return Child.objects.seen().filter(family__in=families).order_by("created_at", "position")


def consents_in(scope: Scope) -> QuerySet[ConsentRecord]:
    """Returns the consent records to export; of invitees, only those that the account itself gave."""
    theirs = [person.pk for person in (*scope.own, *scope.as_invitee)]
    return ConsentRecord.objects.filter(Q(person_id__in=theirs) | Q(given_by_id=scope.account.pk)).order_by("seq")


def erasures_in(scope: Scope) -> QuerySet[Erasure]:
    either = Q(owner_id=scope.account.pk) | Q(account_id=scope.account.pk)
    return Erasure.objects.filter(either).order_by("requested_at")


def refusals_of(account: User) -> QuerySet[Refusal]:
    """Returns the refusals of people whom the account invited."""
    return Refusal.objects.filter(owner=account).order_by("refused_at")
