"""Models of this app, where Django and other apps look for them; each lives with its part of the app."""

from __future__ import annotations

from accounts.mail.models import OutgoingMail
from accounts.people.keys.models import PersonKey, SiteKey
from accounts.people.models.consent_record import Act, ConsentRecord, Method, Purpose
from accounts.people.models.erasure import Erasure, ErasureCause
from accounts.people.models.invitation import Invitation
from accounts.people.models.person import NAME_MAX_LENGTH, ConsentBasis, Person
from accounts.people.models.tombstone import Tombstone, TombstoneKind
from accounts.security_log.models import EventKind, SecurityEvent
from accounts.tokens.models import ApiToken
from accounts.users import User

__all__ = [
    "NAME_MAX_LENGTH",
    "Act",
    "ApiToken",
    "ConsentBasis",
    "ConsentRecord",
    "Erasure",
    "ErasureCause",
    "EventKind",
    "Invitation",
    "Method",
    "OutgoingMail",
    "Person",
    "PersonKey",
    "Purpose",
    "SecurityEvent",
    "SiteKey",
    "Tombstone",
    "TombstoneKind",
    "User",
]
