"""The network address of a request, as far as it can be believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

Scope = Mapping[str, Any]

# An address as proxies write it: bare, in the brackets of a URL, and with the port of the connection.
FORWARDED = re.compile(r"\[(?P<bracketed>[^\]]*)\](?::\d+)?|(?P<v4>[\d.]+)(?::\d+)?|(?P<bare>\S+)")
# Of a connection that has no address, such as one over a Unix socket.
NOWHERE = "::"


def address_of(scope: Scope) -> str:
    """Returns the network address of a visitor; for IPv6, the prefix that one household has. "" = unknown."""
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    return household_of(believed_address(forwarded, scope["client"][0] if scope.get("client") else ""))


def asker_of(scope: Scope) -> frozenset[str]:
    """Returns the network address as one that asks for turns; nobody where it is unknown."""
    address = address_of(scope)
    return frozenset({f"address {address}"} if address else ())


def believed_address(forwarded: str, connected: str) -> str:
    """Returns the visitor's address.

    forwarded: the header X-Forwarded-For, believed as far as our own proxies wrote it. connected: where the connection
    comes from, which stands for whoever a proxy names otherwise than by an address, such as `unknown`.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    named = _parse(hops[-count]) if count and len(hops) >= count else None
    return str(named or _parse(connected) or NOWHERE)


def household_of(text: str) -> str:
    address = _parse(text)
    if address is None or text == NOWHERE:
        return ""
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    found = FORWARDED.fullmatch(text)
    try:
        return ip_address(found[found.lastgroup or 0].partition("%")[0]) if found else None
    except ValueError:
        return None
