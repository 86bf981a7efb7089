"""The counts on a receipt: plain numbers of what was destroyed, which tell nothing about a face."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import ngettext

from accounts.models import Erasure, Person, User
from generation.models import Child, Family, Film, Job, Portrait, PortraitPhoto, StudioPage

OF_THEIR_FACE = ("photos", "crops", "codes")
WORDS: dict[str, Callable[[int], str]] = {
    "photos": lambda number: ngettext("%(number)d photo", "%(number)d photos", number),
    "crops": lambda number: ngettext("%(number)d cut-out face", "%(number)d cut-out faces", number),
    "codes": lambda number: ngettext("%(number)d numerical description", "%(number)d numerical descriptions", number),
    "children": lambda number: ngettext("%(number)d child’s picture", "%(number)d children’s pictures", number),
    "films": lambda number: ngettext("%(number)d film", "%(number)d films", number),
    "previews": lambda number: ngettext("%(number)d preview", "%(number)d previews", number),
    "jobs": lambda number: ngettext("%(number)d request", "%(number)d requests", number),
}


def count_what_is_of(person: Person, families: Collection[Family]) -> dict[str, int]:
    """Counts the stored items of a person. families: all that the person is in."""
    portraits = Portrait.objects.filter(person=person)
    return {
        "photos": PortraitPhoto.objects.filter(portrait__person=person).count(),
        "crops": portraits.exclude(aligned="").count(),
        "codes": portraits.exclude(latent="").count(),
        "children": Child.objects.filter(family__in=families).count(),
        "films": Film.objects.filter(child__family__in=families).count(),
        "previews": StudioPage.objects.filter(family__in=families).exclude(preview="").count(),
        "jobs": Job.objects.filter(family__in=families).count(),
    }


def counts_told_to(account: User, receipt: Erasure) -> dict[str, int]:
    """Returns the counts that an account may see: an inviter never sees what is stored of an invitee's face."""
    is_of_an_invitee = bool(receipt.invitation_ids) and receipt.account_id != account.pk
    return counts_without_face(receipt) if is_of_an_invitee else dict(receipt.counts)


def counts_without_face(receipt: Erasure) -> dict[str, int]:
    """Returns the counts of what was made with a person, without those of their own face."""
    return {what: number for what, number in receipt.counts.items() if what not in OF_THEIR_FACE}


def describe_counts(counts: Mapping[str, int]) -> list[str]:
    """Describes the counts above zero in the active language."""
    there = {what: counts[what] for what in WORDS if counts.get(what)}
    return [WORDS[what](number) % {"number": number} for what, number in there.items()]
