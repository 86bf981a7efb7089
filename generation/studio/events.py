"""Events for a family's studio pages: a preview is ready, or why there is none. Neither contains the request."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from generation.models import StudioPage
from generation.notify import notify


class PreviewEvent(TypedDict):
    """An event of the studio. error: a code of `wording`, empty when there is a preview."""

    type: str
    page: str
    number: int
    error: str


def group_of(family_id: UUID) -> str:
    return f"studio.{family_id.hex}"


def announce(page: StudioPage, number: int, *, error: str = "") -> None:
    """Announces a preview. It may be lost, so pages without a socket ask for the picture."""
    event: PreviewEvent = {"type": "studio.told", "page": str(page.page), "number": number, "error": error}
    notify(group_of(page.family_id), event, lost="A studio page could not be told of its preview")
