from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from generation.models import Child, Film, film_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def get_children_for(user: User | AnonymousUser) -> QuerySet[Child]:
    people = ("family__parent_a", "family__parent_b")
    of_people = [f"{person}__{what}" for person in people for what in ("key", "portrait")]
    return _get_rows_for(user).select_related("job", "film", "film_job", *of_people)


def get_child_for(user: User | AnonymousUser, child_id: UUID) -> Child:
    """Raises Http404, the same for a child that is not there and for somebody else's."""
    return _get_one(get_children_for(user), child_id)


def get_child_row_for(user: User | AnonymousUser, child_id: UUID) -> Child:
    """Does the same for its pictures, without its family: a page may show sixty. Raises Http404."""
    return _get_one(_get_rows_for(user), child_id)


def get_listed_children_for(user: User | AnonymousUser) -> QuerySet[Child]:
    """Returns the children of an account with what a tile says of each, in no order."""
    keys = ("family__parent_a__key", "family__parent_b__key")
    return _get_rows_for(user).select_related(*keys).defer("shares", "encrypted_note")


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The siblings that a family's page shows before and after a child, and its number among them: the first is 1."""

    before: UUID | None
    after: UUID | None
    number: int


def get_neighbours_of(child: Child) -> Neighbours:
    ids = list(Child.objects.seen().filter(family=child.family_id).newest_first().values_list("pk", flat=True))
    place = ids.index(child.pk) if child.pk in ids else 0
    around = [None, *ids, None]
    return Neighbours(before=around[place], after=around[place + 2], number=len(ids) - place)


def get_film_for(user: User | AnonymousUser, child_id: UUID) -> Film:
    """Returns the film of a child. Raises Http404, also when there is none (yet)."""
    film = film_of(_get_one(_get_rows_for(user).select_related("film"), child_id))
    if film is None:
        raise Http404("There is no such film yet.")
    return film


def _get_rows_for(user: User | AnonymousUser) -> QuerySet[Child]:
    return Child.objects.seen().filter(family__owner=user) if user.is_authenticated else Child.objects.none()


def _get_one(children: QuerySet[Child], child_id: UUID) -> Child:
    child = children.filter(pk=child_id).first()
    if child is None:
        raise Http404("There is no such child.")
    return child
