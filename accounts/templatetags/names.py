"""Filters for names that people typed. Whatever direction a name is written in, the words around it keep theirs."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import names

register = template.Library()


@register.filter
def bdi(name: object) -> SafeString:
    """Returns the name in an element of its own, for the text of a page."""
    return format_html("<bdi>{}</bdi>", names.without_turns(name))


@register.filter
def isolate(name: object) -> str:
    """Returns the name for an attribute, a title or an option."""
    return names.isolate(name)
