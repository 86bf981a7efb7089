from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.babysite.running_site import RunningSite, new_home

MakeSite = Callable[..., RunningSite]


@pytest.fixture
def home() -> Iterator[Path]:
    with new_home() as folder:
        yield folder


@pytest.fixture
def make_site(home: Path) -> Iterator[MakeSite]:
    """Makes sites that a test starts by itself. Those that still run at its end are stopped."""
    made: list[RunningSite] = []

    def make(name: str = "site", **environment: str) -> RunningSite:
        made.append(RunningSite(home / name, **environment))
        return made[-1]

    yield make
    for site in made:
        if site.supervisor is not None and site.supervisor.poll() is None:
            site.end()
