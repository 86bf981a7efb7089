"""The reach of a link to this site: as `make run` starts it, nobody on another machine can open it."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

# For documentation (RFC 5737). Nothing is sent there: a datagram's socket only picks the way it would take.
ANYWHERE = ("192.0.2.1", 9)
ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


def opens_here_only(link: str) -> bool:
    host = urlsplit(link).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def settings_for_the_network() -> list[str]:
    """Returns the lines for .env with which phones in the same network reach this site; none without a network."""
    address = _own_address()
    if not address:
        return []
    site = urlsplit(settings.SITE_URL)
    network_url = urlunsplit(site._replace(netloc=f"{address}:{site.port}" if site.port else address))
    host = [] if settings.HOST in ALL_ADDRESSES else [f"HOST={ALL_ADDRESSES[0]}"]
    return [*host, f"SITE_URL={network_url}"]


def _own_address() -> str:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect(ANYWHERE)
            address: str = way.getsockname()[0]
    except OSError:
        return ""
    return "" if ip_address(address).is_loopback else address
