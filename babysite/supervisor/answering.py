from __future__ import annotations

import http.client
import socket
import time

from babysite.supervisor.console import CannotStartError
from babysite.supervisor.listening import url_of
from babysite.supervisor.parts import Part

MAX_WEB_START_SECONDS = 60.0
POLL_SECONDS = 0.1


def wait_for_web(web: Part, listening: socket.socket) -> None:
    """Waits until a browser that opens the address gets an answer. Raises CannotStartError."""
    deadline = time.monotonic() + MAX_WEB_START_SECONDS
    while not _answers(listening):
        if web.has_died():
            raise CannotStartError(f"The web process {web.bury()}; the reason stands above.")
        if time.monotonic() > deadline:
            raise CannotStartError(f"The web process did not answer within {MAX_WEB_START_SECONDS:.0f} s.")
        time.sleep(POLL_SECONDS)


def _answers(listening: socket.socket) -> bool:
    """Returns True for any answer: under the operator's ALLOWED_HOSTS ours may be a refusal."""
    host, port = url_of(listening).removeprefix("http://").removesuffix("/").rsplit(":", 1)
    connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=2.0)
    try:
        connection.request("GET", "/healthz/")
        return bool(connection.getresponse())
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
