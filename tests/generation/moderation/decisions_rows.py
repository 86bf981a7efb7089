"""Cases as reports and moderators leave them, for tests of what is decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.encryption import encrypt
from accounts.models import User
from generation.models import Appeal, Case, CaseState, Decision, DecisionKind, Ground, Reason, Report, ShareLink
from generation.models.decision import APPEAL_DAYS, RESTRICTS_NOTHING
from generation.moderation.deciding import decide
from generation.moderation.moderators import GROUP
from generation.sharing.tokens import address_of
from tests.cast import PASSWORD
from tests.generation.finished import make_child, make_family
from tests.generation.sharing.conftest import agree_to_publishing, make_link

FACTS = "We looked at it, and this is what we saw."
WORDS = "That is a mistake."
REPORTER = "rita@example.net"


def make_shared_link(owner: User) -> ShareLink:
    """Makes a link that opens, to one child of a family of the owner and Ben."""
    family = make_family(owner)
    for person in family.parents:
        agree_to_publishing(person)
    return make_link(make_child(family))


def make_case(
    link: ShareLink,
    *,
    taken_by: User | None = None,
    is_urgent: bool = True,
    language: str = "en",
    email: str = REPORTER,
) -> Case:
    """Makes a case with one report, as if it was made a moment before. Urgent ones hide the link."""
    case = Case.objects.create(
        link=link,
        owner=link.family.owner,
        state=CaseState.TAKEN if taken_by else CaseState.NEW,
        taken_by=taken_by,
        reason=Reason.OWN_FACE if is_urgent else Reason.OTHER,
        is_urgent=is_urgent,
        num_reports=1,
        due_at=timezone.now() + timedelta(hours=48),
    )
    report = Report.objects.create(
        case=case, reason=case.reason, language=language, encrypted_email=encrypt(email) if email else ""
    )
    Report.objects.filter(pk=report.pk).update(created_at=Now() - timedelta(minutes=1))
    if is_urgent:
        ShareLink.objects.filter(pk=link.pk).update(hidden_at=Now())
        link.refresh_from_db()
    return case


def make_another_moderator() -> User:
    joined = timezone.now() - timedelta(days=2)  # and so may share
    user = User.objects.create_user("another-moderator@example.org", PASSWORD, date_joined=joined)
    user.groups.add(Group.objects.get_or_create(name=GROUP)[0])
    return user


def settle(case: Case, moderator: User, kind: DecisionKind, **changes: Any) -> Decision:
    """Has the moderator who has the case decide it."""
    ground = Ground.NONE if kind in RESTRICTS_NOTHING else Ground.LAW_CONSENT
    return decide(case, moderator, **{"kind": kind, "ground": ground, "facts": FACTS, **changes})


def let_time_pass(case: Case, *, days: int = APPEAL_DAYS + 1) -> None:
    """Makes what was decided and appealed as old as if so many days had passed."""
    gone = timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(decided_at=F("decided_at") - gone)
    Decision.objects.filter(case=case).update(made_at=F("made_at") - gone)
    Appeal.objects.filter(decision__case=case).update(made_at=F("made_at") - gone)
    Report.objects.filter(case=case).update(created_at=F("created_at") - gone)


def opens(link: ShareLink) -> bool:
    return Client().get(address_of(link)).status_code == 200
