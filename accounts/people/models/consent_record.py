from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.chains.lines import ChainedLine


class Purpose(models.TextChoices):
    COMPUTE = "compute", _("computing a child’s picture")
    KEEP = "keep", _("keeping the photos and the pictures")
    PUBLISH = "publish", _("showing the pictures to others")


class Act(models.TextChoices):
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class Method(models.TextChoices):
    SELF = "self", _("by the person shown")
    ATTESTED = "attested", _("by someone who says that the person agreed")
    INVITED = "invited", _("by the person shown, over a link")
    SITE = "site", _("by the site, because the time was over")


class ConsentRecord(ChainedLine):
    """One line of the ledger. Never changed, never removed: the database refuses both.

    Ids are plain values, not foreign keys, so that a record outlives the person's photos and the account; it names
    nobody.
    """

    hashed = (
        *("person_id", "purpose", "act", "text_version", "text_sha256", "language", "method"),
        *("given_by_id", "invitation_id"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    act = models.CharField(max_length=10, choices=Act.choices)
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    method = models.CharField(max_length=10, choices=Method.choices)
    # The account that said it, if it was one; the invitation over which it was said, if it was that.
    given_by_id = models.UUIDField(null=True, db_index=True)
    invitation_id = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        indexes = [models.Index(fields=["person_id", "purpose", "-seq"], name="consent_latest_first")]

    def __str__(self) -> str:
        return f"{self.seq}: {self.purpose} {self.act}"

    @property
    def words(self) -> dict[str, str]:
        """The columns that say which text it is about."""
        return {name: getattr(self, name) for name in ("purpose", "text_version", "text_sha256", "language")}
