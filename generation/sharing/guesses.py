"""“Guess whose”: whoever looks at a link guesses from which parent a child has each trait, and then reads it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.names import isolate
from generation.gallery.inheritance import EVEN, Inherited, inheritance_of
from generation.models import Child, ShareGuess, ShareLink
from generation.sharing.tokens import address_of

Names = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Guess:
    """traits: "a" or "b" for each trait that was guessed. dominance: as a child's."""

    traits: dict[str, str]
    dominance: float


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the draw says of a trait, beside a guess and those of all visitors.

    guessed: a parent's name, or empty. is_right: None where nothing was guessed, or it is as much of either parent.
    num_by_name: how many guessed which parent.
    """

    inherited: Inherited
    guessed: str
    is_right: bool | None
    num_by_name: list[tuple[str, int]]


def names_to_guess(link: ShareLink, *, num_photos: int) -> Names | None:
    """Returns what the parents are called on the page; None where visitors can't tell one from the other."""
    if link.shows_names:
        first, second = link.family.names
        return first, second
    if num_photos == len(link.family.parents):
        return _("Parent in the first photo"), _("Parent in the second photo")
    return None


def answers_for(child: Child, names: Names, tally: ShareGuess | None, guess: Guess | None = None) -> list[Answer]:
    traits = guess.traits if guess else {}
    counted = tally.num_by_trait if tally else {}
    return [
        Answer(
            inherited=each,
            guessed=names["ab".index(traits[each.key])] if each.key in traits else "",
            is_right=_is_right(child.shares[each.key], traits.get(each.key)),
            num_by_name=list(zip(names, counted.get(each.key, (0, 0)), strict=True)),
        )
        for each in inheritance_of(child, names)
    ]


def dominance_in_words(dominance: float, names: Names) -> str:
    if abs(dominance) <= EVEN:
        return pgettext("the child", "like both equally")
    name = {"name": isolate(names[dominance > 0])}
    if abs(dominance) == 1:
        return pgettext("the child", "like %(name)s only") % name
    return pgettext("the child", "more like %(name)s") % name


def remember(response: HttpResponse, link: ShareLink, child: Child, guess: Guess) -> None:
    """Notes a guess in the browser that made it, and nowhere else: it guesses once, and reads its guess again."""
    response.set_cookie(
        _cookie_for(link, child),
        _signer(link, child).sign_object(asdict(guess)),
        expires=link.expires_at,
        path=address_of(link),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def remembered(request: HttpRequest, link: ShareLink, child: Child) -> Guess | None:
    try:
        fields: Any = _signer(link, child).unsign_object(request.COOKIES.get(_cookie_for(link, child), ""))
    except BadSignature:
        return None
    return Guess(**fields)


def _is_right(share: float, guessed: str | None) -> bool | None:
    if guessed is None or abs(share - 0.5) <= EVEN:
        return None
    return guessed == "ab"[share > 0.5]


def _cookie_for(link: ShareLink, child: Child) -> str:
    """Returns a name that says neither which link nor which child it is of."""
    return "guess_" + salted_hmac("sharing.guess", f"{link.pk}:{child.pk}", algorithm="sha256").hexdigest()[:16]


def _signer(link: ShareLink, child: Child) -> Signer:
    return Signer(salt=f"sharing.guess:{link.pk}:{child.pk}")
