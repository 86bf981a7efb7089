"""Startup of a server: waiting until it answers, or saying why it does not."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg2

from babysite.embedded.errors import EmbeddedServerError
from babysite.embedded.server import Server
from babysite.processes import STOP_SECONDS, Process, bury, end, has_ended, start

# A database that was killed reads its journal first, on a slow disk for a while.
MAX_START_SECONDS = 60.0
POLL_SECONDS = 0.05
NUM_LOG_LINES_SHOWN = 8


def start_server(server: Server) -> Process:
    """Returns once it takes connections. Raises EmbeddedServerError. Leaves nothing running unless it returns."""
    command = server.prepare()
    begin = server.log.stat().st_size if server.log.exists() else 0
    process = start(command)
    try:
        _wait_until_ready(server, process, begin)
        server.finish_start()
    except psycopg2.Error as error:  # a full disk, or the server was killed just then
        end({process: command.stop_signal}, patience=STOP_SECONDS)
        raise EmbeddedServerError(describe_end(server, f"could not be set up: {str(error).strip()}", begin)) from error
    except BaseException:
        end({process: command.stop_signal}, patience=STOP_SECONDS)
        raise
    return process


def _wait_until_ready(server: Server, process: Process, begin: int) -> None:
    deadline = time.monotonic() + MAX_START_SECONDS
    while not server.is_ready(process.pid):
        if has_ended(process):
            raise EmbeddedServerError(describe_end(server, f"ended at once, with status {bury(process)}", begin))
        if time.monotonic() > deadline:
            raise EmbeddedServerError(describe_end(server, f"did not answer within {MAX_START_SECONDS:.0f} s", begin))
        time.sleep(POLL_SECONDS)


def describe_end(server: Server, what: str, begin: int) -> str:
    """Describes how a server ended. begin: where in the log this run started."""
    log = read_log(server.log, begin)
    shown = "\n".join(f"    {line}" for line in log.splitlines()[-NUM_LOG_LINES_SHOWN:])
    return f"{server.name} {what}.\n{shown}\n{server.explain(log)}\nIts whole log: {server.log}"


def read_log(log: Path, begin: int) -> str:
    with log.open("rb") as file:
        file.seek(begin)
        return file.read().decode(errors="replace")
