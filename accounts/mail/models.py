from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class OutgoingMail(models.Model):
    """An email on its way to the mail server. Gone once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    num_tries = models.PositiveSmallIntegerField(default=0)
    encrypted = models.TextField()
