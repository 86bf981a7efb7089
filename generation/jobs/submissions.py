"""The marks of one submission to the API: a key, within the account and the address that it was sent to, and
a hash of what was sent."""

from __future__ import annotations

import hashlib
import json
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

MAX_KEY_LENGTH = 64


def submission_of(request: Request, default: str | None = None) -> dict[str, str]:
    """Returns the arguments of `request_child` that tell this submission from others. Its key is the `Idempotency-Key`
    header, else `default`, else one that is never sent again.
    """
    key = request.headers.get("Idempotency-Key", "") or default or str(uuid4())
    if len(key) > MAX_KEY_LENGTH or not key.isprintable():
        raise ValidationError({"Idempotency-Key": [f"Up to {MAX_KEY_LENGTH} printable characters, such as a UUID."]})
    return {"idempotency_key": _sha256(request.path, key), "body_sha256": _sha256(_body_of(request))}


def _body_of(request: Request) -> str:
    """Returns the parsed body, whatever the order and the boundary of its parts, without the key that it may hold."""
    if not hasattr(request.data, "lists"):
        return json.dumps(request.data, sort_keys=True)
    parts = {name: [_part(value) for value in values] for name, values in request.data.lists() if name != "submission"}
    return json.dumps(parts, sort_keys=True)


def _part(value: object) -> str:
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.hexdigest()


def _sha256(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
