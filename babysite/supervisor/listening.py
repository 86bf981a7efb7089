"""The address of the site. Bound by the supervisor and lent to the web process, so that nobody takes it in between."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from pathlib import Path

from babysite.supervisor.console import CannotStartError

DEFAULT_PORT = 8000
NUM_PORTS_TRIED = 100
BACKLOG = 2048


def listen(host: str, port: int | None, *, remembered: Path) -> socket.socket:
    """Opens the socket. port: None = the one used last time (a bookmark must stay right), else 8000, else the next free
    one.
    """
    if port is not None:
        return _listen_on_one_of(host, [port])
    listening = _listen_on_one_of(host, [*_read(remembered), *range(DEFAULT_PORT, DEFAULT_PORT + NUM_PORTS_TRIED)])
    remembered.write_text(str(listening.getsockname()[1]))
    return listening


def url_of(listening: socket.socket) -> str:
    """Returns the address as one would type it on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _read(remembered: Path) -> list[int]:
    text = remembered.read_text().strip() if remembered.exists() else ""
    return [int(text)] if text.isdigit() else []


def _listen_on_one_of(host: str, ports: Iterable[int]) -> socket.socket:
    tried: list[int] = []
    for port in ports:
        tried.append(port)
        listening = _try_listen(host, port)
        if listening is not None:
            return listening
    if len(tried) == 1:
        raise CannotStartError(
            f"Port {tried[0]} of {host} is in use by another program. Set PORT to a free one (in .env, or "
            f"`PORT={tried[0] + 1} make run`), or leave it unset and one is chosen."
        )
    raise CannotStartError(f"No port of {host} from {min(tried)} to {max(tried)} is free. Set PORT to one that is.")


def _try_listen(host: str, port: int) -> socket.socket | None:
    """Returns the socket, or None if the port is taken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError) as error:
        raise CannotStartError(f"HOST={host} PORT={port} is no address of this machine: {error}") from error
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise CannotStartError(
            f"Cannot listen on {host} port {port}: {error.strerror}. Set HOST and PORT to an address of this machine "
            "that you may use (ports below 1024 need root)."
        ) from error
    return listening
