"""The bounds of requests in a family with an invitee: no child may be the invitee's own face, grown younger.

docs/decisions/0034 has the figures. The bounds keep single pictures from showing the invitee; what averages over many
children and calculations would show is what `generation.jobs.codes` is for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from generation import engine
from generation.jobs.specs import ChildSpec
from generation.models import Family

MAX_DOMINANCE = 1.0
MAX_DOMINANCE_WITH_INVITEE = 0.5
MAX_TRAITS_WITH_INVITEE = len(engine.TRAITS) // 2


class BeyondBounds(ValueError):
    """The spec asks for more of one parent than a family with an invitee allows."""


def max_dominance(*, has_invited: bool) -> float:
    return MAX_DOMINANCE_WITH_INVITEE if has_invited else MAX_DOMINANCE


def is_dominance_within(dominance: float, *, has_invited: bool) -> bool:
    return abs(dominance) <= max_dominance(has_invited=has_invited)


def are_sources_within(sources: Mapping[str, str], *, has_invited: bool) -> bool:
    """Returns False if too many traits are chosen from the same parent."""
    counts = Counter(sources.values())
    return not has_invited or max(counts["a"], counts["b"]) <= MAX_TRAITS_WITH_INVITEE


def check_bounds(family: Family, spec: ChildSpec) -> None:
    """Raises BeyondBounds. Forms say it in a sentence before; no other way to ask leads around it."""
    has_invited = family.has_invited
    if not is_dominance_within(spec.dominance, has_invited=has_invited):
        limit = max_dominance(has_invited=has_invited)
        raise BeyondBounds(f"Expected a dominance from -{limit} to {limit}. Received: {spec.dominance}")
    if not are_sources_within(spec.sources, has_invited=has_invited):
        expected = f"Expected at most {MAX_TRAITS_WITH_INVITEE} traits from the same parent."
        raise BeyondBounds(f"{expected} Received: {dict(spec.sources)}")
