"""Hints that a job has changed. The truth is in its row: whoever hears a hint reads it again."""

from __future__ import annotations

from uuid import UUID

from generation.hints import send_hint


def group_of(job_id: UUID) -> str:
    return f"job.{job_id.hex}"


def announce(job_id: UUID) -> None:
    """When it is lost, pages also ask every few seconds."""
    event = {"type": "job.changed", "job_id": str(job_id)}
    send_hint(group_of(job_id), event, lost=f"Nobody could be told that job {job_id} has changed")
