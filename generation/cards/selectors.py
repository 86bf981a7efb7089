"""Facts about the networks: the generator in use from ml_core, all others from their cards in docs/models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

from generation import engine
from generation.cards.files import read_card
from generation.cards.markdown import CardText, read_markdown

# Cards of generators: the one in use has the first place, the others draw nothing here.
GENERATOR_CARDS = frozenset({"mobile-stylegan", "stylegan1-ffhq"})
NOT_LISTED = GENERATOR_CARDS | {"README"}
SLUG = re.compile(r"[-\w]+", re.ASCII)
NON_COMMERCIAL = re.compile(r"(?i:non-?commercial)|\bNC\b")


@dataclass(frozen=True, kw_only=True)
class ActiveGenerator:
    """The generator in use. card: None = it isn't there or isn't whole. error: why it can't draw, for operators; empty
    = it can.
    """

    card: engine.Card | None
    error: str

    @property
    def is_non_commercial(self) -> bool:
        return self.card is not None and bool(NON_COMMERCIAL.search(self.card.licence))


def get_generator() -> ActiveGenerator:
    card = None
    try:
        card = engine.generator_card()
        engine.check_generator()
    except engine.MLCoreError as error:
        return ActiveGenerator(card=card, error=str(error))
    return ActiveGenerator(card=card, error="")


def get_generator_text(card: engine.Card) -> CardText:
    """Returns the card of the generator, its sections one heading lower: the page is about more than this card."""
    return read_markdown(read_card(card.page), links=_links(), top_heading=3)


def get_text(slug: str) -> CardText | None:
    """Returns the card of a network that is not a generator; None = there is no such card."""
    path = _paths().get(slug)
    return None if path is None else read_markdown(read_card(path), links=_links())


def list_texts() -> dict[str, CardText]:
    return {slug: read_markdown(read_card(path), links={}) for slug, path in _paths().items()}


def _paths() -> dict[str, Path]:
    """Returns the paths by slug. An address is looked up here and never becomes a path."""
    found = sorted(engine.CARDS.glob("*.md"))
    return {path.stem: path for path in found if SLUG.fullmatch(path.stem) and path.stem not in NOT_LISTED}


def _links() -> dict[str, str]:
    return {path.name: reverse("cards:one", args=[slug]) for slug, path in _paths().items()}
