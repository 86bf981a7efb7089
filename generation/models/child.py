from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from generation.models.family import Family


class Sex(models.TextChoices):
    GIRL = "girl", _("girl")
    BOY = "boy", _("boy")


class Expression(models.TextChoices):
    CALM = "calm", _("Calm")
    SMILING = "smiling", _("Smiling")


class ChildQuerySet(models.QuerySet["Child"]):
    def newest_first(self) -> ChildQuerySet:
        """Orders siblings of one job as they were made: the statement that stored them gave them one time."""
        return self.order_by("-created_at", "job_id", "position")


class Child(models.Model):
    """An imagined child: one of those that a job made, stored in the transaction that finishes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Not `children`: an export reads a prefetched list under that name.
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="child_rows")
    job = models.ForeignKey("generation.Job", on_delete=models.CASCADE, related_name="children")
    # Its place among the children of its job, from 0. Identical twins are told apart by it, for they share a seed.
    position = models.PositiveSmallIntegerField(default=0)
    sex = models.CharField(max_length=4, choices=Sex.choices)
    age_years = models.FloatField()
    dominance = models.FloatField(validators=[MinValueValidator(-1.0), MaxValueValidator(1.0)])
    expression = models.CharField(max_length=10, choices=Expression.choices, default=Expression.CALM)
    seed = models.PositiveBigIntegerField()
    # Parent B's share of each trait, 0..1. Empty where it wasn't measured which part of a code is which trait.
    shares = models.JSONField(default=dict)
    # How old the finished picture looks to the networks. None: they found no face in it.
    apparent_age_years = models.FloatField(null=True, blank=True)
    image = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200)
    latent = models.FileField(max_length=200)
    generator_identity = models.CharField(max_length=200)
    # The database's clock: siblings are stored by one statement, and stay together by it.
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="child_has_its_place")]
        indexes = [models.Index(fields=["family", "-created_at"], name="child_newest_of_family")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def file_names(self) -> list[str]:
        return [str(self.image.name), str(self.thumbnail.name), str(self.latent.name)]
