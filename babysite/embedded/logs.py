"""The logs of the site's own servers: readable by their owner alone, and gone after two weeks."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

KEPT_DAYS = 14
# A server that complains without end must not fill the disk: of one day no more is kept than this.
MAX_DAY_BYTES = 50 * 1024 * 1024
OF_A_DAY = re.compile(r".+\.(\d{4}-\d{2}-\d{2})\.log")


def open_log(path: Path) -> Path:
    """Makes an empty log for a server that starts. What was in it is kept with the lines of this day."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    path.touch(mode=0o600)
    _keep(path)
    return path


def rotate_logs(folder: Path) -> None:
    """Moves what the logs hold to files named after this day, and removes those that are too old."""
    for path in folder.glob("*.log"):
        if _day_of(path) is None:
            _keep(path)
    remove_old_logs(folder)


def remove_old_logs(folder: Path) -> None:
    oldest = _today() - timedelta(days=KEPT_DAYS)
    for path in folder.glob("*.log"):
        day = _day_of(path)
        if day is not None and day < oldest:
            path.unlink()


def _keep(path: Path) -> None:
    """Empties the file instead of renaming it: the server goes on writing at its end."""
    path.chmod(0o600)
    kept = path.with_name(f"{path.stem}.{_today()}.log")
    if path.stat().st_size == 0:
        return
    is_full = kept.exists() and kept.stat().st_size > MAX_DAY_BYTES
    with path.open("rb") as lines, kept.open("wb" if is_full else "ab") as file:
        kept.chmod(0o600)
        shutil.copyfileobj(lines, file)
    os.truncate(path, 0)


def _today() -> date:
    return datetime.now(UTC).date()


def _day_of(path: Path) -> date | None:
    found = OF_A_DAY.fullmatch(path.name)
    return date.fromisoformat(found[1]) if found else None
