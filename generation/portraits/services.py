from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import transaction

from generation.models import Portrait, PortraitPhoto, PortraitState
from generation.storage.discarding import discard

WORKED_OUT = ("aligned", "preview", "reconstruction", "latent")


def add_photos(portrait: Portrait, names: Sequence[str]) -> None:
    """Adds photos. names: of stored files, the main one first. The portrait has no photos yet."""
    rows = [PortraitPhoto(portrait=portrait, position=place, original=name) for place, name in enumerate(names)]
    PortraitPhoto.objects.bulk_create(rows)


def delete_originals(portrait: Portrait) -> None:
    """Deletes the photos and the faces cut out of them, once the surrounding transaction commits.

    What a look at them found stays, and the code, which further children are made from.
    """
    row = Portrait.objects.select_for_update().get(pk=portrait.pk)
    names = [str(row.aligned.name or ""), *(name for photo in row.photos.all() for name in photo.file_names)]
    row.aligned = ""
    row.save(update_fields=["aligned"])
    row.photos.update(original="", cut_outs="")
    transaction.on_commit(partial(discard, files=names))


def delete_photos(portrait: Portrait) -> None:
    """Deletes a person's photos and everything computed from them, once the surrounding transaction commits."""
    row = Portrait.objects.select_for_update().get(pk=portrait.pk)
    photos = list(row.photos.all())
    names = [str(getattr(row, kind).name or "") for kind in WORKED_OUT]
    names += [name for photo in photos for name in photo.file_names]
    for kind in WORKED_OUT:
        setattr(row, kind, "")
    row.state = PortraitState.NEW
    row.generator_identity = ""
    row.save(update_fields=[*WORKED_OUT, "state", "generator_identity"])
    row.photos.all().delete()
    transaction.on_commit(partial(discard, files=names))
