from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.people.keys.words import NAME_OF_CHILD, NOTE_OF_CHILD
from generation.models.family import Family

NAME_MAX_LENGTH = 40
NOTE_MAX_LENGTH = 1000


class Sex(models.TextChoices):
    GIRL = "girl", _("girl")
    BOY = "boy", _("boy")


class Expression(models.TextChoices):
    CALM = "calm", _("Calm")
    SMILING = "smiling", _("Smiling")


class ChildQuerySet(models.QuerySet["Child"]):
    def newest_first(self) -> ChildQuerySet:
        """Orders siblings of one job as they were made: the statement that stored them gave them one time."""
        return self.order_by("-created_at", "job_id", "position")

    def seen(self) -> ChildQuerySet:
        """Returns those that no moderator decided to erase."""
        return self.filter(hidden_at=None)


class Child(models.Model):
    """An imagined child: one of those that a job made, stored in the transaction that finishes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Not `children`: an export reads a prefetched list under that name.
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="child_rows")
    job = models.ForeignKey("generation.Job", on_delete=models.CASCADE, related_name="children")
    # Its place among the children of its job, from 0. Identical twins are told apart by it, for they share a seed.
    position = models.PositiveSmallIntegerField(default=0)
    sex = models.CharField(max_length=4, choices=Sex.choices)
    age_years = models.FloatField()
    dominance = models.FloatField(validators=[MinValueValidator(-1.0), MaxValueValidator(1.0)])
    expression = models.CharField(max_length=10, choices=Expression.choices, default=Expression.CALM)
    seed = models.PositiveBigIntegerField()
    # Parent B's share of each trait, 0..1. Empty where it wasn't measured which part of a code is which trait.
    shares = models.JSONField(default=dict)
    # How old the finished picture looks to the networks. None: they found no face in it.
    apparent_age_years = models.FloatField(null=True, blank=True)
    image = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200)
    latent = models.FileField(max_length=200)
    generator_identity = models.CharField(max_length=200)
    # What the owner calls it and wrote about it, under the key of parent A. Empty: nothing.
    encrypted_name = models.BinaryField(default=b"")
    encrypted_note = models.BinaryField(default=b"")
    is_favourite = models.BooleanField(default=False)
    # The database's clock: siblings are stored by one statement, and stay together by it.
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    # Since then nobody sees it, its owner included: a moderator decided that it is erased, and may be appealed against.
    hidden_at = models.DateTimeField(null=True, editable=False)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="child_has_its_place")]
        indexes = [models.Index(fields=["family", "-created_at"], name="child_newest_of_family")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def file_names(self) -> list[str]:
        return [str(self.image.name), str(self.thumbnail.name), str(self.latent.name)]

    @property
    def name(self) -> str:
        """Returns the name, or an empty string. Queries the database unless `family__parent_a__key` was selected
        along.
        """
        return self._decrypted(self.encrypted_name, NAME_OF_CHILD)

    @name.setter
    def name(self, name: str) -> None:
        self.encrypted_name = self._encrypted(name, NAME_OF_CHILD)

    @property
    def note(self) -> str:
        """Returns what the owner wrote, or an empty string; of the database as `name`."""
        return self._decrypted(self.encrypted_note, NOTE_OF_CHILD)

    @note.setter
    def note(self, note: str) -> None:
        self.encrypted_note = self._encrypted(note, NOTE_OF_CHILD)

    def _decrypted(self, encrypted: bytes | memoryview, what: bytes) -> str:
        if not encrypted:
            return ""
        return self.family.parent_a.decrypt_words(bytes(encrypted), what=what, row_id=self.pk)

    def _encrypted(self, words: str, what: bytes) -> bytes:
        return self.family.parent_a.encrypt_words(words, what=what, row_id=self.pk) if words else b""
