"""A message about a case to an address that the operator named: over HTTPS, to a public address, without redirects."""

from __future__ import annotations

import json
import socket
import ssl
from http.client import HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from generation.models import Case

TIMEOUT_SECONDS = 10


class WebhookFailed(Exception):
    """The message did not arrive. What the other side says is left out: addresses of webhooks are secret."""


def post_case(case_id: UUID) -> None:
    """Raises WebhookFailed, and is then tried again."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None or not settings.MODERATION_WEBHOOK_URL:
        return
    body = json.dumps({"case": str(case.pk), "reason": case.reason, "due_at": case.due_at.isoformat()})
    try:
        status = _post(settings.MODERATION_WEBHOOK_URL, body)
    except (OSError, HTTPException) as error:
        raise WebhookFailed(f"MODERATION_WEBHOOK_URL did not answer: {type(error).__name__}.") from None
    if not 200 <= status < 300:
        raise WebhookFailed(f"MODERATION_WEBHOOK_URL answered {status}. Expected 2xx; redirects are not followed.")


def _post(url: str, body: str) -> int:
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _ConnectionToPublic(
        parts.hostname or "", parts.port or 443, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        return connection.getresponse().status
    finally:
        connection.close()


class _ConnectionToPublic(HTTPSConnection):
    """Connects to the address that was checked, and asks for no other: a name may mean another one a moment later."""

    def connect(self) -> None:
        address = _address_of(self.host, self.port)
        raw = socket.create_connection((address, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=self.host)


def _is_public(address: str) -> bool:
    parsed = ip_address(address.partition("%")[0])
    return parsed.is_global and not parsed.is_multicast


def _address_of(host: str, port: int) -> str:
    """Raises OSError."""
    for *_, endpoint in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = str(endpoint[0])
        if settings.MODERATION_WEBHOOK_PRIVATE or _is_public(address):
            return address
    raise OSError("It is on a private network, and MODERATION_WEBHOOK_PRIVATE is not set.")
