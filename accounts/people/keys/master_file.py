"""The master keys of a site whose operator gave none: a file with one a line, the one in use first."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from accounts.people.keys.errors import MasterKeyError
from accounts.people.keys.master import MasterKey, parse_master_key
from accounts.people.keys.private_file import make_private_file, replace_private_file

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_key_file(path: Path) -> list[MasterKey]:
    """Returns the keys in the file, or none if there is no such file. Raises MasterKeyError."""
    try:
        mode = path.stat().st_mode
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    if mode & OTHERS:
        raise MasterKeyError(
            f"{path} can be read by others (mode {stat.S_IMODE(mode):o}), and with it every picture. "
            f"Run `chmod 600 {path}`."
        )
    keys = [line.strip() for line in lines if line.strip()]
    if not keys:
        raise MasterKeyError(f"{path} is empty. Put your copy of it back: without it no picture can be read.")
    return [parse_master_key(text, found_in=f"Line {place} of {path}") for place, text in enumerate(keys, 1)]


def make_key_file(path: Path, key: MasterKey) -> None:
    """Keeps the one that is there by now, if there is one. Raises MasterKeyError."""
    try:
        make_private_file(path, f"{key.text}\n")
    except OSError as error:
        raise _unreadable(path, error) from error


def write_key_file(path: Path, keys: Sequence[MasterKey]) -> None:
    try:
        replace_private_file(path, "".join(f"{key.text}\n" for key in keys))
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> MasterKeyError:
    return MasterKeyError(
        f"The site's master key cannot be kept in {path}: {error}. Make it a file that only user {os.geteuid()} may "
        "read and write, set VAR_DIR to another folder, or give MASTER_KEY."
    )
