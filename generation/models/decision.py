from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from generation.models.case import Case
from generation.models.child import Child
from generation.models.report import Report


class DecisionKind(models.TextChoices):
    DISMISS = "dismiss", _("nothing is wrong with it")
    END_LINK = "end_link", _("the link ends")
    END_CHILD_LINKS = "end_child_links", _("every link to this child ends")
    ERASE_CHILD = "erase_child", _("the child is erased")
    WARN = "warn", _("a warning")
    PAUSE_SHARING = "pause_sharing", _("nothing can be shared for some days")
    SUSPEND = "suspend", _("the account is suspended")
    CLOSE_ACCOUNT = "close_account", _("the account is closed")
    RESTORE = "restore", _("an earlier decision is undone")


class Ground(models.TextChoices):
    LAW_CONSENT = "law_consent", _("the law: somebody is shown who did not agree to it")
    LAW_SEXUAL = "law_sexual", _("the law: sexual or degrading pictures of a person")
    LAW_MINOR = "law_minor", _("the law: protection of minors")
    LAW_OTHER = "law_other", _("another law, named below")
    RULE_PHOTOS = "rule_photos", _("our rules: photos of people who agreed, and of adults only")
    RULE_REAL = "rule_real", _("our rules: pictures are not passed off as real")
    RULE_OTHER = "rule_other", _("another of our rules, named below")
    NONE = "none", _("neither the law nor our rules are broken")


# How long each side may appeal. What can't be undone waits until then.
APPEAL_DAYS = 14

# The reported link opens no more.
ENDS_THE_LINK = (
    DecisionKind.END_LINK,
    DecisionKind.END_CHILD_LINKS,
    DecisionKind.ERASE_CHILD,
    DecisionKind.SUSPEND,
    DecisionKind.CLOSE_ACCOUNT,
)
# One child is shown to others no more, by no link.
REMOVES_A_CHILD = (DecisionKind.END_CHILD_LINKS, DecisionKind.ERASE_CHILD)
SUSPENDS = (DecisionKind.SUSPEND, DecisionKind.CLOSE_ACCOUNT)
# These restrict nobody, so that the owner has nothing to appeal against.
RESTRICTS_NOTHING = (DecisionKind.DISMISS, DecisionKind.RESTORE)
# What was reported can still be seen, now or later, so that whoever reported it may appeal.
LEAVES_THE_LINK = (DecisionKind.DISMISS, DecisionKind.WARN, DecisionKind.PAUSE_SHARING, DecisionKind.RESTORE)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def in_force(self) -> DecisionQuerySet:
        return self.filter(undone_at=None)

    def ending_links(self) -> DecisionQuerySet:
        return self.in_force().filter(kind__in=ENDS_THE_LINK)


class Decision(models.Model):
    """What a moderator decided about a case, why, and for how long. It outlives reports and names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind.choices)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    # What the moderator wrote for those whom it is about. See `accounts.encryption`. Empty once its time is over.
    encrypted_facts = models.TextField(blank=True)
    # For how long; null where it has no end, or none is needed.
    days = models.PositiveSmallIntegerField(null=True)
    child = models.ForeignKey(Child, null=True, on_delete=models.SET_NULL, related_name="+")
    # A plain value: it outlives the moderator's account.
    moderator_id = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    undone_at = models.DateTimeField(null=True)
    # When its part that can't be undone was done: links ended, a child erased, an account closed.
    carried_out_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["case", "made_at"], name="decision_of_case")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case_id}"

    @property
    def number(self) -> str:
        """How pages and emails name it."""
        return self.pk.hex[:8]

    @property
    def appeal_until(self) -> datetime:
        return self.made_at + timedelta(days=APPEAL_DAYS)

    @property
    def until(self) -> datetime | None:
        """When it is over by itself, or None."""
        return self.made_at + timedelta(days=self.days) if self.days else None


class Appellant(models.TextChoices):
    OWNER = "owner", _("the owner")
    REPORTER = "reporter", _("who reported it")


class Outcome(models.TextChoices):
    REJECTED = "rejected", _("rejected")
    GRANTED = "granted", _("granted")


class Appeal(models.Model):
    """What the owner or a reporter said against a decision: once each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="appeals")
    by = models.CharField(max_length=10, choices=Appellant.choices)
    # Whose report it was; null for the owner.
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="appeals")
    encrypted_words = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    encrypted_answer = models.TextField(blank=True)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "by", "report"], nulls_distinct=False, name="one_appeal_of_each_against_a_decision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} against {self.decision_id}"
