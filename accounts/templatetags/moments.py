"""Filters for times and days, which say whose they are wherever they may not be the reader's own. On pages,
time-zone.js writes these anew in the reader's own.
"""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def time_zone_cookie() -> str:
    """Returns the name of the cookie in which a script keeps the visitor's time zone."""
    return str(settings.TIME_ZONE_COOKIE_NAME)


@register.filter
def moment(at: datetime) -> str:
    """Returns a day and a time in the visitor's zone, or in the site's by its name."""
    return _on_page(at, "DATETIME_FORMAT", style="moment")


@register.filter
def day(at: datetime) -> str:
    return _on_page(at, "DATE_FORMAT", style="day")


@register.filter
def calendar_day(on: date) -> str:
    """Returns a day that was stored as such, and is nobody's zone's."""
    return date_format(on, "DATE_FORMAT")


@register.filter
def moment_in_email(at: datetime) -> str:
    """Returns a day and a time in the site's zone by its name: nobody knows where an email is read."""
    with timezone.override(None):
        return _in_zone(at, "DATETIME_FORMAT")


def _on_page(at: datetime, format_name: str, *, style: str) -> str:
    words = _in_zone(at, format_name)
    if not _is_zone_told():
        return words
    return format_html('<time datetime="{}" data-style="{}">{}</time>', at.isoformat(), style, words)


def _is_zone_told() -> bool:
    """Returns True in the site's own zone: who reads in another one is known to."""
    return timezone.get_current_timezone_name() == settings.TIME_ZONE


def _in_zone(at: datetime, format_name: str) -> str:
    local = timezone.localtime(at)
    words = date_format(local, format_name)
    if not _is_zone_told():
        return words
    name = local.tzname() or ""
    zone = name if name.isalpha() else f"UTC{name}"  # some zones have no letters, but an offset such as +07
    return _("%(when)s (%(zone)s)") % {"when": words, "zone": zone}
