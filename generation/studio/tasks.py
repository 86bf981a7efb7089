from __future__ import annotations

from typing import Any

import dramatiq
from django.db import transaction

from accounts.work import queues
from accounts.work.enqueue import enqueue
from generation import engine
from generation.erasing.listeners import Erased
from generation.jobs.specs import ChildSpec
from generation.studio import workflow

# Nobody still looks at what was asked for before that.
MAX_AGE_MS = 15_000


@dramatiq.actor(queue_name=queues.STUDIO, max_retries=0, max_age=MAX_AGE_MS, time_limit=float("inf"))
def render_preview(page_id: int, number: int, spec: dict[str, Any]) -> None:
    """Renders a preview. spec: the fields of `ChildSpec`, plain words and numbers."""
    workflow.render_preview(page_id, number, ChildSpec(**spec))


@dramatiq.actor(queue_name=queues.STUDIO, max_retries=0)
def clear_couple_cache() -> None:
    engine.clear_couple_cache()


def clear_couple_cache_with(_erased: Erased) -> None:
    """Listens to `generation.erasing`."""
    transaction.on_commit(clear_couple_cache_soon)


def clear_couple_cache_soon() -> None:
    """Clears the cached couples of one heavy worker; the others clear theirs within ten minutes."""
    enqueue(clear_couple_cache, lost="The worker forgets a couple within ten minutes, and not at once")
