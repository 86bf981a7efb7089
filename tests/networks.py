"""The real networks, for the tests that need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ml_core.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    from ml_core.pipeline import Pipeline

    return Pipeline.load()
