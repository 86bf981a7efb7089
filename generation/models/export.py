from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    QUEUED = "queued", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class Export(models.Model):
    """A zip of all data of an account and of the people it answers for; one at a time of each account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="export")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    # Ids of everybody of whom anything is in it. When one of them is erased, it goes.
    people = models.JSONField(default=list)
    file = models.FileField(max_length=200, blank=True)
    num_bytes = models.PositiveBigIntegerField(default=0)
    # Who makes it: every try raises `attempts`, and one whose number is old may no longer write.
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    FOLDER = "exports"

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def folder(self) -> str:
        return f"{self.FOLDER}/{self.pk}"
