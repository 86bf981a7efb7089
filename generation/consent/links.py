"""Invitation links. The token is the signed id and is stored nowhere, so a copy of the database contains none."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import Invitation


def link_of(invitation: Invitation) -> str:
    return reverse("invitations:invitation", args=[token_of(invitation.pk)])


def token_of(invitation_id: UUID) -> str:
    return _signer().sign(urlsafe_b64encode(invitation_id.bytes).decode().rstrip("="))


def invitation_id_of(token: str) -> UUID | None:
    """Returns the id in the token, or None if this site did not sign it."""
    try:
        return UUID(bytes=urlsafe_b64decode(_signer().unsign(token) + "=="))
    except BadSignature:
        return None


def _signer() -> Signer:
    # The word is part of every link: another one would end those that people have.
    return Signer(sep=".", salt="people.invitation")
