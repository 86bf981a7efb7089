"""What a receipt says was destroyed: plain numbers, which tell nothing about a face."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import Erasure, Person, User
from generation.models import Child, Family, Film, Job, Portrait, PortraitPhoto, StudioPage

OF_THEIR_FACE = ("photos", "crops", "codes")


def count_what_is_of(person: Person, families: Collection[Family]) -> dict[str, int]:
    """families: all that the person is in."""
    portraits = Portrait.objects.filter(person=person)
    return {
        "photos": PortraitPhoto.objects.filter(portrait__person=person).count(),
        "crops": portraits.exclude(aligned="").count(),
        "codes": portraits.exclude(latent="").count(),
        "children": Child.objects.filter(family__in=families).count(),
        "films": Film.objects.filter(child__family__in=families).count(),
        "sketches": StudioPage.objects.filter(family__in=families).exclude(sketch="").count(),
        "jobs": Job.objects.filter(family__in=families).count(),
    }


def counts_told_to(account: User, receipt: Erasure) -> dict[str, int]:
    """Whoever invited somebody was not told before what is stored of that face, and isn't afterwards."""
    counts: dict[str, int] = receipt.counts
    is_of_a_guest = bool(receipt.invitation_ids) and receipt.account_id != account.pk
    return {what: number for what, number in counts.items() if not (is_of_a_guest and what in OF_THEIR_FACE)}
