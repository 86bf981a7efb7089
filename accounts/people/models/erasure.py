from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ErasureCause(models.TextChoices):
    WITHDRAWN = "withdrawn", _("consent was withdrawn")
    REFUSED = "refused", _("consent was refused")
    DELETED = "deleted", _("deleted by the account holder")
    ACCOUNT = "account", _("the account was closed")
    OTHER_PARENT = "other_parent", _("the other parent’s consent ended")
    EXPIRED = "expired", _("the time was over")
    MODERATOR = "moderator", _("a moderator closed the account")


class Erasure(models.Model):
    """A record of what was destroyed of a person, when and why: their receipt, and until `erased_at` the work left
    to do.

    Ids are plain values of what has gone, so it says nothing about anybody who isn't handed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField(unique=True)
    owner_id = models.UUIDField(db_index=True)
    account_id = models.UUIDField(null=True, db_index=True)
    invitation_ids = models.JSONField(default=list)
    cause = models.CharField(max_length=20, choices=ErasureCause.choices)
    # What -> how many, as `generation.erasing` counts them.
    counts = models.JSONField(default=dict)
    # The newest line of the ledger of consent, once what ended was noted there; see `accounts.people.ledger`.
    ledger_head = models.CharField(max_length=90)
    # In the private storage. Their keys and rows have gone already.
    folders = models.JSONField(default=list)
    requested_at = models.DateTimeField(db_default=Now(), editable=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["requested_at"], name="erasure_to_do", condition=Q(erased_at=None))]

    def __str__(self) -> str:
        return str(self.pk)
