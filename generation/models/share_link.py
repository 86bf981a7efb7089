from __future__ import annotations

import secrets
import uuid
from functools import partial

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.people.keys.words import LABEL_OF_LINK
from accounts.users import is_suspended
from generation.models.child import Child
from generation.models.family import Family
from generation.models.publishing import agrees_to_publishing
from generation.models.sharing_pause import SharingPause

PUBLIC_ID_BYTES = 16
LABEL_MAX_LENGTH = 60
NEW_PUBLIC_ID = partial(secrets.token_bytes, PUBLIC_ID_BYTES)


class EndedBy(models.TextChoices):
    OWNER = "owner", _("the owner")
    # In the browser that answered the invitation, or with the connected account.
    PARENT = "parent", _("the other parent")
    # With the invitation's link alone, which whoever handed it over has still.
    INVITATION = "invitation", _("whoever holds the invitation’s link")
    MODERATOR = "moderator", _("a moderator")


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def live(self) -> ShareLinkQuerySet:
        """Returns the links that open right now, by the database's clock: not ended, not expired, not hidden, of an
        account that may share, with a child left to show, and with both parents' consent to publishing as it is at this
        moment.
        """
        return self.exclude(is_suspended("family__owner")).filter(
            ~Exists(SharingPause.objects.filter(owner=OuterRef("family__owner"), until__gt=Now())),
            agrees_to_publishing("family__parent_a"),
            agrees_to_publishing("family__parent_b"),
            Exists(ShareLink.children.through.objects.filter(sharelink=OuterRef("pk"))),
            ended_at=None,
            hidden_at=None,
            expires_at__gt=Now(),
            family__owner__is_active=True,
        )


class ShareLink(models.Model):
    """An address under which anybody sees the pictures of one or more children of a family, while both parents agree.

    The address itself is stored nowhere: it is `public_id`, signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public_id = models.BinaryField(max_length=PUBLIC_ID_BYTES, unique=True, default=NEW_PUBLIC_ID, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="share_links")
    children = models.ManyToManyField(Child, related_name="share_links")
    # The films of these children along with their pictures.
    shows_films = models.BooleanField(default=False)
    shows_names = models.BooleanField(default=False)
    takes_guesses = models.BooleanField(default=True)
    # For whom it is, in the owner's words, under the key of parent A.
    encrypted_label = models.BinaryField(default=b"")
    # Hashed. Empty: whoever has the address needs none.
    password = models.CharField(max_length=128, blank=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy.choices, blank=True)
    # Since then it opens to nobody, until a moderator has decided about a report.
    hidden_at = models.DateTimeField(null=True, blank=True)
    num_opens = models.PositiveIntegerField(default=0)
    first_opened_on = models.DateField(null=True, blank=True)
    last_opened_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        indexes = [models.Index(fields=["family", "-created_at"], name="share_newest_of_family")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def label(self) -> str:
        """Returns the label; empty where there is none, or parent A is erased. Queries the database unless
        `family__parent_a__key` was selected along.
        """
        if not self.encrypted_label:
            return ""
        return self.family.parent_a.decrypt_words(bytes(self.encrypted_label), what=LABEL_OF_LINK, row_id=self.pk)

    @label.setter
    def label(self, label: str) -> None:
        person = self.family.parent_a
        self.encrypted_label = person.encrypt_words(label, what=LABEL_OF_LINK, row_id=self.pk) if label else b""

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.expires_at <= timezone.now()


class PermissionKind(models.TextChoices):
    PHOTO = "photo", _("my own photo on the page")
    PREVIEW = "preview", _("the child’s face in previews of messengers")


class SharePermission(models.Model):
    """One parent's own yes to something that a certain link shows besides the children."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="permissions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=PermissionKind.choices)
    given_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("permission of a parent")
        verbose_name_plural = _("permissions of parents")
        constraints = [models.UniqueConstraint(fields=["link", "person", "kind"], name="permission_given_once")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.link_id}"
