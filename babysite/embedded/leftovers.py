"""Files that a killed PostgreSQL leaves behind: notes with its process number, which the next one takes for a sign of
life.

The number may belong to a stranger by then (after a power cut; in a container, where numbers are small), or to the
remains of the killed server, which some containers never bury. PostgreSQL would refuse to start, for good.
"""

from __future__ import annotations

import time
from pathlib import Path

# What its children need to notice that it has gone.
PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.05

PROCESSES = Path("/proc")


def remove_notes_of_dead_server(data: Path, sockets: Path) -> None:
    """Removes the notes of a dead server, unless any process works in the data folder."""
    note, socket_note = data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"
    if not note.exists() or not PROCESSES.exists():
        return
    if _works_in(data, PROCESSES / note.read_text().partition("\n")[0].strip()):
        return  # alive: PostgreSQL says so better than we could
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(_works_in(data, process) for process in PROCESSES.iterdir()):
        if time.monotonic() > deadline:
            return
        time.sleep(POLL_SECONDS)
    note.unlink()
    socket_note.unlink(missing_ok=True)


def _works_in(data: Path, process: Path) -> bool:
    """Returns False also for another user's process, into which we cannot see: it could not enter the folder either."""
    try:
        return process.name.isdigit() and (process / "cwd").readlink() == data.resolve()
    except OSError:
        return False
