"""What moderators did about an account: decisions, looks, and what the account itself said against them.

Nothing of those who reported, or of the moderators.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from accounts.encryption import decrypt
from accounts.models import User
from generation.models import Appeal, Appellant, Case, Decision, Look

FIELDS_OF_A_CASE = ("id", "link_id", "reason", "state", "opened_at", "decided_at", "closed_at")
FIELDS_OF_A_DECISION = ("id", "kind", "ground", "days", "child_id", "made_at", "undone_at")


def describe_cases(account: User) -> list[dict[str, Any]]:
    """The oldest first. Raises UnreadableSecret."""
    appeals = Prefetch("appeals", Appeal.objects.filter(by=Appellant.OWNER))
    decisions = Prefetch("decisions", Decision.objects.order_by("made_at").prefetch_related(appeals))
    looks = Prefetch("looks", Look.objects.order_by("at"))
    cases = Case.objects.filter(owner=account).order_by("opened_at", "pk").prefetch_related(decisions, looks)
    return [
        {
            **_fields(case, FIELDS_OF_A_CASE),
            "decisions": [_decision(decision) for decision in case.decisions.all()],
            "looks": [_look(look) for look in case.looks.all()],
        }
        for case in cases
    ]


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        **_fields(decision, FIELDS_OF_A_DECISION),
        "facts": _words(decision.encrypted_facts),
        "appeals": [_appeal(appeal) for appeal in decision.appeals.all()],
    }


def _appeal(appeal: Appeal) -> dict[str, Any]:
    return {
        "made_at": appeal.made_at,
        "words": _words(appeal.encrypted_words),
        "outcome": appeal.outcome,
        "answer": _words(appeal.encrypted_answer),
        "decided_at": appeal.decided_at,
    }


def _look(look: Look) -> dict[str, Any]:
    return {"at": look.at, "child_id": look.child_id, "reason": _words(look.encrypted_reason)}


def _fields(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _words(encrypted: str) -> str:
    """Returns what was written; empty once its time is over."""
    return decrypt(encrypted) if encrypted else ""
