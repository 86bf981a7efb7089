from __future__ import annotations

import dramatiq

from accounts.work import queues
from accounts.work.enqueue import enqueue
from generation.sharing import workflow


@dramatiq.actor(queue_name=queues.LIGHT, max_retries=0)
def draw_picture(picture_id: int) -> None:
    workflow.draw_picture(picture_id)


def enqueue_picture(picture_id: int) -> None:
    enqueue(draw_picture, picture_id, lost="A picture for sharing has to be asked for again")
