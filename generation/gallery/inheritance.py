"""Sentences about which trait of a child came from which parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.names import isolate
from generation import engine
from generation.models import Child
from generation.traits import TRAIT_LABELS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# As near to one half as this, nobody sees to whom it is nearer.
EVEN = 0.05


@dataclass(frozen=True, kw_only=True)
class Inherited:
    """A trait and the parent whom it comes from, or "between". percent: of parent B."""

    key: engine.Trait
    trait: StrPromise
    source: str
    percent: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """The traits of one source. title: whose they are."""

    title: str
    traits: list[StrPromise]


def inheritance_of(child: Child, names: tuple[str, str]) -> list[Inherited]:
    """Returns the inherited traits; empty where they aren't known. names: what the parents are called."""
    shares: dict[str, float] = child.shares
    return [
        Inherited(
            key=trait,
            trait=label,
            source=engine.mostly_of(shares[trait]),
            percent=round(100 * shares[trait]),
            words=_words_for(shares[trait], names),
        )
        for trait, label in TRAIT_LABELS.items()
        if trait in shares
    ]


def groups_of(inheritance: list[Inherited], names: tuple[str, str]) -> list[Group]:
    """Returns the traits by source, without sources of none."""
    titles = {
        "a": _("From %(name)s") % {"name": isolate(names[0])},
        "b": _("From %(name)s") % {"name": isolate(names[1])},
        "between": _("From both"),
    }
    groups = [
        Group(title=title, traits=[each.trait for each in inheritance if each.source == source])
        for source, title in titles.items()
    ]
    return [group for group in groups if group.traits]


def _words_for(share: float, names: tuple[str, str]) -> str:
    nearer = isolate(names[share > 0.5])
    if engine.mostly_of(share) != "between":
        return nearer
    if abs(share - 0.5) <= EVEN:
        return _("between both")
    return _("between both, nearer to %(name)s") % {"name": nearer}
