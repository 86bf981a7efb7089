"""Every address of the site as its resolver spells it, and how a test fills it in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLResolver, get_resolver

from generation.routing import websocket_urlpatterns

PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
ANYTHING_ELSE = "/ws/<anything>/"


def all_addresses() -> set[str]:
    return {simplify_regex(route) for route in _routes(get_resolver().url_patterns)}


def all_sockets() -> set[str]:
    routes = [str(pattern.pattern) for pattern in websocket_urlpatterns]
    return {simplify_regex(route) if route else ANYTHING_ELSE for route in routes}


def fill_in(address: str, values: dict[str, Any]) -> str:
    """Each <placeholder> replaced by the value of that name, of which there must be one."""
    return PLACEHOLDER.sub(lambda found: str(values[found[1]]), address)


def names_in(address: str) -> list[str]:
    return PLACEHOLDER.findall(address)


def _routes(patterns: Any, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route
