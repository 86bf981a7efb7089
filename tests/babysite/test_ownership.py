from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from babysite import processes
from babysite.supervisor import ownership


def test_a_leftover_that_ends_while_it_is_looked_at_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
        ownership.note(tmp_path, "web", gone, signal.SIGTERM)
    monkeypatch.setattr(ownership, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(ownership, "_is_running", lambda _note: True)
    assert ownership.end_leftovers(tmp_path) == ["web"]
    assert list(tmp_path.iterdir()) == []


def test_a_leftover_that_hears_nothing_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ownership, "PATIENCE_SECONDS", 0.2)
    deaf = processes.start(processes.Command(arguments=["sleep", "60"], directory=tmp_path, environment=os.environ))
    ownership.note(tmp_path, "deaf", deaf, signal.SIGCONT)
    assert ownership.end_leftovers(tmp_path) == ["deaf"]
    assert deaf.wait(timeout=5) == -signal.SIGKILL
