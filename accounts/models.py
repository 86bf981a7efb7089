"""Where Django looks for models, and other apps too; each lives with its part of this app."""

from __future__ import annotations

from accounts.mail.models import OutgoingMail
from accounts.people.keys.models import PersonKey
from accounts.people.models import (
    NAME_MAX_LENGTH,
    Act,
    ConsentRecord,
    Erasure,
    ErasureCause,
    Invitation,
    Method,
    Person,
    Purpose,
    Standing,
)
from accounts.users import User

__all__ = [
    "NAME_MAX_LENGTH",
    "Act",
    "ConsentRecord",
    "Erasure",
    "ErasureCause",
    "Invitation",
    "Method",
    "OutgoingMail",
    "Person",
    "PersonKey",
    "Purpose",
    "Standing",
    "User",
]
