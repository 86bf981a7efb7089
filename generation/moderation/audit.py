"""The audit: who did what to which case, by ids alone."""

from __future__ import annotations

from uuid import UUID

from accounts.chains.checking import Chain
from generation.models import AuditAct, AuditLine

AUDIT = Chain(name="audit", command="verify_audit", model=AuditLine)


def note(
    act: AuditAct,
    *,
    actor_id: UUID | None = None,
    case_id: UUID | None = None,
    subject_id: UUID | None = None,
    detail: str = "",
) -> None:
    """Adds a line. Call it in the transaction of what it tells of, as the last thing: lines follow one another, so that
    the next one waits until the transaction is over.
    """
    AuditLine.objects.create(act=act, actor_id=actor_id, case_id=case_id, subject_id=subject_id, detail=detail)


def log_audit_head() -> None:
    AUDIT.log_head()
