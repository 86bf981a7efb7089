"""What the link of a case showed to others, and nothing else: the only pictures that a moderator may come to see."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from generation.models import Case, Child, PermissionKind, ShareLink
from generation.models.publishing import agrees_to_publishing
from generation.sharing.selectors import get_permitting_people, get_shown_children


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One picture: of a child, or the photo of the parent in `slot`. key: what it is called in addresses."""

    key: str
    file: str | None
    child: Child | None = None
    slot: str = ""


def get_shown(case: Case) -> list[Shown]:
    """Returns the pictures that are still there: none once the link or all of its children were deleted."""
    return [*_children_of(case.link), *_parents_of(case.link)] if case.link else []


def get_one_shown(case: Case, key: str) -> Shown:
    """Raises Http404."""
    shown = next((each for each in get_shown(case) if each.key == key), None)
    if shown is None:
        raise Http404("The link of this case showed no such picture.")
    return shown


def _children_of(link: ShareLink) -> list[Shown]:
    return [Shown(key=str(child.pk), file=child.image.name, child=child) for child in get_shown_children(link)]


def _parents_of(link: ShareLink) -> list[Shown]:
    """Returns the photos of those parents who allowed it on this link, and have not withdrawn since."""
    permitting = get_permitting_people(link, PermissionKind.PHOTO)
    return [
        Shown(key=slot, file=person.portrait.aligned.name, slot=slot)
        for slot, person in link.family.slots.items()
        if person.pk in permitting and person.portrait.aligned and _agrees(link, slot)
    ]


def _agrees(link: ShareLink, slot: str) -> bool:
    return ShareLink.objects.filter(agrees_to_publishing(f"family__parent_{slot}"), pk=link.pk).exists()
