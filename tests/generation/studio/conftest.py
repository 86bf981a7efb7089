from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generation.jobs.wishes import Wish
from generation.models import Family, Job, StudioPage
from generation.studio import tasks
from generation.studio.workflow import draw_sketch
from tests.generation.studio.wishes import PAGE


@pytest.fixture
def family(done_job: Job) -> Family:
    """With both parents understood and one child."""
    return done_job.family


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What would have gone to the worker."""
    messages: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks.draw_sketch, "send_with_options", lambda args, **_options: messages.append(args))
    return messages


Draw = Callable[..., StudioPage]


@pytest.fixture
def draw(family: Family) -> Draw:
    """As the worker does for a page whose wish has that number."""

    def do(number: int = 1, **wish: Any) -> StudioPage:
        page, _ = StudioPage.objects.update_or_create(family=family, page=PAGE, defaults={"number": number})
        draw_sketch(page.pk, number, Wish(**{"age_years": 7.0, **wish}))
        page.refresh_from_db()
        return page

    return do
