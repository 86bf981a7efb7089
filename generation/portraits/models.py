from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person


class PortraitState(models.TextChoices):
    NEW = "new", _("new")
    ALIGNED = "aligned", _("face found")
    PROJECTED = "projected", _("understood by the model")


class Portrait(models.Model):
    """A person's photo and everything that was worked out from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="portrait")
    state = models.CharField(max_length=10, choices=PortraitState.choices, default=PortraitState.NEW)
    original = models.FileField(max_length=200)
    aligned = models.FileField(max_length=200, blank=True)
    preview = models.FileField(max_length=200, blank=True)
    reconstruction = models.FileField(max_length=200, blank=True)
    latent = models.FileField(max_length=200, blank=True)
    # Which generator can read `latent`. Another generator makes its own; none is ever reinterpreted.
    generator_identity = models.CharField(max_length=200, blank=True)
    lpips = models.FloatField(null=True, blank=True)
    # Figures of different networks don't compare.
    lpips_name = models.CharField(max_length=100, blank=True)
    identity_distance = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("portrait")
        verbose_name_plural = _("portraits")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def folder(self) -> str:
        return folder_of(self.person_id)

    def is_projected_for(self, generator_identity: str) -> bool:
        return self.state == PortraitState.PROJECTED and self.generator_identity == generator_identity


def folder_of(person_id: uuid.UUID) -> str:
    """Where everything that shows a person lies in the private storage."""
    return f"people/{person_id}"
