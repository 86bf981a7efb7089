from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.chains.lines import ChainedLine


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


class AuditLine(ChainedLine):
    """One line of what moderators did. Never changed, never removed, and it names nobody: ids are plain values."""

    hashed = ("act", "actor_id", "case_id", "subject_id", "detail")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=20, choices=AuditAct.choices)
    # The account that did it; null for visitors and for the site.
    actor_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True, db_index=True)
    # What it was done to: a report, child, decision, appeal or account.
    subject_id = models.UUIDField(null=True)
    # A code: of a reason, kind of decision or outcome.
    detail = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("line of the audit")
        verbose_name_plural = _("lines of the audit")

    def __str__(self) -> str:
        return f"{self.seq}: {self.act}"
