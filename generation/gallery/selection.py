"""Children that were chosen on a page of the gallery, and what can be undone of what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from generation.gallery.selectors import get_listed_children_for
from generation.models import Child
from generation.way_back import way_back

# Of one press: a page shows sixty.
MAX_SELECTED = 500
UNDO = "gallery.undo"
NO_ID = UUID(int=0)


class Undo(TextChoices):
    """What takes back what was done."""

    FAVOURITE = "favourite"
    UNFAVOURITE = "unfavourite"
    TAKE_OUT = "take_out"
    PUT_BACK = "put_back"


@dataclass(frozen=True, kw_only=True)
class Selection:
    children: list[Child]
    # A page of this site to go back to.
    back: str


def selection_of(request: HttpRequest, user: User) -> Selection:
    """Reads the chosen children, in the order in which they were sent. Those that are gone are left out."""
    children = pick(get_listed_children_for(user), request.POST.getlist("children")[:MAX_SELECTED])
    return Selection(children=children, back=back_from(request))


def pick(children: QuerySet[Child], ids: Iterable[str]) -> list[Child]:
    """Returns the children with these ids, each once and in this order. Those that are gone are left out."""
    wanted = list(dict.fromkeys(map(uuid_in, ids)))
    rows = children.in_bulk(wanted)
    return [rows[pk] for pk in wanted if pk in rows]


def uuid_in(text: str) -> UUID:
    """Returns the id; for nonsense one that no row has."""
    try:
        return UUID(text)
    except ValueError:
        return NO_ID


def back_from(request: HttpRequest) -> str:
    return way_back(request, reverse("gallery:list"))


def offer_undo(request: HttpRequest, words: str, undo: Undo, children: Iterable[Child], *, album: UUID | None) -> None:
    """Says what was done beside a button that takes it back, on the next page. One thing at a time can be undone."""
    ids = [str(child.pk) for child in children]
    offered = {"undo": undo, "children": ids, "album": str(album) if album else "", "back": back_from(request)}
    request.session[UNDO] = offered
    messages.success(request, words, extra_tags="undo")


def take_undo(request: HttpRequest) -> dict[str, Any] | None:
    """Returns what was offered last, once."""
    offered: dict[str, Any] | None = request.session.pop(UNDO, None)
    return offered
