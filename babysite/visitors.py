"""Where a request comes from, as far as it can be believed."""

from __future__ import annotations

from collections.abc import MutableMapping
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings

Scope = MutableMapping[str, Any]


def address_of(scope: Scope) -> str:
    """Returns the network address of a visitor; for IPv6, the prefix that one household has. "" = unknown."""
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    if count and len(hops) >= count:
        return household_of(hops[-count])
    return household_of(scope["client"][0] if scope.get("client") else "")


def household_of(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)
