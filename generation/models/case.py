from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from generation.models.share_link import ShareLink


class Reason(models.TextChoices):
    OWN_FACE = "own_face", _("It is my face, or my child’s")
    NEVER_AGREED = "never_agreed", _("I never agreed to this")
    MINOR = "minor", _("It shows a real child")
    SEXUAL = "sexual", _("It is sexual or degrading")
    PASSED_OFF = "passed_off", _("It is passed off as real")
    OTHER = "other", _("Something else")


# A link that is reported for one of these is hidden at once.
URGENT_REASONS = (Reason.OWN_FACE, Reason.NEVER_AGREED, Reason.MINOR, Reason.SEXUAL)


class CaseState(models.TextChoices):
    NEW = "new", pgettext_lazy("case", "new")
    TAKEN = "taken", _("taken")
    DECIDED = "decided", _("decided")
    APPEALED = "appealed", _("appealed")
    CLOSED = "closed", _("closed")


# A moderator has something to do about these.
OPEN_CASE_STATES = (CaseState.NEW, CaseState.TAKEN, CaseState.APPEALED)
# Further reports of the same link are added to one of these. An appeal against an earlier decision may stand beside it.
UNDECIDED_STATES = (CaseState.NEW, CaseState.TAKEN)


class Case(models.Model):
    """What moderators decide about one share link, and every report that led to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Both go before the case does, which then names nobody.
    link = models.ForeignKey(ShareLink, null=True, on_delete=models.SET_NULL, related_name="cases")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.NEW)
    # Of the first report, or of the first urgent one.
    reason = models.CharField(max_length=20, choices=Reason.choices)
    is_urgent = models.BooleanField(default=False)
    num_reports = models.PositiveIntegerField(default=0)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    # When somebody must have decided; later again once there is an appeal.
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["link"], condition=models.Q(state__in=UNDECIDED_STATES), name="one_open_case_of_a_link"
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="case_due_first")]

    def __str__(self) -> str:
        return str(self.pk)
