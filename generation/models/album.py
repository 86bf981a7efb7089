from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.encryption import decrypt, encrypt
from generation.models.child import Child

ALBUM_NAME_MAX_LENGTH = 60


class Album(models.Model):
    """Children of any families of one account, in an order of its own. It holds no pictures of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="albums")
    # See `accounts.encryption`: no single person's key is that of an album.
    encrypted_name = models.TextField()
    children = models.ManyToManyField(Child, through="AlbumChild", related_name="albums")
    # Null, and what is no longer in it: the first child.
    cover = models.ForeignKey(Child, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("album")
        verbose_name_plural = _("albums")
        indexes = [models.Index(fields=["owner", "-created_at"], name="album_newest_of_owner")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """Raises UnreadableSecret."""
        return decrypt(self.encrypted_name)

    @name.setter
    def name(self, name: str) -> None:
        self.encrypted_name = encrypt(name)


class AlbumChild(models.Model):
    """A child's place in an album. Places are ordered, and some may be free."""

    album = models.ForeignKey(Album, on_delete=models.CASCADE, related_name="places")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="places")
    place = models.IntegerField()

    class Meta:
        verbose_name = _("child in an album")
        verbose_name_plural = _("children in albums")
        constraints = [models.UniqueConstraint(fields=["album", "child"], name="child_once_in_an_album")]
        indexes = [models.Index(fields=["album", "place"], name="album_in_order")]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.album_id}"
