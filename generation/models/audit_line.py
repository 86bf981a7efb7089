from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditAct(models.TextChoices):
    REPORTED = "reported", _("reported")
    HIDDEN = "hidden", _("hidden until somebody decides")
    TAKEN = "taken", _("taken")
    RELEASED = "released", _("given back")
    LOOKED = "looked", _("looked at in full")
    DECIDED = "decided", _("decided")
    APPEALED = "appealed", _("appealed")
    APPEAL_DECIDED = "appeal_decided", _("appeal decided")
    CLOSED = "closed", _("closed")
    MODERATOR_MADE = "moderator_made", _("made a moderator")
    MODERATOR_REMOVED = "moderator_removed", _("no moderator any more")


class AuditLine(models.Model):
    """One line of what moderators did. Never changed, never removed, and it names nobody: ids are plain values.

    The database itself sets `at`, `seq` and both hashes, see `generation.moderation.audit`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=20, choices=AuditAct.choices)
    # The account that did it; null for visitors and for the site.
    actor_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True, db_index=True)
    # What it was done to: a report, child, decision, appeal or account.
    subject_id = models.UUIDField(null=True)
    # A code: of a reason, kind of decision or outcome.
    detail = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    # Its place, from 1, and the chain: each line's hash covers the hash of the line before.
    seq = models.BigIntegerField(db_default=0, unique=True, editable=False)
    previous_sha256 = models.CharField(db_default="", max_length=64, editable=False)
    sha256 = models.CharField(db_default="", max_length=64, editable=False)

    class Meta:
        verbose_name = _("line of the audit")
        verbose_name_plural = _("lines of the audit")

    def __str__(self) -> str:
        return f"{self.seq}: {self.act}"
