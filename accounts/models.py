"""Accounts, the people whose faces are shown, and the ledger of what they agreed to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.keys.models import PersonKey
from accounts.keys.names import open_name, seal_name
from accounts.keys.wrapping import unwrap
from accounts.managers import UserManager

NAME_MAX_LENGTH = 60


class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    # None: made on the command line, or before it was asked for.
    adult_declared_at = models.DateTimeField(_("declared to be an adult"), null=True, editable=False)
    # When they were last told that an account which nobody uses will be closed. Void once they signed in after that.
    idle_noticed_at = models.DateTimeField(null=True, editable=False)

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


class Standing(models.TextChoices):
    """Who answers for a person."""

    ME = "me", _("the account holder")
    INVITED = "invited", _("invited, and answers for themselves")
    ATTESTED = "attested", _("on the word of the account holder")


class Person(models.Model):
    """Somebody whose face is used. Not an account: most people shown here never sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Who added them. Not who decides over them: see `standing`.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="people")
    # Under the person's own key, see `accounts.keys`.
    sealed_name = models.BinaryField()
    is_sample = models.BooleanField(default=False, help_text=_("A generated face: nobody is shown."))
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.ATTESTED)
    # The person's own one: the owner's, or the one that somebody invited has made and connected.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="own_entries"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        """Not the name: what is printed ends up in logs and histories."""
        return str(self.pk)

    @property
    def name(self) -> str:
        """Empty when the key is gone, and with it the person. Asks the database, unless `key` was selected along."""
        try:
            key = self.key
        except PersonKey.DoesNotExist:
            return ""
        return open_name(bytes(self.sealed_name), person_id=self.pk, data_key=unwrap(key))

    @name.setter
    def name(self, name: str) -> None:
        self.sealed_name = seal_name(name, person_id=self.pk, data_key=unwrap(self.key))

    @property
    def is_invited(self) -> bool:
        """They answer for themselves: whoever added them sees how things stand, and none of their photos."""
        return self.standing == Standing.INVITED

    @property
    def is_awaited(self) -> bool:
        """Invited, and without an answer so far."""
        return self.is_invited and not any(invitation.answered_at for invitation in self.invitations.all())


class Invitation(models.Model):
    """A link by which a person answers for themselves, and takes it back later. The link itself is stored nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    # Until when it can be answered. Taking back what was answered has no end.
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_expired(self) -> bool:
        return self.answered_at is None and self.expires_at <= timezone.now()


class ErasureCause(models.TextChoices):
    WITHDRAWN = "withdrawn", _("consent was withdrawn")
    REFUSED = "refused", _("consent was refused")
    DELETED = "deleted", _("deleted by the account holder")
    ACCOUNT = "account", _("the account was closed")
    PARTNER = "partner", _("the other parent's consent ended")
    EXPIRED = "expired", _("the time was over")


class Erasure(models.Model):
    """What was destroyed of a person, when and why: their receipt, and until `destroyed_at` what is still to do.

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
    # In the private storage. Their keys and rows have gone already.
    folders = models.JSONField(default=list)
    requested_at = models.DateTimeField(db_default=Now(), editable=False)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["requested_at"], name="erasure_to_do", condition=Q(destroyed_at=None))]

    def __str__(self) -> str:
        return str(self.pk)


class Purpose(models.TextChoices):
    COMPUTE = "compute", _("computing a child's picture")
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


class ConsentRecord(models.Model):
    """One line of the ledger. Never changed, never removed: the database refuses both.

    Ids are plain values, not foreign keys, so that a record outlives the person's photos and the account; it names
    nobody. The database itself sets `at`, `seq` and both hashes, see `accounts.ledger`.
    """

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
    at = models.DateTimeField(db_default=Now(), editable=False)
    # Its place, from 1, and the chain: each line's hash covers the hash of the line before.
    seq = models.BigIntegerField(db_default=0, unique=True, editable=False)
    previous_sha256 = models.CharField(db_default="", max_length=64, editable=False)
    sha256 = models.CharField(db_default="", max_length=64, editable=False)

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        indexes = [models.Index(fields=["person_id", "purpose", "-seq"], name="consent_latest_first")]

    def __str__(self) -> str:
        return f"{self.seq}: {self.purpose} {self.act}"


class OutgoingMail(models.Model):
    """A letter on its way to the mail server. Gone once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    num_tries = models.PositiveSmallIntegerField(default=0)
    sealed = models.TextField()
