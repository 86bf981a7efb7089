from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from typing import IO, NoReturn

from django.conf import settings

from babysite import processes
from babysite.embedded.errors import EmbeddedServerError
from babysite.paths import BASE_DIR
from babysite.supervisor import ownership
from babysite.supervisor.errors import CannotStartError
from babysite.supervisor.listening import listen, url_of
from babysite.supervisor.parts import Part, server_parts, web_part, worker_parts

WATCH_SECONDS = 0.2
MAX_WEB_START_SECONDS = 60.0
# Workers give a job this long to reach a point where it can be left.
STOP_SECONDS = 10.0


class StopRequested(BaseException):
    """Raised where a signal interrupts us. Not an Exception: nothing on the way may swallow it."""


class Site:
    def __init__(self) -> None:
        self.run_dir = settings.VAR_DIR / "run"
        self.lock: IO[str] | None = None
        self.listening: socket.socket | None = None
        self.servers: list[Part] = []
        self.programs: list[Part] = []

    def start(self) -> None:
        self.lock = ownership.take_lock(self.run_dir)
        for name in ownership.end_leftovers(self.run_dir):
            say(f"Ended {name}, left over from a run that was killed.")
        self.listening = listen(settings.HOST, settings.PORT, remembered=self.run_dir / "port")
        url = url_of(self.listening)
        ownership.describe_owner(self.lock, url)

        self.servers = server_parts(
            settings.VAR_DIR, database=settings.HAS_OWN_DATABASE, broker=settings.HAS_OWN_BROKER
        )
        for server in self.servers:
            self._begin(server)
        _prepare()
        web = web_part(self.listening.fileno())
        self.programs = [web]
        self._begin(web)
        _wait_for_web(web, self.listening)
        for worker in worker_parts():
            self.programs.append(worker)
            self._begin(worker)
        say(f"babysite is up: {url} (Ctrl-C ends it)")

    def watch(self) -> NoReturn:
        while True:
            for part in [*self.servers, *self.programs]:
                self._tend(part)
            time.sleep(WATCH_SECONDS)

    def stop(self) -> None:
        """Programs first, so that they can still write to the servers what they must."""
        for parts in (self.programs, self.servers):
            running = {part.process: part.stop_signal for part in parts if part.process}
            processes.end(running, patience=STOP_SECONDS)
        if self.lock:
            ownership.forget_all(self.run_dir)
            self.lock.close()

    def _begin(self, part: Part) -> None:
        process = part.begin()
        ownership.note(self.run_dir, part.name, process, part.stop_signal)

    def _tend(self, part: Part) -> None:
        if part.has_died():
            how = part.bury()
            say(f"{part.name} {how}; starting it again in {part.postpone():g} s.")
        elif part.is_due():
            try:
                self._begin(part)
            except EmbeddedServerError as error:
                say(f"{error}\nTrying again in {part.postpone():g} s.")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _prepare() -> None:
    result = subprocess.run([sys.executable, "-m", "babysite.supervisor.prepare"], cwd=BASE_DIR)
    if result.returncode != 0:
        raise CannotStartError("The database or the static files could not be prepared; the reason stands above.")


def _wait_for_web(web: Part, listening: socket.socket) -> None:
    deadline = time.monotonic() + MAX_WEB_START_SECONDS
    while not _answers(listening):
        if web.has_died():
            raise CannotStartError(f"The web process {web.bury()}; the reason stands above.")
        if time.monotonic() > deadline:
            raise CannotStartError(f"The web process did not answer within {MAX_WEB_START_SECONDS:.0f} s.")


def _answers(listening: socket.socket) -> bool:
    """Any answer will do: under the operator's ALLOWED_HOSTS ours may be a refusal."""
    host, port = url_of(listening).removeprefix("http://").removesuffix("/").rsplit(":", 1)
    connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=0.5)
    try:
        connection.request("GET", "/healthz/")
        return bool(connection.getresponse())
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
