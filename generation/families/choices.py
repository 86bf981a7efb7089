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
    """No, too, while the generator is not there: whoever runs the site is told so elsewhere."""
    try:
        return engine.traits_can_be_chosen()
    except engine.ResourceError:
        return False
