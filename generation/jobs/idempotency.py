from __future__ import annotations

import uuid

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

MAX_LENGTH = 64


def key_of(request: Request, default: str | None = None) -> str:
    """The `Idempotency-Key` header, else `default`, else one that is never sent again."""
    key = request.headers.get("Idempotency-Key", "") or default or str(uuid.uuid4())
    if len(key) > MAX_LENGTH or not key.isprintable():
        raise ValidationError({"Idempotency-Key": [f"Up to {MAX_LENGTH} printable characters, such as a UUID."]})
    return key
