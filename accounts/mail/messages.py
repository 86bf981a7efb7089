"""An email as a row stores it, encrypted, since it may hold a way into an account."""

from __future__ import annotations

import json
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives

from accounts.encryption import decrypt, encrypt

FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")


def encrypt_message(email: EmailMessage) -> str:
    """Raises ValueError for one with attachments: no personal file belongs into an email."""
    if email.attachments:
        raise ValueError("Expected an email of text only. Received: one with attachments. Send a link instead.")
    parts: dict[str, Any] = {field: getattr(email, field) for field in FIELDS}
    parts["headers"] = email.extra_headers
    parts["alternatives"] = [list(pair) for pair in getattr(email, "alternatives", [])]
    return encrypt(json.dumps(parts, default=str))


def decrypt_message(encrypted: str) -> EmailMessage:
    """Raises UnreadableSecret."""
    parts = json.loads(decrypt(encrypted))
    email = EmailMultiAlternatives(headers=parts["headers"], **{field: parts[field] for field in FIELDS})
    for content, mimetype in parts["alternatives"]:
        email.attach_alternative(content, mimetype)
    return email
