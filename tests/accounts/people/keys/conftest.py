from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.people.keys import keyring


@pytest.fixture
def master_file(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's own master key will be, once one is needed."""
    settings.MASTER_KEY = ""
    settings.MASTER_KEY_OLD = []
    settings.MASTER_KEY_FILE = tmp_path / "var" / "master_key"
    forget_keys(monkeypatch)
    return settings.MASTER_KEY_FILE


def forget_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a process does that is started again."""
    monkeypatch.setattr(keyring, "_known", {})
