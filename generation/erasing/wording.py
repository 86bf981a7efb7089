from __future__ import annotations

from django.utils.translation import ngettext

from accounts.models import Erasure


def describe_counts(receipt: Erasure) -> list[str]:
    """What was destroyed, in the language that is active; without what there was none of."""
    counts: dict[str, int] = receipt.counts
    return [_words(what, number) for what, number in counts.items() if number]


def _words(what: str, number: int) -> str:
    forms = {
        "photos": ngettext("%(number)d photo", "%(number)d photos", number),
        "crops": ngettext("%(number)d cut-out face", "%(number)d cut-out faces", number),
        "codes": ngettext("%(number)d numerical description", "%(number)d numerical descriptions", number),
        "children": ngettext("%(number)d child’s pictures", "%(number)d children’s pictures", number),
        "films": ngettext("%(number)d film", "%(number)d films", number),
        "sketches": ngettext("%(number)d sketch", "%(number)d sketches", number),
        "jobs": ngettext("%(number)d wish", "%(number)d wishes", number),
    }
    return forms[what] % {"number": number}
