"""The rows about people, one file for each concept. Their keys are in `accounts.people.keys`."""

from __future__ import annotations

from accounts.people.models.consent_record import Act, ConsentRecord, Method, Purpose
from accounts.people.models.erasure import Erasure, ErasureCause
from accounts.people.models.invitation import Invitation
from accounts.people.models.person import NAME_MAX_LENGTH, Person, Standing

__all__ = [
    "NAME_MAX_LENGTH",
    "Act",
    "ConsentRecord",
    "Erasure",
    "ErasureCause",
    "Invitation",
    "Method",
    "Person",
    "Purpose",
    "Standing",
]
