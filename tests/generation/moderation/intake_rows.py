"""Reports and decisions as rows, for tests of what comes of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from generation.models import Case, CaseState, Decision, DecisionKind, Ground, Reason, Report, ShareLink
from generation.moderation.reporting import Complaint, take_report
from generation.sharing.tokens import address_of

FROM_HERE = {"Origin": "http://testserver"}
WORDS = "That is me.\nPlease end it."
REPORT = {"reason": "own_face", "words": WORDS, "email": "me@example.org", "signature": "", "website": ""}


def send_report(client: Client, link: ShareLink, **changes: str) -> Any:
    return client.post(f"{address_of(link)}report/", {**REPORT, **changes}, headers=FROM_HERE)


def report(link: ShareLink | None, reason: Reason = Reason.OWN_FACE) -> Report:
    return take_report(link, Complaint(reason=reason, words=WORDS))


def dismiss(case: Case) -> Decision:
    """Decides as a moderator does who finds nothing wrong."""
    decision = Decision.objects.create(case=case, kind=DecisionKind.DISMISS, ground=Ground.NONE, moderator_id=uuid4())
    Case.objects.filter(pk=case.pk).update(state=CaseState.DECIDED)
    ShareLink.objects.filter(cases=case).update(hidden_at=None)
    decision.refresh_from_db()
    return decision
