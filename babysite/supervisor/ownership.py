"""Ownership of folders: locks for the one supervisor of a VAR_DIR and a MEDIA_ROOT, and a note about each process it
starts.

The notes let the next run end what a killed one left behind, and only that: a number alone may belong to a stranger
by then, so a note also holds when the process began, and in which boot of the machine.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from babysite.processes import Process
from babysite.supervisor.console import CannotStartError

# What the kernel asked to stop when the supervisor was killed may need this long.
PATIENCE_SECONDS = 15.0
POLL_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class Note:
    pid: int
    began: int | None  # clock ticks since the boot
    boot: str
    stop_signal: int


def lock_var(run_dir: Path) -> IO[str]:
    return _take_lock(
        run_dir / "lock",
        "The site already runs from this folder ({owner}). End that one first, or set VAR_DIR, MEDIA_ROOT and PORT to "
        "run a second site beside it.",
    )


def lock_media(media_root: Path) -> IO[str]:
    return _take_lock(
        media_root / ".lock",
        f"Another site keeps its pictures in MEDIA_ROOT={media_root} ({{owner}}). End that one first, or set "
        "MEDIA_ROOT to a folder of this site's own.",
    )


def _take_lock(path: Path, refusal: str) -> IO[str]:
    """Takes a lock, which holds until the returned file is closed or this process ends in any way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        owner = lock.read().strip() or "just starting"
        lock.close()
        raise CannotStartError(refusal.replace("{owner}", owner)) from error
    lock.truncate(0)
    return lock


def describe_owner(lock: IO[str], url: str) -> None:
    lock.write(f"process {os.getpid()}, {url}")
    lock.flush()


def note(run_dir: Path, name: str, process: Process, stop_signal: signal.Signals) -> None:
    content = Note(pid=process.pid, began=_began(process.pid), boot=_boot(), stop_signal=int(stop_signal))
    (run_dir / f"{name}.json").write_text(json.dumps(asdict(content)))


def delete_notes(run_dir: Path) -> None:
    for path in run_dir.glob("*.json"):
        path.unlink()


def end_leftovers(run_dir: Path) -> list[str]:
    """Names of what a killed run had left running. Call it with the lock held."""
    leftovers = {path.stem: found for path in run_dir.glob("*.json") if (found := _read(path)) and _is_running(found)}
    for leftover in leftovers.values():
        with contextlib.suppress(ProcessLookupError):
            os.kill(leftover.pid, leftover.stop_signal)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and any(_is_running(leftover) for leftover in leftovers.values()):
        time.sleep(POLL_SECONDS)
    for leftover in leftovers.values():
        if _is_running(leftover):
            with contextlib.suppress(ProcessLookupError):  # it ended by itself just now
                os.killpg(leftover.pid, signal.SIGKILL)
    delete_notes(run_dir)
    return list(leftovers)


def _read(path: Path) -> Note | None:
    """Returns the note, or None for one that a full disk or a kill left unfinished."""
    try:
        return Note(**json.loads(path.read_text()))
    except (ValueError, TypeError):
        return None


def _is_running(written: Note) -> bool:
    return written.began is not None and written.boot == _boot() and _began(written.pid) == written.began


def _began(pid: int) -> int | None:
    """Returns when a process began; None if there is no such process, or only a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces
    state, began = fields[0], fields[19]  # fields 3 and 22 of proc(5)
    return None if state == "Z" else int(began)


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
