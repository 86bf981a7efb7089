from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from generation.models.child import Child, Expression, Sex
from generation.models.family import Family


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    # For an answer of its owner. No worker's business until then, however long that takes.
    WAITING = "waiting", _("waiting for an answer")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING, JobState.WAITING)


class JobStage(models.TextChoices):
    ALIGNING = "aligning", _("finding the face")
    PROJECTING = "projecting", _("understanding the face")
    INHERITING = "inheriting", _("inheriting")
    SYNTHESISING = "synthesising", _("drawing")


class Job(models.Model):
    """A request for children, or a film of one, and its progress. The row is the truth; the broker wakes workers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="jobs")
    # Who sends the same key again gets this job, if what was asked for is the same too: see `jobs.submissions`.
    idempotency_key = models.CharField(max_length=64)
    body_sha256 = models.CharField(max_length=64, blank=True)

    # Who is to be seen growing up, in one film however often it is asked for. None: children are to be made.
    film_of = models.OneToOneField(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="film_job")

    # The request, see `jobs.specs`. An empty sex leaves it to chance, that is to the seed.
    sex = models.CharField(max_length=4, choices=Sex.choices, blank=True)
    age_years = models.FloatField()
    dominance = models.FloatField(default=0.0)
    expression = models.CharField(max_length=10, choices=Expression.choices, default=Expression.CALM)
    seed = models.PositiveBigIntegerField()
    # Trait -> whose it is, of those that were chosen.
    sources = models.JSONField(default=dict, blank=True)
    siblings = models.PositiveSmallIntegerField(default=1)
    years_apart = models.PositiveSmallIntegerField(default=0)
    identical = models.BooleanField(default=False)

    # Who works on it. Every claim raises `fence`; a worker whose number is old may no longer write.
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    enqueued_at = models.DateTimeField(null=True, blank=True)

    # How far it has come.
    stage = models.CharField(max_length=12, choices=JobStage.choices, blank=True)
    slot = models.CharField(max_length=1, blank=True)
    step = models.PositiveIntegerField(default=0)
    num_steps = models.PositiveIntegerField(default=0)
    fraction = models.FloatField(default=0.0)
    eta_seconds = models.PositiveIntegerField(null=True, blank=True)
    preview_a = models.PositiveIntegerField(default=0)
    preview_b = models.PositiveIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)

    error_code = models.CharField(max_length=40, blank=True)
    error_slot = models.CharField(max_length=1, blank=True)

    # Whether its owner wants one email about its end. False again once that is written.
    email_wanted = models.BooleanField(default=False)

    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(fields=["owner", "idempotency_key"], name="job_once_per_submission"),
            models.CheckConstraint(
                name="job_is_running_only_with_a_lease",
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="job_open_oldest", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["family", "-created_at"], name="job_newest_of_family"),
            models.Index(fields=["finished_at"], name="job_to_be_told_of", condition=Q(email_wanted=True)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def child_ids(self) -> list[uuid.UUID]:
        """The ids of its children that can still be seen. An open job has none, so no query is made."""
        if self.state != JobState.DONE:
            return []
        return list(self.children.filter(hidden_at=None).order_by("position").values_list("pk", flat=True))

    @property
    def child_id(self) -> uuid.UUID | None:
        return next(iter(self.child_ids), None)
