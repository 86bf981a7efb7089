"""Albums: children of any families of one account, in an order of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import Http404

from accounts.users import User
from generation.models import Album, AlbumChild, Child
from generation.refusals import TooManyAlbums

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MAX_ALBUMS = 200  # of one account


def get_albums_for(user: User | AnonymousUser) -> QuerySet[Any]:
    """Returns the albums, the newest first, each with `num_children` and `cover_child_id` (None of an empty one)."""
    if not user.is_authenticated:
        return Album.objects.none()
    places = AlbumChild.objects.filter(album=OuterRef("pk"), child__hidden_at=None)
    chosen = places.filter(child=OuterRef("cover")).values("child")[:1]
    first = places.order_by("place", "pk").values("child")[:1]
    return (
        Album.objects.filter(owner=user)
        .annotate(
            num_children=Count("places", filter=Q(places__child__hidden_at=None)),
            cover_child_id=Coalesce(Subquery(chosen), Subquery(first)),
        )
        .order_by("-created_at", "pk")
    )


def get_album_for(user: User | AnonymousUser, album_id: UUID) -> Album:
    """Raises Http404, the same for an album that is not there and for somebody else's."""
    album: Album | None = get_albums_for(user).filter(pk=album_id).first()
    if album is None:
        raise Http404("There is no such album.")
    return album


def create_album(owner: User, name: str) -> Album:
    """Raises TooManyAlbums."""
    with transaction.atomic():
        # Two requests at once are counted one after the other.
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        if owner.albums.count() >= MAX_ALBUMS:
            raise TooManyAlbums(MAX_ALBUMS)
        album = Album(owner=owner)
        album.name = name
        album.save()
    return album


def rename_album(album: Album, name: str) -> None:
    album.name = name
    album.save(update_fields=["encrypted_name"])


def add_to_album(album: Album, children: Sequence[Child]) -> list[Child]:
    """Adds the owner's children at the end, and returns those that were not in it yet."""
    with transaction.atomic():
        _hold(album)
        there = set(album.places.values_list("child_id", flat=True))
        # One that was deleted a moment before must not fail the others; one that is locked stays until they are in.
        here = set(
            Child.objects.select_for_update(no_key=True)
            .filter(pk__in=[child.pk for child in children])
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        new = [child for child in children if child.pk in here and child.pk not in there]
        last = album.places.aggregate(last=Max("place"))["last"]
        start = 0 if last is None else last + 1
        AlbumChild.objects.bulk_create(
            [AlbumChild(album=album, child=child, place=start + index) for index, child in enumerate(new)]
        )
    return new


def take_out_of_album(album: Album, children: Iterable[Child]) -> list[Child]:
    """Returns those that were in it."""
    with transaction.atomic():
        _hold(album)
        there = set(album.places.values_list("child_id", flat=True))
        taken = [child for child in children if child.pk in there]
        album.places.filter(child__in=[child.pk for child in taken]).delete()
    return taken


def move_to_front(album: Album, children: Sequence[Child]) -> None:
    """Moves children of the album before all others, in the order in which they stand in it."""
    with transaction.atomic():
        _hold(album)
        chosen = album.places.filter(child__in=[child.pk for child in children])
        moved = list(chosen.order_by("place", "pk").values_list("pk", flat=True))
        first = album.places.aggregate(first=Min("place"))["first"] or 0
        places = [When(pk=pk, then=first - len(moved) + index) for index, pk in enumerate(moved)]
        if places:
            album.places.filter(pk__in=moved).update(place=Case(*places, default=F("place")))


def choose_cover(album: Album, child: Child) -> None:
    Album.objects.filter(pk=album.pk, places__child=child.pk).update(cover=child.pk)


def _hold(album: Album) -> None:
    """Lets one request at a time change the places. Raises Http404 where it was deleted a moment before."""
    if not Album.objects.select_for_update(no_key=True).filter(pk=album.pk).exists():
        raise Http404("There is no such album.")
