from __future__ import annotations

import dramatiq

from accounts.work import queues
from accounts.work.enqueue import enqueue
from generation.models import SharePicture
from generation.sharing import workflow
from generation.sharing.pictures.formats import PictureFormat


@dramatiq.actor(queue_name=queues.LIGHT, max_retries=0)
def draw_picture(picture_id: int) -> None:
    workflow.draw_picture(picture_id)


@dramatiq.actor(queue_name=queues.FILMS, max_retries=0)
def draw_film(picture_id: int) -> None:
    """Takes a minute, so that emails, pictures and exports don't wait behind it."""
    workflow.draw_picture(picture_id)


def enqueue_picture(picture: SharePicture) -> None:
    actor = draw_film if picture.format == PictureFormat.FILM.slug else draw_picture
    enqueue(actor, picture.pk, lost="A picture for sharing has to be asked for again")
