from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ml_core.catalogue import from_web
from tests.ml_core.catalogue.local_index import Index
from tests.ml_core.catalogue.local_web import Site

PROXY_SETTINGS = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


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


def be_patient(
    monkeypatch: pytest.MonkeyPatch, *, stall_s: float = 10, attempts: int = 3, first_pause_s: float = 0.01
) -> None:
    """Short pauses. A silence is borne for long, because this machine may be busy."""
    for name, value in {"STALL_S": stall_s, "ATTEMPTS": attempts, "FIRST_PAUSE_S": first_pause_s}.items():
        monkeypatch.setattr(from_web, name, value)


@pytest.fixture
def site(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Reached without a proxy, whatever this machine has set."""
    for name in PROXY_SETTINGS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    be_patient(monkeypatch)
    site = Site()
    site.start()
    yield site
    site.stop()


@pytest.fixture
def secure_site(site: Site) -> Iterator[Site]:
    """Over TLS, with a certificate that nobody trusts unless told to."""
    secure = Site()
    secure.start(tls=True)
    yield secure
    secure.stop()
