"""The secret part of an invitation's link: its id, signed. It is stored nowhere: no copy of the database holds one."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.core.signing import BadSignature, Signer


def token_of(invitation_id: UUID) -> str:
    return _signer().sign(urlsafe_b64encode(invitation_id.bytes).decode().rstrip("="))


def invitation_id_of(token: str) -> UUID | None:
    """None: nobody was given this one."""
    try:
        return UUID(bytes=urlsafe_b64decode(_signer().unsign(token) + "=="))
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(sep=".", salt="people.invitation")
