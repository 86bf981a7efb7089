from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from generation.models.child import Child, Sex
from generation.models.decision import Decision


class RemovedChild(models.Model):
    """A child that a moderator decided is not shown to others, so that it isn't made again and shared.

    It holds what the child was drawn from, and nothing of the picture. It goes with either parent: the ids of people
    never come back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="removed_children")
    parent_a = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    parent_b = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seed = models.PositiveBigIntegerField()
    sex = models.CharField(max_length=4, choices=Sex.choices)
    age_years = models.FloatField()
    dominance = models.FloatField()
    shares = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("removed child")
        verbose_name_plural = _("removed children")
        indexes = [models.Index(fields=["parent_a", "seed"], name="removed_child_of_draw")]

    def __str__(self) -> str:
        return str(self.pk)


def is_removed() -> Exists:
    """Returns a condition on children: one of the same two people and of the same draw was removed.

    Age, sex and choices don't count: the same draw a year older is the same child.
    """
    parents = OuterRef("family__parent_a"), OuterRef("family__parent_b")
    return Exists(RemovedChild.objects.filter(_is_of(parents, OuterRef("seed"))))


def get_removal_of(child: Child) -> RemovedChild | None:
    """Returns the newest removal of this child, or None."""
    parents = child.family.parent_a_id, child.family.parent_b_id
    removals = RemovedChild.objects.filter(_is_of(parents, child.seed)).select_related("decision")
    return removals.order_by("-created_at").first()


def _is_of(parents: tuple[Any, Any], seed: Any) -> Q:
    first, second = parents
    return Q(seed=seed) & (Q(parent_a=first, parent_b=second) | Q(parent_a=second, parent_b=first))
