"""Files that no row names: what a killed process wrote and never got to keep or to remove."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.core.files.storage import default_storage
from django.utils import timezone

from generation.files import discard_files, files_in
from generation.models import Child, Export, Film, Portrait, PortraitPhoto, StudioPage
from generation.scratch import remove_abandoned
from generation.site_identity import media_is_ours

logger = logging.getLogger(__name__)

# Younger files may belong to work whose transaction is still to come.
SPARED = timedelta(hours=2)
FOLDERS = ("people", "families", "exports")


def sweep_files() -> int:
    """Removes them and says how many there were. Does nothing where the files belong to another database."""
    remove_abandoned()
    before = timezone.now() - SPARED
    found = {name for folder in FOLDERS for name in files_in(folder)}
    nameless = found - set(_named())
    if not media_is_ours(is_unclaimed=not nameless):
        return 0
    orphans = sorted(name for name in nameless if _is_older(name, before))
    discard_files(orphans)
    if orphans:
        logger.warning("%d files that nobody owned were removed.", len(orphans))
    return len(orphans)


def _is_older(name: str, moment: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:  # removed since the walk
        return False


def _named() -> Iterator[str]:
    """Asked after the walk: a file that got its row meanwhile is named here and stays."""
    photos = PortraitPhoto.objects.values_list("original", "cut_outs")
    portraits = Portrait.objects.values_list("aligned", "preview", "reconstruction", "latent")
    children = Child.objects.values_list("image", "thumbnail", "latent")
    films = Film.objects.values_list("mp4", "webp", "poster", "strip")
    sketches = StudioPage.objects.values_list("sketch")
    exports = Export.objects.values_list("file")
    kinds = (photos, portraits, children, films, sketches, exports)
    return chain.from_iterable(chain(*(rows.iterator() for rows in kinds)))
