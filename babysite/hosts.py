"""The addresses under which the site may be opened. Each is a name with a port: another port is another site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import ParseResult, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port, validate_host
from django.utils.http import is_same_domain

ENTRY = re.compile(r"(?P<name>\*|[\w.-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?", re.IGNORECASE | re.ASCII)
TRUSTED_HOST = re.compile(r"(?:\*\.)?[\w.-]+(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?", re.ASCII)
DEFAULT_PORTS = {"http": 80, "https": 443}

# A name as ALLOWED_HOSTS may give it ("*" and ".example.com" included), and a port.
HostPort = tuple[str, int]


def hosts_of(entries: Sequence[str], *, site_url: str, port: int) -> list[HostPort]:
    """Returns the hosts of ALLOWED_HOSTS and of the site's own address.

    An entry without a port stands for two: the port of the site's address, and the one it listens on.
    """
    site = urlsplit(site_url)
    site_port = site.port or DEFAULT_PORTS[site.scheme]
    hosts = [(name_of(site.netloc), site_port)]
    for entry in entries:
        found = ENTRY.fullmatch(entry)
        if found is None:
            raise ImproperlyConfigured(
                f"ALLOWED_HOSTS names {entry}, which is no name such as babysite.example or localhost:8000. Correct it "
                "in .env or in the environment."
            )
        ports = [int(found["port"])] if found["port"] else [site_port, port]
        hosts += [(found["name"].lower(), each) for each in ports]
    return list(dict.fromkeys(hosts))


def origins_of(entries: Sequence[str]) -> list[str]:
    """Returns the origins of CSRF_TRUSTED_ORIGINS as browsers write them: in small letters, without the port of the
    scheme and without a path.
    """
    return [_origin_of(entry) for entry in entries]


def _origin_of(entry: str) -> str:
    scheme, separator, host = entry.lower().removesuffix("/").partition("://")
    found = TRUSTED_HOST.fullmatch(host)
    if scheme not in DEFAULT_PORTS or not separator or found is None:
        raise ImproperlyConfigured(
            f"CSRF_TRUSTED_ORIGINS names {entry}, which is no origin such as https://babysite.example or "
            "https://*.babysite.example. Correct it in .env or in the environment."
        )
    return f"{scheme}://{host.removesuffix(f':{DEFAULT_PORTS[scheme]}')}"


def name_of(host: str) -> str:
    """Returns the name in a host, "" if it is malformed."""
    name, _port = split_domain_port(host)
    return str(name)


def is_known(host: str, *, scheme: str) -> bool:
    name, port = split_domain_port(host)
    number = int(port) if port else DEFAULT_PORTS[scheme]
    names = [known for known, known_port in settings.KNOWN_HOSTS if known_port == number]
    return bool(name) and validate_host(name, names)


def is_own_origin(origin: ParseResult) -> bool:
    """Returns True if a page of this origin is the site's own, or one that the operator trusts."""
    if origin.scheme not in DEFAULT_PORTS:
        return False
    return is_trusted(origin) or is_known(origin.netloc, scheme=origin.scheme)


def is_trusted(origin: ParseResult) -> bool:
    """Decides as Django does of a form: CSRF_TRUSTED_ORIGINS names this very origin, or a domain that it is in."""
    for entry in settings.CSRF_TRUSTED_ORIGINS:
        scheme, _, host = entry.partition("://")
        if scheme == origin.scheme and is_same_domain(origin.netloc, host.removeprefix("*")):
            return True
    return False
