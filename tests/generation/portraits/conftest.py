from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def quick_decoder() -> None:
    """Here a stranger's file meets the process that reads it on the site."""
