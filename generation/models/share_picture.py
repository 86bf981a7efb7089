from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from generation.models.share_link import ShareLink


class SharePicture(models.Model):
    """A picture of what a link shows, in a format for sending it. Drawn when it is asked for, gone with the link."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="pictures")
    # A slug of `generation.sharing.pictures.formats`.
    format = models.CharField(max_length=20)
    # Empty until the light worker has drawn it.
    file = models.FileField(max_length=200, blank=True)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("picture for sharing")
        verbose_name_plural = _("pictures for sharing")
        constraints = [models.UniqueConstraint(fields=["link", "format"], name="share_picture_once_in_its_format")]

    def __str__(self) -> str:
        return f"{self.format} of {self.link_id}"
