from __future__ import annotations

from uuid import UUID

from accounts.people.keys.ciphers import new_key
from accounts.people.keys.keyring import current_master_key
from accounts.people.keys.locks import hold_master_key
from accounts.people.keys.models import PersonKey
from accounts.people.keys.wrapping import wrap


def make_key(person_id: UUID) -> PersonKey:
    """A row for a new person, which is not stored yet. Inside the transaction that stores it. Raises MasterKeyError."""
    hold_master_key()
    return wrap(person_id, new_key(), by=current_master_key())
