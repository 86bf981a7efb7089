"""Opens a file of networks, and closes it."""

from __future__ import annotations

import mmap
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ml_core.errors import WeightsRefused
from ml_core.network_pickle import limits
from ml_core.network_pickle.first_bytes import START_BYTES, check_start
from ml_core.network_pickle.networks import Network, networks_of
from ml_core.network_pickle.opcodes import run
from ml_core.network_pickle.source import Source


@contextmanager
def open_networks(path: Path) -> Iterator[tuple[Network, ...]]:
    """(G, D, Gs) as such a file has them, or the one network it holds. Arrays are read on demand, while it is open.

    Raises:
        WeightsRefused: the file can't be read, or holds anything but networks as NVIDIA's StyleGAN 1 code saves them.
    """
    with _mapped(path) as data:
        source = Source(path.name, data)
        yield networks_of(source, run(source))


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    try:
        _check_file(path)
        with path.open("rb") as file:
            check_start(path.name, file.read(START_BYTES))
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path, or emptied since the look
        raise WeightsRefused(f"{path} can't be read ({error}). Give the path of a readable network file.") from error
    with data:
        yield data


def _check_file(path: Path) -> None:
    """Checks a file before it is opened: opening a pipe would wait for its writer."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise WeightsRefused(f"{path} is no ordinary file. Give the path of a network file.")
    if status.st_size > limits.MAX_FILE_BYTES:
        raise WeightsRefused(
            f"{path.name} has {status.st_size:,} bytes, more than the {limits.MAX_FILE_BYTES:,} that are read. "
            "NVIDIA's network files have less than 400 million: this isn't one."
        )
