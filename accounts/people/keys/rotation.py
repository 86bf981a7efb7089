"""A new master key takes over, while the site runs: all keys are wrapped anew, files stay as they are.

Killed anywhere, the next call goes on: the old key is put away only when nothing is wrapped by it any more.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.db import transaction

from accounts.advisory_locks import held_if_free, hold_until_commit
from accounts.people.keys.errors import MasterKeyError
from accounts.people.keys.keyring import LOCK, check_master_keys, current_master_key
from accounts.people.keys.master import MasterKey, new_master_key
from accounts.people.keys.master_file import read_key_file, write_key_file
from accounts.people.keys.models import PersonKey, SiteKey
from accounts.people.keys.wrapping import unwrap, unwrap_site_key, wrap, wrap_site_key

ROTATION = "the rotation of the master key"
BATCH = 500
PATIENCE_SECONDS = 0.1


def rotate_master_key() -> int:
    """Wraps all keys by a new master key and returns the number of people's. Raises MasterKeyError."""
    with held_if_free(ROTATION) as is_alone:
        if not is_alone:  # either would put away the key that the other has just made
            raise MasterKeyError(
                "The master key is being rotated by another process just now. Wait for that one to end."
            )
        check_master_keys()
        new = _begin_with_environment() if settings.MASTER_KEY else _begin_with_file()
        num_wrapped = _wrap_all(new)
        with transaction.atomic():
            # Somebody new may just have been given a key under the old one, and that be stored only now.
            hold_until_commit(LOCK)
            num_wrapped += _wrap_all(new)
            _wrap_site_key(new)
        if not settings.MASTER_KEY:
            write_key_file(settings.MASTER_KEY_FILE, [new])
        return num_wrapped


def _begin_with_file() -> MasterKey:
    """Makes a new key, unless a rotation that was interrupted has made it."""
    keys = read_key_file(settings.MASTER_KEY_FILE)
    if len(keys) == 1:
        write_key_file(settings.MASTER_KEY_FILE, [new_master_key(), *keys])
    return current_master_key()


def _begin_with_environment() -> MasterKey:
    if not settings.MASTER_KEY_OLD:
        raise MasterKeyError(
            "MASTER_KEY is given, so its successor has to be as well. Set MASTER_KEY to a new one (`openssl rand "
            "-base64 32`) and MASTER_KEY_OLD to the one that is there now, start every process of the site again, and "
            "call this once more. Then MASTER_KEY_OLD may go."
        )
    return current_master_key()


def _wrap_all(new: MasterKey) -> int:
    num_wrapped = 0
    while PersonKey.objects.exclude(master_key_id=new.id).exists():
        num_in_batch = _wrap_batch(new)
        num_wrapped += num_in_batch
        if num_in_batch == 0:
            time.sleep(PATIENCE_SECONDS)
    return num_wrapped


@transaction.atomic
def _wrap_batch(new: MasterKey) -> int:
    """Wraps a batch of keys and skips rows that are being deleted: waiting for one here while its eraser waits for
    another ends badly.
    """
    rows = list(PersonKey.objects.exclude(master_key_id=new.id).select_for_update(skip_locked=True)[:BATCH])
    PersonKey.objects.bulk_update(
        [wrap(row.person_id, unwrap(row), by=new) for row in rows], ["wrapped", "master_key_id"]
    )
    return len(rows)


def _wrap_site_key(new: MasterKey) -> None:
    for row in SiteKey.objects.exclude(master_key_id=new.id).select_for_update():
        wrap_site_key(unwrap_site_key(row), by=new).save(force_update=True)
