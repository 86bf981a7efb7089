from __future__ import annotations

from pathlib import Path

import pytest

from generation import engine
from tests.generation.brought_generator import choose


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty MODELS_DIR whose generator `mine` is chosen, and may be brought."""
    choose(monkeypatch, tmp_path, "mine")
    return tmp_path


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of cards of the test's own."""
    folder = tmp_path / "cards"
    folder.mkdir()
    monkeypatch.setattr(engine, "CARDS", folder)
    return folder
