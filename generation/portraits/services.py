from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import count

from django.db import transaction

from generation.models import Family, Portrait, PortraitPhoto, PortraitState, SharePicture
from generation.storage.discarding import discard, forget_share_pictures

WORKED_OUT = ("aligned", "preview", "reconstruction", "latent")


def add_photos(portrait: Portrait, names: Sequence[str]) -> None:
    """Adds photos in the first places that are free. names: of stored files, the main one first."""
    taken = set(portrait.photos.values_list("position", flat=True))
    free = (place for place in count() if place not in taken)
    rows = [PortraitPhoto(portrait=portrait, position=next(free), original=name) for name in names]
    PortraitPhoto.objects.bulk_create(rows)


def replace_photos(portrait: Portrait, *, unusable: Sequence[PortraitPhoto], names: Sequence[str]) -> None:
    """Puts new photos in the place of those that can't be used, and forgets what was worked out from all of them.

    Whoever is shown may be asked for their age again: the answer was about the photos before.
    """
    _delete(portrait, unusable)
    Portrait.objects.filter(pk=portrait.pk).update(adult_confirmed_at=None)
    add_photos(portrait, names)
    # Without gaps, as advice counts them. Each moves to a free place.
    for place, photo in enumerate(PortraitPhoto.objects.filter(portrait=portrait)):
        if photo.position != place:
            PortraitPhoto.objects.filter(pk=photo.pk).update(position=place)


def delete_originals(portrait: Portrait) -> None:
    """Deletes the photos and the faces cut out of them, once the surrounding transaction commits.

    What a look at them found stays, and the code, which further children are made from.
    """
    row = Portrait.objects.select_for_update().get(pk=portrait.pk)
    names = [str(row.aligned.name or ""), *(name for photo in row.photos.all() for name in photo.file_names)]
    _forget_pictures_with(row)
    row.aligned = ""
    row.save(update_fields=["aligned"])
    row.photos.update(original="", cut_outs="")
    transaction.on_commit(partial(discard, files=names))


def delete_photos(portrait: Portrait) -> None:
    """Deletes a person's photos and everything computed from them, once the surrounding transaction commits."""
    _delete(portrait, list(portrait.photos.all()))


def _delete(portrait: Portrait, photos: Sequence[PortraitPhoto]) -> None:
    row = Portrait.objects.select_for_update().get(pk=portrait.pk)
    names = [str(getattr(row, kind).name or "") for kind in WORKED_OUT]
    names += [name for photo in photos for name in photo.file_names]
    _forget_pictures_with(row)
    for kind in WORKED_OUT:
        setattr(row, kind, "")
    row.state = PortraitState.NEW
    row.generator_identity = ""
    row.save(update_fields=[*WORKED_OUT, "state", "generator_identity"])
    row.photos.filter(pk__in=[photo.pk for photo in photos]).delete()
    transaction.on_commit(partial(discard, files=names))


def _forget_pictures_with(portrait: Portrait) -> None:
    """Deletes the pictures made to be sent of the families of a person: their photo may be in one."""
    families = Family.objects.of_person(portrait.person_id)
    forget_share_pictures(SharePicture.objects.filter(link__family__in=families))
