"""What the page of a link says and shows, for its template."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.names import isolate
from generation.models import SLOTS, Child, ShareLink, film_of
from generation.sharing.guesses import names_to_guess
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.selectors import get_shown_children, get_shown_parents
from generation.sharing.tokens import address_of, token_of
from generation.sharing.workflow import offered_formats


@dataclass(frozen=True, kw_only=True)
class ShownChild:
    """A child of the page. Its name and the addresses are empty where there is nothing to show."""

    child: Child
    name: str
    number: int
    picture: str
    film: str
    poster: str
    guess: str


@dataclass(frozen=True, kw_only=True)
class ShownParent:
    name: str
    photo: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What messengers show beside the address of a link, for good. card: the address of a picture."""

    title: str
    address: str
    card: str
    has_face: bool


def describe_page(link: ShareLink) -> dict[str, Any]:
    """Returns the context of the page that others see. Names are in it only where they were chosen."""
    token = token_of(link)
    parents = shown_parents(link)
    takes_guesses = link.takes_guesses and names_to_guess(link, num_photos=len(parents)) is not None
    children = [
        _shown(link, token, child, number, takes_guesses=takes_guesses)
        for number, child in enumerate(get_shown_children(link))
    ]
    return {
        "link": link,
        "title": _title(link, len(children)),
        "preview": preview_of(link, num_children=len(children)),
        "state_url": reverse("sharing:state", args=[token]),
        "state_seconds": settings.SHARE_STATE_SECONDS,
        "report_url": reverse("moderation:report-link", args=[token]),
        "names": link.family.names if link.shows_names else (),
        "children": children,
        "siblings": _by_draw(children),
        "parents": parents,
    }


def preview_of(link: ShareLink, *, num_children: int) -> Preview:
    """Returns the preview of a link that `get_live_link` gave out: nobody's face, unless both parents chose that, and
    nothing of what a password keeps from others.
    """
    token = token_of(link)
    has_face = link.has_card and PictureFormat.CARD in offered_formats(link)  # type: ignore[attr-defined]
    card = reverse("sharing:card", args=[token]) if has_face else static("img/card.jpg")
    return Preview(
        title=_("A picture for you") if link.password else _title(link, num_children),
        address=settings.SITE_URL + address_of(link),
        card=settings.SITE_URL + card,
        has_face=has_face,
    )


def _title(link: ShareLink, num_children: int) -> str:
    """Returns what the page is about, for where no element may be. The heading says the same."""
    if not link.shows_names:
        return _("An imagined child") if num_children == 1 else _("Imagined children")
    # Composed: macOS writes Hangul in parts, and Windows shows them one by one.
    names = {
        slot: unicodedata.normalize("NFC", isolate(name)) for slot, name in zip(SLOTS, link.family.names, strict=True)
    }
    return (_("A child of %(a)s and %(b)s") if num_children == 1 else _("Children of %(a)s and %(b)s")) % names


def describe_guessing(link: ShareLink, child: Child, number: int) -> dict[str, Any]:
    """Returns what the form for guesses and its answer have in common."""
    token = token_of(link)
    return {
        "child": child,
        "address": address_of(link),
        "preview": preview_of(link, num_children=len(get_shown_children(link))),
        "state_url": reverse("sharing:state", args=[token]),
        "state_seconds": settings.SHARE_STATE_SECONDS,
        "report_url": reverse("moderation:report-link", args=[token]),
        "picture": reverse("sharing:picture", args=[token, number]) + "?again",
    }


def _shown(link: ShareLink, token: str, child: Child, number: int, *, takes_guesses: bool) -> ShownChild:
    has_film = link.shows_films and film_of(child) is not None
    return ShownChild(
        child=child,
        name=child.name if link.shows_names else "",
        number=number,
        picture=reverse("sharing:picture", args=[token, number]),
        film=reverse("sharing:film", args=[token, number]) if has_film else "",
        poster=reverse("sharing:poster", args=[token, number]) if has_film else "",
        guess=reverse("sharing:guess", args=[token, number]) if takes_guesses and child.shares else "",
    )


def _by_draw(children: Iterable[ShownChild]) -> list[list[ShownChild]]:
    """Returns a list for each child, with its pictures from the youngest to the oldest."""
    # Identical twins are one draw too, and two children all the same.
    num_seen = Counter[tuple[Any, ...]]()
    drawn: dict[tuple[Any, ...], list[ShownChild]] = {}
    for shown in children:
        child = shown.child
        draw = (child.seed, child.sex, child.dominance, *sorted(child.shares.items()))
        twin = num_seen[child.age_years, *draw]
        num_seen[child.age_years, *draw] += 1
        drawn.setdefault((twin, *draw), []).append(shown)
    return list(drawn.values())


def shown_parents(link: ShareLink) -> list[ShownParent]:
    """Returns the parents who show their photo."""
    token = token_of(link)
    return [
        ShownParent(name=person.name if link.shows_names else "", photo=reverse("sharing:parent", args=[token, slot]))
        for slot, person in get_shown_parents(link).items()
    ]
