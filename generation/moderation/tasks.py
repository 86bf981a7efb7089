from __future__ import annotations

from uuid import UUID

import dramatiq

from accounts.work import queues
from accounts.work.enqueue import enqueue
from generation.moderation.webhook import post_case


# Some ten minutes of tries. A case stands on the pages of moderators all the same.
@dramatiq.actor(queue_name=queues.LIGHT, max_retries=5, min_backoff=10_000, max_backoff=300_000, time_limit=60_000)
def send_to_webhook(case_id: str) -> None:
    post_case(UUID(case_id))


def enqueue_webhook(case_id: UUID) -> None:
    enqueue(send_to_webhook, str(case_id), lost=f"The webhook is not told of case {case_id}")
