from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class ChainedLine(models.Model):
    """A line of a table that only grows. The database itself sets these columns, see `accounts.chains.triggers`."""

    # The columns whose values its hash covers besides these here.
    hashed: ClassVar[tuple[str, ...]]

    at = models.DateTimeField(db_default=Now(), editable=False)
    # Its place, from 1, and the chain: each line's hash covers the hash of the line before.
    seq = models.BigIntegerField(db_default=0, unique=True, editable=False)
    previous_sha256 = models.CharField(db_default="", max_length=64, editable=False)
    sha256 = models.CharField(db_default="", max_length=64, editable=False)

    class Meta:
        abstract = True

    def expected_sha256(self) -> str:
        """Returns the hash as the database computes it."""
        at = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        contents = [str(getattr(self, name) or "") for name in self.hashed]
        values = [str(self.seq), self.previous_sha256, str(self.pk), *contents, at]
        return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
