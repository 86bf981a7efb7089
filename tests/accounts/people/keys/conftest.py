from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.people.keys import keyring


@pytest.fixture
def master_file(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of this test's own master key, which is made once it is needed."""
    settings.MASTER_KEY = ""
    settings.MASTER_KEY_OLD = []
    settings.MASTER_KEY_FILE = tmp_path / "var" / "master_key"
    forget_keys(monkeypatch)
    return settings.MASTER_KEY_FILE


def forget_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clears the cached keys, as a restart of the process does."""
    monkeypatch.setattr(keyring, "_known", {})
