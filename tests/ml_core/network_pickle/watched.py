"""Opens every file of a folder with the interpreter's own watchman on: `python -m tests...watched FOLDER`.

In a process of its own, because an audit hook can't be taken away again and limits of memory only fall. Prints one JSON
object: name of the file -> what happened while it was opened.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

from ml_core.errors import WeightsRefused
from ml_core.network_pickle import open_networks

# On top of what the interpreter and numpy take.
SPARE_BYTES = 200 << 20


def main(folder: Path) -> None:
    files = sorted(folder.iterdir())
    events: list[str] = []
    is_watching = False

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if is_watching:
            events.append(f"{event} {arguments[0]}" if event == "open" else event)

    sys.addaudithook(watch)
    _limit_memory()
    tracemalloc.start()
    report = {}
    for file in files:
        events.clear()
        tracemalloc.reset_peak()
        before, started = tracemalloc.get_traced_memory()[0], time.process_time()
        is_watching = True
        outcome = _open(file)
        is_watching = False
        report[file.name] = {
            "outcome": outcome,
            "events": sorted(set(events)),
            "peak_bytes": tracemalloc.get_traced_memory()[1] - before,
            "cpu_seconds": time.process_time() - started,
        }
    sys.stdout.write(json.dumps(report))


def _open(file: Path) -> str:
    try:
        with open_networks(file):
            return "opened"
    except WeightsRefused:
        return "refused"


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + SPARE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
