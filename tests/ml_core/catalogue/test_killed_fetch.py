from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

from ml_core.catalogue.fetch import fetch
from tests.ml_core.catalogue.local_index import Index

PROGRAM = "import pickle, sys; from ml_core.catalogue.fetch import fetch; fetch(weights=pickle.load(sys.stdin.buffer))"
ROOT = Path(__file__).parents[3]


def test_after_kill_9_in_mid_download_the_next_fetch_clears_up_and_succeeds(index: Index, models_dir: Path):
    table = tuple(index.add("eyes", **{"a.bin": b"W" + os.urandom(299_999)}))
    index.faults["eyes"] = "stalls"
    killed = subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, cwd=ROOT)
    with killed:
        assert killed.stdin is not None
        killed.stdin.write(pickle.dumps(table))
        killed.stdin.close()
        wait_until(lambda: index.requests)
        killed.kill()
    assert list(models_dir.glob(".unfinished-*"))
    assert not list(models_dir.glob("eyes/*"))
    index.closing.set()  # ends the killed one's pip
    index.faults.clear()

    fetch(weights=table)

    assert (models_dir / "eyes/a.bin").stat().st_size == 300_000
    assert not list(models_dir.glob(".unfinished-*"))


def wait_until(condition, *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
