"""A letter as a row keeps it. Sealed: it may hold a way into an account."""

from __future__ import annotations

import json
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives

from accounts.sealing import seal, unseal

FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")


def close_envelope(letter: EmailMessage) -> str:
    """Raises ValueError for one with attachments: nothing of anybody's belongs into a letter."""
    if letter.attachments:
        raise ValueError("Expected a letter of words only. Received: one with attachments. Send a link instead.")
    parts: dict[str, Any] = {field: getattr(letter, field) for field in FIELDS}
    parts["headers"] = letter.extra_headers
    parts["alternatives"] = [list(pair) for pair in getattr(letter, "alternatives", [])]
    return seal(json.dumps(parts, default=str))


def open_envelope(sealed: str) -> EmailMessage:
    """Raises UnreadableSecret."""
    parts = json.loads(unseal(sealed))
    letter = EmailMultiAlternatives(headers=parts["headers"], **{field: parts[field] for field in FIELDS})
    for content, mimetype in parts["alternatives"]:
        letter.attach_alternative(content, mimetype)
    return letter
