from __future__ import annotations

import secrets
import uuid
from functools import partial

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from generation.models.case import Case, Reason

REFERENCE_BYTES = 16
NEW_REFERENCE = partial(secrets.token_bytes, REFERENCE_BYTES)


class Report(models.Model):
    """What somebody said is wrong with what a link shows. Its words are encrypted under the key of the site.

    Its own page is found by `reference`, signed, which is stored nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.BinaryField(max_length=REFERENCE_BYTES, unique=True, default=NEW_REFERENCE, editable=False)
    # Null: what was reported led to no link.
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    # See `accounts.encryption`. Empty where nothing was given, and once their time is over.
    encrypted_words = models.TextField(blank=True)
    encrypted_email = models.TextField(blank=True)
    encrypted_signature = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return str(self.pk)
