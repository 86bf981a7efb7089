"""The common base of PostgreSQL and Valkey: a home, a command, a readiness check, an explanation."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Protocol

from babysite.embedded.account import Account, account_for, hand_over
from babysite.embedded.errors import EmbeddedServerError
from babysite.paths import socket_dir
from babysite.processes import Command

# Enough for a checkpoint and a rewrite of the queue's log; below it the servers would fail in the middle of a job.
MIN_FREE_BYTES = 200 * 1024 * 1024


class Server(Protocol):
    name: str
    log: Path

    def prepare(self) -> Command:
        """Makes the data folder if need be. Raises EmbeddedServerError."""

    def is_ready(self, pid: int) -> bool:
        """Returns True if connections are answered, and by the process of this number."""

    def finish_start(self) -> None:
        """Does what is left to do once the server is ready."""

    def explain(self, log: str) -> str:
        """Returns what a person can do about the failure in this log."""


def installed_at(package: str) -> Path:
    """A package's folder. Its program is all we want: imported, it would bring its own ways of starting and ending."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(f"The package {package} is not installed. Run `make setup`.")
    return Path(spec.origin).parent


def prepare_home(home: Path) -> Account | None:
    check_free_space(home)
    account = account_for(home)
    hand_over(home, account)
    sockets = socket_dir(home)
    if sockets != home:
        _prepare_socket_dir(sockets, account)
    return account


def check_free_space(path: Path) -> None:
    existing = next(folder for folder in [path, *path.parents] if folder.exists())
    free = shutil.disk_usage(existing).free
    if free < MIN_FREE_BYTES:
        raise EmbeddedServerError(
            f"The disk of {path} is full: {free // 2**20} MB are free and {MIN_FREE_BYTES // 2**20} MB are needed. "
            "Free some space, or set VAR_DIR to a folder on another disk, and start again. Nothing is lost."
        )


def _prepare_socket_dir(folder: Path, account: Account | None) -> None:
    """Makes the folder of the socket. Its name can be guessed, so one that another user made first is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner not in {os.geteuid(), account[0] if account else os.geteuid()}:
        raise EmbeddedServerError(f"{folder} was made by user {owner}, not by us. Remove it and start again.")
    if account:
        os.chown(folder, *account)
