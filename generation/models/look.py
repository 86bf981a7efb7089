from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from generation.models.case import Case
from generation.models.child import Child


class Look(models.Model):
    """One moderator's look at one reported picture in full, which its owner can read of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="looks")
    child = models.ForeignKey(Child, null=True, on_delete=models.SET_NULL, related_name="+")
    # Whose photo it was, where it was no child's picture.
    slot = models.CharField(max_length=1, blank=True)
    moderator_id = models.UUIDField()
    # Why, in the moderator's words. See `accounts.encryption`. Empty once its time is over.
    encrypted_reason = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        indexes = [models.Index(fields=["case", "at"], name="look_of_case")]

    def __str__(self) -> str:
        return f"{self.moderator_id} at {self.child_id}"
