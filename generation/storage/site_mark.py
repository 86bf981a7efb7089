"""The mark that ties a media folder to its database: one random id, in a row and in a file beside the pictures.

Without it, a site started with another database would treat every picture of the first one as a stray file.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from generation.models import SiteIdentity

logger = logging.getLogger(__name__)

MARK = ".site"


def media_is_ours(*, is_unclaimed: bool) -> bool:
    """Tells whether the media folder belongs to this database. An unclaimed folder without a mark is marked as ours.

    is_unclaimed: the folder holds nothing that another database could refer to.
    """
    ours = str(SiteIdentity.objects.get_or_create(pk=1)[0].site_id)
    marked = _read_mark()
    if marked is None and is_unclaimed:
        marked = _make_mark(ours)
    if marked != ours:
        _warn(marked, ours)
    return marked == ours


def _read_mark() -> str | None:
    try:
        with default_storage.open(MARK, "rb") as file:
            return bytes(file.read()).decode(errors="replace").strip()
    except FileNotFoundError:
        return None


def _make_mark(ours: str) -> str | None:
    name = default_storage.save(MARK, ContentFile(ours.encode()))
    if name != MARK:  # another process was quicker
        default_storage.delete(name)
    return _read_mark()


def _warn(marked: str | None, ours: str) -> None:
    whose = f"belong to another database (site {marked})" if marked else "are named by no row of this database"
    logger.warning(
        "Pictures in MEDIA_ROOT=%s %s, so no stray file is removed there. If that is a mistake, start the site with "
        "the VAR_DIR or DATABASE_URL they belong to, or give it a MEDIA_ROOT of its own. If they do belong to this "
        "database, say so: echo %s > %s/%s",
        settings.MEDIA_ROOT,
        whose,
        ours,
        settings.MEDIA_ROOT,
        MARK,
    )
