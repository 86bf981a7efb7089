from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.cast import QUICK_HASHERS


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> Iterator[None]:
    """Clears the limits, which count by address: every test has the same one."""
    cache.clear()
    yield
    cache.clear()
