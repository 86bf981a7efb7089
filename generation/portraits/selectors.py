from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404

from accounts.models import Person, Standing
from generation.models import Portrait, PortraitPhoto

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def get_portrait_for(user: User | AnonymousUser, portrait_id: UUID) -> Portrait:
    """Raises Http404, the same for one that is not there, somebody else's, and that of a person who was invited."""
    portrait = None
    if user.is_authenticated:
        theirs = Portrait.objects.exclude(person__standing=Standing.INVITED)
        portrait = theirs.filter(person__owner=user, pk=portrait_id).first()
    if portrait is None:
        raise Http404("There is no such portrait.")
    return portrait


def get_cut_outs_for(user: User | AnonymousUser, photo_id: UUID) -> str:
    """Name of the picture with the faces of a photo side by side; empty when nothing is asked. Raises Http404."""
    photo = None
    if user.is_authenticated:
        theirs = PortraitPhoto.objects.exclude(portrait__person__standing=Standing.INVITED)
        photo = theirs.filter(portrait__person__owner=user, pk=photo_id).first()
    if photo is None:
        raise Http404("There is no such photo.")
    return str(photo.cut_outs.name or "")


def get_own_cut_outs(person: Person, photo_id: UUID) -> str:
    """As above, for the person shown. Raises Http404."""
    photo = PortraitPhoto.objects.filter(portrait__person=person, pk=photo_id).first()
    if photo is None:
        raise Http404("There is no such photo.")
    return str(photo.cut_outs.name or "")
