"""The words people choose from, and what they stand for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from generation import engine


class AgeChoice(models.TextChoices):
    BABY = "baby", _("Baby")
    TODDLER = "toddler", _("Toddler")
    CHILD = "child", _("Child")
    TEEN = "teen", _("Teenager")
    ADULT = "adult", _("Grown-up")


# Field -> trait. An empty field leaves it to chance.
SOURCE_FIELDS: dict[str, engine.Trait] = {f"from_{trait}": trait for trait in engine.TRAITS}


def traits_can_be_chosen() -> bool:
    """Returns False also while the generator is missing; other pages tell the operator."""
    try:
        return engine.traits_can_be_chosen()
    except engine.ResourceError:
        return False
