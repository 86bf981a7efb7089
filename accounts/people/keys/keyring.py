"""The master keys at hand, from the environment or from a file that is made at the first start.

The file may change while the site runs (see `rotation`), so it is read afresh each time that a key is wrapped.
"""

from __future__ import annotations

import logging

from django.conf import settings

from accounts.people.keys.errors import WrongMasterKey
from accounts.people.keys.master import MasterKey, new_master_key, parse_master_key
from accounts.people.keys.master_file import make_key_file, read_key_file
from accounts.people.keys.models import PersonKey, SiteKey

logger = logging.getLogger(__name__)

# Shared by whoever wraps a key until that is stored, and held alone by a rotation before the old master key goes.
LOCK = "the master key"

# By id. A key that has left the file stays: a row that was read before then may still need it.
_known: dict[str, MasterKey] = {}


def current_master_key() -> MasterKey:
    """The one that wraps. Raises MasterKeyError."""
    return read_master_keys()[0]


def get_master_key(key_id: str) -> MasterKey:
    """Raises WrongMasterKey."""
    if key_id not in _known:
        read_master_keys()
    try:
        return _known[key_id]
    except KeyError as error:
        raise _wrong({key_id}) from error


def read_master_keys() -> list[MasterKey]:
    """The one that wraps first, then those that only open what they wrapped. Raises MasterKeyError."""
    keys = [*_in_use(), *(parse_master_key(text, found_in="MASTER_KEY_OLD") for text in settings.MASTER_KEY_OLD)]
    _known.update({key.id: key for key in keys})
    return keys


def check_master_keys() -> None:
    """Checks that every key can be unwrapped. Raises MasterKeyError. Makes the site's first master key."""
    read_master_keys()
    missing = _ids_in_use() - _known.keys()
    if missing:
        raise _wrong(missing)


def _in_use() -> list[MasterKey]:
    if settings.MASTER_KEY:
        return [parse_master_key(settings.MASTER_KEY, found_in="MASTER_KEY")]
    return read_key_file(settings.MASTER_KEY_FILE) or _make_first()


def _make_first() -> list[MasterKey]:
    """Makes the first master key, never in the place of one that is missing: with a new one, the pictures would still
    not be readable.
    """
    needed = _ids_in_use()
    if needed:
        raise _wrong(needed)
    make_key_file(settings.MASTER_KEY_FILE, new_master_key())
    logger.warning(
        "A MASTER KEY WAS MADE: %s. Keep a copy of this file, and not beside the pictures: without it no picture can "
        "be read; with it and the database anybody can. docs/keeping-keys.md says more.",
        settings.MASTER_KEY_FILE,
    )
    return read_key_file(settings.MASTER_KEY_FILE)


def _ids_in_use() -> set[str]:
    tables = (PersonKey.objects, SiteKey.objects)
    return {key_id for rows in tables for key_id in rows.values_list("master_key_id", flat=True).distinct()}


def _wrong(needed: set[str]) -> WrongMasterKey:
    here = ", ".join(sorted(_known)) or "none"
    return WrongMasterKey(
        f"People's keys are wrapped by the master key {', '.join(sorted(needed))}, which is not here (here: {here}), "
        f"so their names and pictures cannot be read. Put your copy of that key back: into {settings.MASTER_KEY_FILE}, "
        "one key a line and the one in use first, or as MASTER_KEY, or as MASTER_KEY_OLD beside a newer one. "
        "docs/keeping-keys.md says more."
    )
