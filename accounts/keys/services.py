from __future__ import annotations

from uuid import UUID

from accounts.keys.keyring import current_master_key
from accounts.keys.locks import hold_master_key
from accounts.keys.models import PersonKey
from accounts.keys.sealing import new_key
from accounts.keys.wrapping import wrap


def make_key(person_id: UUID) -> PersonKey:
    """A row for a new person, which is not stored yet. Inside the transaction that stores it. Raises MasterKeyError."""
    hold_master_key()
    return wrap(person_id, new_key(), by=current_master_key())
