"""The sample couples of the first page: pictures that `python -m ml_core sheet` drew, of parents who don't exist.

A sheet has a row for each step of “takes after” and a column for each age, see `docs/first-page.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

# Whose pictures stand on other pages, too.
SAMPLE_COUPLE = "mina-jun"
AGES_YEARS = (1, 4, 8, 13, 19, 25)
COUPLES = {
    "mina-jun": (gettext_noop("Mina"), gettext_noop("Jun")),
    "lena-tom": (gettext_noop("Lena"), gettext_noop("Tom")),
    "zuri-malik": (gettext_noop("Zuri"), gettext_noop("Malik")),
}


@dataclass(frozen=True, kw_only=True)
class Couple:
    """Two parents and the addresses of their pictures. girl, boy: of the sheets."""

    slug: str
    names: tuple[str, str]
    title: str
    mother: str
    father: str
    girl: str
    boy: str


def couples() -> list[Couple]:
    """Returns the couples in the active language."""
    return [_couple(slug, (_(mother), _(father))) for slug, (mother, father) in COUPLES.items()]


def ages_in_words() -> list[str]:
    return [
        _("baby") if years < 2 else ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
        for years in AGES_YEARS
    ]


def _couple(slug: str, names: tuple[str, str]) -> Couple:
    first, second = names
    place = "sample" if slug == SAMPLE_COUPLE else f"couples/{slug}"
    girl, boy = (static(f"img/couples/{slug}-{sex}.webp") for sex in ("girl", "boy"))
    mother, father = (static(f"img/{place}-{parent}.webp") for parent in ("mother", "father"))
    return Couple(
        slug=slug,
        names=names,
        title=_("%(a)s and %(b)s") % {"a": first, "b": second},
        mother=mother,
        father=father,
        girl=girl,
        boy=boy,
    )
