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
    return str(_find(_photos_of_owner(user), photo_id).cut_outs.name or "")


def get_own_cut_outs(person: Person, photo_id: UUID) -> str:
    """Does the same for the person shown. Raises Http404."""
    return str(_find(_photos_of_person(person), photo_id).cut_outs.name or "")


def get_original_for(user: User | AnonymousUser, photo_id: UUID) -> str:
    """Returns the name of the photo as it was decoded; empty once its time was over. Raises Http404."""
    return str(_find(_photos_of_owner(user), photo_id).original.name or "")


def get_own_original(person: Person, photo_id: UUID) -> str:
    """Does the same for the person shown. Raises Http404."""
    return str(_find(_photos_of_person(person), photo_id).original.name or "")


def _photos_of_owner(user: User | AnonymousUser) -> QuerySet[PortraitPhoto]:
    if not user.is_authenticated:
        return PortraitPhoto.objects.none()
    theirs = PortraitPhoto.objects.exclude(portrait__person__consent_basis=ConsentBasis.INVITED)
    return theirs.filter(portrait__person__owner=user)


def _photos_of_person(person: Person) -> QuerySet[PortraitPhoto]:
    return PortraitPhoto.objects.filter(portrait__person=person)


def _find(photos: QuerySet[PortraitPhoto], photo_id: UUID) -> PortraitPhoto:
    photo = photos.filter(pk=photo_id).first()
    if photo is None:
        raise Http404("There is no such photo.")
    return photo
