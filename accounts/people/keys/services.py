from __future__ import annotations

from uuid import UUID

from accounts.advisory_locks import share_until_commit
from accounts.people.keys.ciphers import new_key
from accounts.people.keys.errors import SiteKeyMissing
from accounts.people.keys.keyring import LOCK, current_master_key
from accounts.people.keys.models import PersonKey, SiteKey
from accounts.people.keys.wrapping import wrap, wrap_site_key


def make_key(person_id: UUID) -> PersonKey:
    """A row for a new person, which is not stored yet. Inside the transaction that stores it. Raises MasterKeyError."""
    make_site_key()
    share_until_commit(LOCK)
    return wrap(person_id, new_key(), by=current_master_key())


def make_site_key() -> None:
    """Makes the site's own key, unless there is one. Inside a transaction. Raises MasterKeyError.

    Never in the place of one that is missing: with a new one, the files of these people would still not open.
    """
    if SiteKey.objects.exists():
        return
    # Asked again afterwards, for the first people may be stored meanwhile, and the site key with them.
    if PersonKey.objects.exists() and not SiteKey.objects.exists():
        raise SiteKeyMissing
    share_until_commit(LOCK)
    # Of two at once, the second waits for the first, and keeps its key.
    SiteKey.objects.bulk_create([wrap_site_key(new_key(), by=current_master_key())], ignore_conflicts=True)
