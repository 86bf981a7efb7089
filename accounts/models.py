"""Accounts, the people whose faces are shown, and the ledger of what they agreed to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from accounts.managers import UserManager

NAME_MAX_LENGTH = 60


class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)

    objects = UserManager()  # type: ignore[assignment,misc]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        # Two accounts that differ only by capitals would read each other's mail.
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_is_unique_whatever_its_capitals")]

    def get_full_name(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.email


class Person(models.Model):
    """Somebody whose face is used. Not an account: most people shown here never sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=NAME_MAX_LENGTH)
    is_sample = models.BooleanField(default=False, help_text=_("A generated face: nobody is shown."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name


class Purpose(models.TextChoices):
    COMPUTE = "compute", _("computing a child's picture")


class Act(models.TextChoices):
    GIVEN = "given", _("given")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Method(models.TextChoices):
    SELF = "self", _("by the person shown")
    ATTESTED = "attested", _("by someone who says that the person agreed")


class ConsentRecord(models.Model):
    """One line of the ledger. Never changed, never removed: the database refuses both.

    Ids are plain values, not foreign keys, so that a record outlives the person's photos and the account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField(db_index=True)
    person_label = models.CharField(max_length=NAME_MAX_LENGTH)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    act = models.CharField(max_length=10, choices=Act.choices)
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    method = models.CharField(max_length=10, choices=Method.choices)
    given_by_id = models.UUIDField(null=True, db_index=True)
    # The database's clock, by a trigger: a record cannot be dated by whoever writes it.
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        indexes = [models.Index(fields=["person_id", "purpose", "-at"], name="consent_latest_first")]

    def __str__(self) -> str:
        return f"{self.person_label}: {self.purpose} {self.act}"
