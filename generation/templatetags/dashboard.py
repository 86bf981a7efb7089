from __future__ import annotations

from django import template

from generation.dashboard import Dashboard, get_dashboard

register = template.Library()


@register.simple_tag
def dashboard() -> Dashboard:
    """Returns the numbers for the admin's first page, whose view is Django's own."""
    return get_dashboard()
