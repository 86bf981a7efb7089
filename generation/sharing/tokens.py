"""The addresses of share links. What makes one up is signed, so that no copy of the database opens anything."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from generation.models import ShareLink


def address_of(link: ShareLink) -> str:
    """Returns the path of the page that others see."""
    return reverse("sharing:page", args=[token_of(link)])


def token_of(link: ShareLink) -> str:
    return _signer().sign(urlsafe_b64encode(bytes(link.public_id)).decode().rstrip("="))


def public_id_of(token: str) -> bytes | None:
    """Returns the id in the token, or None if this site did not sign it."""
    try:
        return urlsafe_b64decode(_signer().unsign(token) + "==")
    except (BadSignature, binascii.Error):
        return None


def _signer() -> Signer:
    # The word is part of every address: another one would end those that people have.
    return Signer(sep=".", salt="sharing.link")
