from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person

# Of one person. More would cost the reader and the projector seconds each, and add little.
MAX_PHOTOS = 4


class PortraitState(models.TextChoices):
    NEW = "new", _("new")
    ALIGNED = "aligned", _("face found")
    PROJECTED = "projected", _("understood by the model")


class Portrait(models.Model):
    """The data computed from a person's photos. A portrait without photos: they turned out to show a minor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="portrait")
    state = models.CharField(max_length=10, choices=PortraitState.choices, default=PortraitState.NEW)
    aligned = models.FileField(max_length=200, blank=True)
    preview = models.FileField(max_length=200, blank=True)
    reconstruction = models.FileField(max_length=200, blank=True)
    latent = models.FileField(max_length=200, blank=True)
    # Which generator can read `latent`. Another generator makes its own; none is ever reinterpreted.
    generator_identity = models.CharField(max_length=200, blank=True)
    lpips = models.FloatField(null=True, blank=True)
    # Figures of different networks don't compare.
    lpips_name = models.CharField(max_length=100, blank=True)
    identity_distance = models.FloatField(null=True, blank=True)
    # When the owner said that this person, who may look young, is of age.
    adult_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    FOLDER = "people"

    class Meta:
        verbose_name = _("portrait")
        verbose_name_plural = _("portraits")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def folder(self) -> str:
        return folder_of(self.person_id)

    @property
    def has_picture_for_owner(self) -> bool:
        return bool(self.aligned) and not self.person.is_invited

    @property
    def unusable_photos(self) -> list[PortraitPhoto]:
        """Returns the photos that others may replace: those that failed or that a question is about, else all."""
        photos = list(self.photos.all())
        return [photo for photo in photos if self._is_unusable(photo)] or photos

    def _is_unusable(self, photo: PortraitPhoto) -> bool:
        asks_for_an_adult = photo.asks_for_an_adult and self.adult_confirmed_at is None
        return not photo.original or bool(photo.error_code) or photo.asks_for_a_face or asks_for_an_adult

    @property
    def num_photos_wanted(self) -> int:
        """Returns how many photos may come in their place at most."""
        return MAX_PHOTOS - self.photos.count() + len(self.unusable_photos)

    def is_projected_for(self, generator_identity: str) -> bool:
        return self.state == PortraitState.PROJECTED and self.generator_identity == generator_identity


class PortraitPhoto(models.Model):
    """One of the photos given of a person, and the findings of its inspection."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    portrait = models.ForeignKey(Portrait, on_delete=models.CASCADE, related_name="photos")
    # 0 is the main one.
    position = models.PositiveSmallIntegerField(default=0)
    # Empty once its time was over.
    original = models.FileField(max_length=200, blank=True)
    # Each {"check", "level", "value", "threshold"}, as ml_core names them.
    findings = models.JSONField(default=list, blank=True)
    # ml_core's code for what makes it useless. The others of the same person may do.
    error_code = models.CharField(max_length=40, blank=True)
    # With several faces in it, their cut-outs lie side by side until the owner chose one: 0 is the leftmost.
    num_faces = models.PositiveSmallIntegerField(default=0)
    face_choice = models.PositiveSmallIntegerField(null=True, blank=True)
    cut_outs = models.FileField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["portrait", "position"], name="photo_has_its_own_place")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def file_names(self) -> list[str]:
        return [str(self.original.name), str(self.cut_outs.name or "")]

    @property
    def asks_for_a_face(self) -> bool:
        return self.num_faces > 1 and self.face_choice is None

    @property
    def asks_for_an_adult(self) -> bool:
        return any(finding["level"] == "ask" for finding in self.findings)

    @property
    def looks_young(self) -> bool:
        """True if the person looks young; False also where too little of the face is visible."""
        return any(finding["check"] == "minor" for finding in self.findings)


def folder_of(person_id: uuid.UUID) -> str:
    """Returns the folder of everything that shows a person, in the private storage."""
    return f"{Portrait.FOLDER}/{person_id}"
