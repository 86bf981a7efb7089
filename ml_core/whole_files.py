"""Files that are whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Writes a file that gets its name when all of it is on the disk; a failure leaves what was there before.

    Raises:
        OSError: the disk's.
    """
    with whole_path(path) as unfinished, unfinished.open("wb") as file:
        yield file


@contextmanager
def whole_path(path: Path) -> Iterator[Path]:
    """`whole_file` for other programs: an empty file to write over, which then gets its name.

    Raises:
        OSError: the disk's.
    """
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.open("wb").close()  # where that can't be, it is told before any work
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
