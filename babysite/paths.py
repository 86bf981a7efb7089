"""Paths of what the site makes by itself. Pure: nothing here touches the disk or Django."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parent.parent

# sun_path holds 108 bytes with its final zero; PostgreSQL adds "/.s.PGSQL.5432" and, while starting, ".lock".
MAX_SOCKET_DIR_BYTES = 107 - len("/.s.PGSQL.5432.lock")
SPECIAL_IN_ADDRESSES = re.compile(r"""[,%#?@&;"'\\\x00-\x1f]""")


def var_dir() -> Path:
    """Returns VAR_DIR of the environment, else var/ beside manage.py."""
    return (BASE_DIR / (os.environ.get("VAR_DIR") or "var")).resolve()


def socket_dir(home: Path) -> Path:
    """A server's socket lies in its own folder, or below /tmp when that path is too long for a socket, or holds what
    the addresses of servers use in another sense: PostgreSQL's client takes a comma for the end of a name, say.

    Not in the folder that TMPDIR names: every process of the site must come to the same one. Sockets instead of ports:
    two copies of the site on one machine can never meet.
    """
    if len(os.fsencode(home)) <= MAX_SOCKET_DIR_BYTES and not SPECIAL_IN_ADDRESSES.search(str(home)):
        return home
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path("/tmp") / f"babysite-{os.geteuid()}-{digest}"  # noqa: S108 - a folder that a stranger made first is refused


def postgres_home(var: Path) -> Path:
    return var / "postgres"


def valkey_home(var: Path) -> Path:
    return var / "valkey"


def valkey_socket(var: Path) -> Path:
    return socket_dir(valkey_home(var)) / "valkey.sock"


def valkey_url(var: Path) -> str:
    return f"unix://{quote(str(valkey_socket(var)))}?db=0"
