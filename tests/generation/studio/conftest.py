from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generation.jobs.specs import ChildSpec
from generation.models import Family, Job, StudioPage
from generation.studio import tasks
from generation.studio.workflow import render_preview
from tests.generation.studio.specs import PAGE


@pytest.fixture
def family(done_job: Job) -> Family:
    """A family with both parents analysed and one child."""
    return done_job.family


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The messages for the worker."""
    messages: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks.render_preview, "send_with_options", lambda args, **_options: messages.append(args))
    return messages


Draw = Callable[..., StudioPage]


@pytest.fixture
def draw(family: Family) -> Draw:
    """Renders as the worker does for a page whose request has that number."""

    def do(number: int = 1, **spec: Any) -> StudioPage:
        page, _ = StudioPage.objects.update_or_create(family=family, page=PAGE, defaults={"number": number})
        render_preview(page.pk, number, ChildSpec(**{"age_years": 7.0, **spec}))
        page.refresh_from_db()
        return page

    return do
