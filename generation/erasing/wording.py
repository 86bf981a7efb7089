from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import ngettext

from accounts.models import Erasure

WORDS: dict[str, Callable[[int], str]] = {
    "photos": lambda number: ngettext("%(number)d photo", "%(number)d photos", number),
    "crops": lambda number: ngettext("%(number)d cut-out face", "%(number)d cut-out faces", number),
    "codes": lambda number: ngettext("%(number)d numerical description", "%(number)d numerical descriptions", number),
    "children": lambda number: ngettext("%(number)d child’s pictures", "%(number)d children’s pictures", number),
    "films": lambda number: ngettext("%(number)d film", "%(number)d films", number),
    "sketches": lambda number: ngettext("%(number)d sketch", "%(number)d sketches", number),
    "jobs": lambda number: ngettext("%(number)d wish", "%(number)d wishes", number),
}


def describe_counts(receipt: Erasure) -> list[str]:
    """What was destroyed, in the language that is active; without what there was none of."""
    counts: dict[str, int] = receipt.counts
    there = {what: counts[what] for what in WORDS if counts.get(what)}
    return [WORDS[what](number) % {"number": number} for what, number in there.items()]
