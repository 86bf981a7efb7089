from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from generation.models.child import Child


class Film(models.Model):
    """A child growing up, stored in the transaction that ends the job for it."""

    child = models.OneToOneField(Child, primary_key=True, on_delete=models.CASCADE, related_name="film")
    # Of those who stand side by side in `strip`, the youngest first.
    ages_years = models.JSONField()
    mp4 = models.FileField(max_length=200)
    webp = models.FileField(max_length=200)
    poster = models.FileField(max_length=200)
    strip = models.FileField(max_length=200)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")

    def __str__(self) -> str:
        return f"film of {self.child_id}"

    @property
    def file_names(self) -> list[str]:
        return [str(self.mp4.name), str(self.webp.name), str(self.poster.name), str(self.strip.name)]


def film_of(child: Child) -> Film | None:
    """Returns the film. Queries the database, unless `film` was selected along."""
    return getattr(child, "film", None)
