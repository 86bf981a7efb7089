from __future__ import annotations

from django.conf import settings
from django.db import models


class OwnerTurn(models.Model):
    """When a job of an account was last begun: the account that waited longest is served next."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="turn"
    )
    served_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"turn of {self.owner_id}"
