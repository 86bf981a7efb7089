from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Refusal(models.Model):
    """The memory that somebody whom an account invited said no. It names nobody, see `generation.consent.refusals`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refusals")
    # HMAC-SHA256 of the name by which they were invited, in hex.
    name_hmac = models.CharField(max_length=64)
    refused_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        constraints = [models.UniqueConstraint(fields=["owner", "name_hmac"], name="refusal_once_per_name")]

    def __str__(self) -> str:
        return str(self.pk)
