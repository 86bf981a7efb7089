"""The time zone that pages tell times in: the visitor's, which a script keeps in a cookie, or else the site's."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponse]


def visitors_time_zone(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone_in(request)):
            return get_response(request)

    return middleware


def _zone_in(request: HttpRequest) -> ZoneInfo | None:
    """Returns the zone of the cookie, or None: anybody can write anything there."""
    name = request.COOKIES.get(settings.TIME_ZONE_COOKIE_NAME, "")
    return ZoneInfo(name) if name in _known_zones() else None


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
