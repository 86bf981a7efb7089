"""The words people choose from, and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from generation import engine
from generation.jobs.wishes import Wish

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TWINS_ARE_TWO = _("Identical twins are at least two: choose 2 to 8 children.")
TRAITS_NOT_MEASURED = _(
    "From whom this comes can only be left to chance here: the face model of this site was not measured for more."
)


class SexChoice(models.TextChoices):
    ANY = "any", _("Let it be a surprise")
    GIRL = "girl", _("Girl")
    BOY = "boy", _("Boy")


class AgeChoice(models.TextChoices):
    BABY = "baby", _("Baby")
    TODDLER = "toddler", _("Toddler")
    CHILD = "child", _("Child")
    TEEN = "teen", _("Teenager")
    ADULT = "adult", _("Grown-up")


# Field -> trait. An empty field leaves it to chance.
SOURCE_FIELDS: dict[str, engine.Trait] = {f"from_{trait}": trait for trait in engine.TRAITS}


def traits_can_be_chosen() -> bool:
    """No, too, while the generator is not there: whoever runs the site is told so elsewhere."""
    try:
        return engine.traits_can_be_chosen()
    except engine.ResourceError:
        return False


def faults_of(fields: Mapping[str, Any]) -> dict[str, StrPromise]:
    """By field, what is wrong with a wish whose fields are right each by itself. Those may lack that are not."""
    faults = {}
    if fields.get("identical") and fields.get("siblings") == 1:
        faults["siblings"] = TWINS_ARE_TWO
    chosen = [field for field in SOURCE_FIELDS if fields.get(field)]
    if chosen and not traits_can_be_chosen():
        faults.update(dict.fromkeys(chosen, TRAITS_NOT_MEASURED))
    return faults


def wish_from(fields: Mapping[str, Any]) -> Wish:
    age_years = fields["age_years"]
    return Wish(
        age_years=engine.AGE_GROUPS[fields["age"]] if age_years is None else age_years,
        sex="" if fields["sex"] == SexChoice.ANY else fields["sex"],
        dominance=fields["dominance"],
        seed=fields["seed"],
        sources={trait: fields[field] for field, trait in SOURCE_FIELDS.items() if fields[field]},
        siblings=fields["siblings"],
        identical=fields["identical"],
    )
