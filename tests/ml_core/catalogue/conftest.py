from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ml_core.catalogue.local_index import Index


@pytest.fixture
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("MODELS_DIR", str(folder))
    return folder


@pytest.fixture
def index(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """pip knows this index and nothing else, and gives up at once."""
    index = Index()
    server = index.serve()
    for name in os.environ:
        if name.startswith("PIP_"):
            monkeypatch.delenv(name)
    for name, value in {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"http://127.0.0.1:{server.server_port}/simple/",
        "PIP_RETRIES": "0",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    yield index
    index.closing.set()
    server.shutdown()
    server.server_close()
