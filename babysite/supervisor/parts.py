"""The processes that make up the site, and the rule by which one that died is started again."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from babysite.embedded.postgres import PostgresServer
from babysite.embedded.running import start_server
from babysite.embedded.server import Server
from babysite.embedded.valkey import ValkeyServer
from babysite.paths import BASE_DIR
from babysite.processes import Command, Process, bury, has_ended, start

FIRST_DELAY_SECONDS = 0.5
MAX_DELAY_SECONDS = 30.0
# One that ran this long was healthy: its next death counts as the first.
HEALTHY_SECONDS = 60.0


class Part:
    """A part of the site. launch: starts the process and returns once it is of use."""

    def __init__(
        self, name: str, launch: Callable[[], Process], *, stop_signal: signal.Signals = signal.SIGTERM
    ) -> None:
        self.name = name
        self.launch = launch
        self.stop_signal = stop_signal
        self.process: Process | None = None
        self.num_deaths = 0
        self.began = 0.0
        self.due = 0.0

    def begin(self) -> Process:
        self.began = time.monotonic()
        self.process = self.launch()
        return self.process

    def has_died(self) -> bool:
        return self.process is not None and has_ended(self.process)

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.due

    def bury(self) -> str:
        """Reaps the process and describes how it ended."""
        assert self.process is not None  # noqa: S101 - `has_died` was asked
        status = bury(self.process)
        self.process = None
        return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"

    def postpone(self) -> float:
        """Returns the seconds until the next try: longer after each quick death."""
        if time.monotonic() - self.began > HEALTHY_SECONDS:
            self.num_deaths = 0
        delay = min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0**self.num_deaths)
        self.num_deaths += 1
        self.due = time.monotonic() + delay
        return delay


def server_parts(var: Path, *, database: bool, broker: bool) -> list[Part]:
    parts: list[Part] = []
    if database:
        parts.append(_server_part(PostgresServer(var), signal.SIGINT))
    if broker:
        parts.append(_server_part(ValkeyServer(var), signal.SIGTERM))
    return parts


def web_part(listening_fd: int, environment: Mapping[str, str]) -> Part:
    module = ["babysite.web", "--fd", str(listening_fd)]
    return _python_part("web", module, environment=environment, keep_files=(listening_fd,))


def worker_parts(environment: Mapping[str, str]) -> list[Part]:
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "2"}  # warnings about instructions of the processor are not for people
    return [
        _python_part("worker-light", ["babysite.worker", "light"], environment=environment),
        _python_part("worker-heavy", ["babysite.worker", "heavy"], environment={**environment, **quiet}),
    ]


def _server_part(server: Server, stop_signal: signal.Signals) -> Part:
    return Part(server.name, lambda: start_server(server), stop_signal=stop_signal)


def _python_part(
    name: str, module: list[str], *, environment: Mapping[str, str], keep_files: tuple[int, ...] = ()
) -> Part:
    command = Command(
        arguments=[sys.executable, "-m", *module],
        directory=BASE_DIR,
        environment=environment,
        keep_files=keep_files,
    )
    return Part(name, lambda: start(command))
