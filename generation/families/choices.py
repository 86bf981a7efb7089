"""The words people choose from, and what they stand for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from generation import engine
from generation.jobs.wishes import Wish


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


def wish_from(*, sex: str, age: str, dominance: float = 0.0, seed: int | None = None) -> Wish:
    return Wish(
        age_years=engine.AGE_GROUPS[age], sex="" if sex == SexChoice.ANY else sex, dominance=dominance, seed=seed
    )
