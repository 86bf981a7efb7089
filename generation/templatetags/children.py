from __future__ import annotations

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from generation.models import Child

register = template.Library()

BABY_YEARS = 2.0


@register.filter
def in_words(child: Child) -> str:
    """Returns a child in two words, such as "Girl, 6 years". Not a template: a family's page has sixty of them."""
    return f"{capfirst(child.get_sex_display())}, {_age_in_words(child.age_years)}"


def _age_in_words(age_years: float) -> str:
    if age_years < BABY_YEARS:
        return gettext("baby")
    years = int(age_years + 0.5)
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
