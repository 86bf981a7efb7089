from __future__ import annotations

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext

from generation.models import Child, Sex
from generation.page_addresses import page_address

register = template.Library()

BABY_YEARS = 2.0


@register.filter
def tile(child: Child) -> SafeString:
    """Returns a child's picture that leads to its page. Not a template: a family's page has sixty of them."""
    return format_html(
        '<a class="child-tile" href="{}"><img src="{}" alt="" loading="lazy"><span>{}</span></a>',
        page_address("gallery:child", child.pk),
        page_address("gallery:thumbnail", child.pk),
        in_words(child),
    )


@register.filter
def in_words(child: Child) -> str:
    """Returns a child in two words, such as "Girl, 6 years"."""
    is_baby = child.age_years < BABY_YEARS
    return _in_words(child.sex, None if is_baby else int(child.age_years + 0.5), get_language())


@cache
def _in_words(sex: str, years: int | None, _language: str | None) -> str:
    age = gettext("baby") if years is None else ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    return f"{capfirst(str(Sex(sex).label))}, {age}"
