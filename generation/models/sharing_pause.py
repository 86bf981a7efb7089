from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SharingPause(models.Model):
    """A time in which no link of an account opens and none is made, because a moderator decided so."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sharing_pause")
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("pause of sharing")
        verbose_name_plural = _("pauses of sharing")

    def __str__(self) -> str:
        return f"{self.owner_id} until {self.until}"
