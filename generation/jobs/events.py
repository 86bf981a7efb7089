"""Events that tell pages that a job has changed. The truth is in its row, which listeners read again."""

from __future__ import annotations

from uuid import UUID

from generation.notify import notify


def group_of(job_id: UUID) -> str:
    return f"job.{job_id.hex}"


def announce(job_id: UUID) -> None:
    """Announces a change. It may be lost, so pages also poll every few seconds."""
    event = {"type": "job.changed", "job_id": str(job_id)}
    notify(group_of(job_id), event, lost=f"Nobody could be told that job {job_id} has changed")
