from __future__ import annotations

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext

from accounts.names import isolate
from accounts.templatetags.names import bdi
from generation.models import Child, Sex
from generation.page_addresses import page_address

register = template.Library()

BABY_YEARS = 2.0


@register.filter
def tile(child: Child) -> SafeString:
    """Returns a child's picture that leads to its page. Not a template: a family's page has sixty of them."""
    return format_html(
        '<a class="child-tile" href="{}">'
        '<img src="{}" alt="" width="384" height="384" loading="lazy"><span>{}</span></a>',
        page_address("gallery:child", child.pk),
        page_address("gallery:thumbnail", child.pk),
        _title_of(child),
    )


@register.filter
def called(child: Child) -> str:
    """Returns a child's name and two words, for a sentence or an attribute."""
    return f"{isolate(child.name)}, {in_words(child)}" if child.encrypted_name else in_words(child)


@register.filter
def in_words(child: Child) -> str:
    """Returns a child in two words, such as "Girl, 6 years"."""
    is_baby = child.age_years < BABY_YEARS
    return _in_words(child.sex, None if is_baby else int(child.age_years + 0.5), get_language())


def _title_of(child: Child) -> SafeString | str:
    if not child.encrypted_name:
        return in_words(child)
    return format_html("<strong>{}</strong> {}", bdi(child.name), in_words(child))


@cache
def _in_words(sex: str, years: int | None, _language: str | None) -> str:
    age = gettext("baby") if years is None else ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    return f"{capfirst(str(Sex(sex).label))}, {age}"
