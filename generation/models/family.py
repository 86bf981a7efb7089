from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentBasis, Person
from generation.models.portrait import PortraitState

SLOTS = ("a", "b")


class Quality(models.TextChoices):
    STANDARD = "standard", _("standard")
    HIGH = "high", _("high")


class FamilyQuerySet(models.QuerySet["Family"]):
    def of_person(self, person: Any) -> FamilyQuerySet:
        """Returns the families of a person. person: a row, its id, or a reference to one in an outer query."""
        return self.filter(Q(parent_a=person) | Q(parent_b=person))

    def of_people(self, people: Iterable[Any]) -> FamilyQuerySet:
        """Returns the families of any of these people."""
        return self.filter(Q(parent_a__in=people) | Q(parent_b__in=people))

    def note_use(self, family_id: UUID) -> None:
        """Restarts the period after which it expires, see `generation.retention`."""
        self.filter(pk=family_id).update(used_at=Now())


class Family(models.Model):
    """Two people and the children imagined for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="families")
    parent_a = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    parent_b = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_sample = models.BooleanField(default=False)
    # How closely the faces of both parents are fitted. High takes longer, for a closer likeness.
    quality = models.CharField(max_length=10, choices=Quality.choices, default=Quality.STANDARD)
    created_at = models.DateTimeField(auto_now_add=True)
    # When something was last asked for here, or its owner said that it shall stay.
    used_at = models.DateTimeField(db_default=Now(), editable=False)
    # When its owner was last told that its time is running out. Void once it was used after that.
    warned_at = models.DateTimeField(null=True, editable=False)

    objects = FamilyQuerySet.as_manager()

    FOLDER = "families"

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")
        indexes = [models.Index(fields=["owner", "-created_at"], name="family_newest_of_owner")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def parents(self) -> tuple[Person, Person]:
        return self.parent_a, self.parent_b

    @property
    def names(self) -> tuple[str, str]:
        return self.parent_a.name, self.parent_b.name

    @property
    def slots(self) -> dict[str, Person]:
        """The parents by the letter that addresses, fields of forms and errors of jobs name them by."""
        return dict(zip(SLOTS, self.parents, strict=True))

    def slot_of(self, person: Person) -> str:
        """Returns the slot of one of the two. Raises ValueError for anybody else."""
        return SLOTS[[parent.pk for parent in self.parents].index(person.pk)]

    @property
    def pending_invitees(self) -> list[Person]:
        """The invitees who have not answered. Nothing is computed before they do."""
        return [person for person in self.parents if person.has_pending_invitation]

    @property
    def has_invited(self) -> bool:
        return any(person.is_invited for person in self.parents)

    @property
    def rests_on_word(self) -> bool:
        """True if a person's consent is only attested, so that the results are for private use."""
        return not self.is_sample and any(person.consent_basis == ConsentBasis.ATTESTED for person in self.parents)

    @property
    def is_understood(self) -> bool:
        """True if both faces have codes, so that a child of theirs can be previewed at once."""
        return all(person.portrait.state == PortraitState.PROJECTED for person in self.parents)

    @property
    def folder(self) -> str:
        """The folder of its children's pictures in the private storage."""
        return f"{self.FOLDER}/{self.pk}"
