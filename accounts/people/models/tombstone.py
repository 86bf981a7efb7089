from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class TombstoneKind(models.TextChoices):
    ACCOUNT = "account", "account"
    INVITATION = "invitation", "invitation"
    CHILD = "child", "child"
    SHARE_LINK = "share_link", "share link"


class Tombstone(models.Model):
    """The id of a row that was deleted or, of an invitation or a share link, ended. An older dump may bring the row
    back; this table is backed up apart, so that the newest one is restored, and the next start removes what came back.

    People need none: their keys are gone. See docs/keeping-keys.md.
    """

    row_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=TombstoneKind.choices)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"
