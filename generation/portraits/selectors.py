from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import ConsentBasis, Person
from generation.models import Portrait, PortraitPhoto

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def get_portrait_for(user: User | AnonymousUser, portrait_id: UUID) -> Portrait:
    """Raises Http404, the same for one that is not there, somebody else's, and that of a person who was invited."""
    portrait = None
    if user.is_authenticated:
        theirs = Portrait.objects.exclude(person__consent_basis=ConsentBasis.INVITED)
        portrait = theirs.filter(person__owner=user, pk=portrait_id).first()
    if portrait is None:
        raise Http404("There is no such portrait.")
    return portrait


def get_cut_outs_for(user: User | AnonymousUser, photo_id: UUID) -> str:
    """Returns the name of the picture with the faces of a photo side by side; empty when nothing is asked. Raises
    Http404.
    """
    if not user.is_authenticated:
        return _cut_outs_of(PortraitPhoto.objects.none(), photo_id)
    theirs = PortraitPhoto.objects.exclude(portrait__person__consent_basis=ConsentBasis.INVITED)
    return _cut_outs_of(theirs.filter(portrait__person__owner=user), photo_id)


def get_own_cut_outs(person: Person, photo_id: UUID) -> str:
    """Does the same for the person shown. Raises Http404."""
    return _cut_outs_of(PortraitPhoto.objects.filter(portrait__person=person), photo_id)


def _cut_outs_of(photos: QuerySet[PortraitPhoto], photo_id: UUID) -> str:
    photo = photos.filter(pk=photo_id).first()
    if photo is None:
        raise Http404("There is no such photo.")
    return str(photo.cut_outs.name or "")
