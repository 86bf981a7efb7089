from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ml_core.network_pickle.test_hostile_files import CASES
from tests.ml_core.network_pickle.writing import SavedNetwork, write_networks

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happened when all hostile files and a good one were opened under watch and with little memory."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, (content, _) in enumerate(CASES.values()):
        (folder / f"{number}").write_bytes(content)
    write_networks(folder / "good", SavedNetwork())
    command = [sys.executable, "-m", "tests.ml_core.network_pickle.watched", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    names = {f"{number}": case for number, case in enumerate(CASES)}
    return {names.get(file, file): happened for file, happened in json.loads(done.stdout).items()}


def test_only_the_good_file_is_opened(report: dict[str, Any]):
    assert [case for case, happened in report.items() if happened["outcome"] == "opened"] == ["good"]
    assert len(report) == len(CASES) + 1


def test_nothing_but_the_file_is_touched(report: dict[str, Any]):
    """No import, no compiling, no look-up of a name, no process: Python reports each of these to its audit hooks."""
    for case, happened in report.items():
        opened, *others = sorted(happened["events"], key=lambda event: not event.startswith("open "))
        assert opened.startswith("open /"), case
        assert set(others) <= {"mmap.__new__"}, case


def test_no_file_takes_more_memory_or_time_than_its_bound(report: dict[str, Any]):
    """The files are small, what they announce is not."""
    assert max(happened["peak_bytes"] for happened in report.values()) < 16 << 20
    assert max(happened["cpu_seconds"] for happened in report.values()) < 10
