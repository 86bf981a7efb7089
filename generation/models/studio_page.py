from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from generation.models.family import Family


class StudioPage(models.Model):
    """A page on which somebody tries out children of a family, and the one preview that it shows."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="studio_pages")
    # What the page calls itself. Two of one family, on a phone and a desk, don't overtake each other.
    page = models.UUIDField()
    # The number of its newest request. Requests with lower ones are dropped.
    number = models.PositiveIntegerField(default=0)
    # The number of the request that `preview` shows.
    shown_number = models.PositiveIntegerField(default=0)
    preview = models.FileField(max_length=200, blank=True)
    asked_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        verbose_name = _("studio page")
        verbose_name_plural = _("studio pages")
        constraints = [models.UniqueConstraint(fields=["family", "page"], name="studio_page_once_in_its_family")]

    def __str__(self) -> str:
        return str(self.page)
