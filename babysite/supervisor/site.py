from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO, NoReturn

from django.conf import settings

from babysite import processes
from babysite.embedded.errors import EmbeddedServerError
from babysite.embedded.logs import remove_old_logs, rotate_logs
from babysite.paths import BASE_DIR, postgres_home
from babysite.supervisor import checks, ownership, temporary
from babysite.supervisor.answering import wait_for_web
from babysite.supervisor.console import CannotStartError, say
from babysite.supervisor.listening import listen, url_of
from babysite.supervisor.parts import Part, server_parts, web_part, worker_parts

WATCH_SECONDS = 0.2
# Workers give a job this long to reach a point where it can be left.
STOP_SECONDS = 10.0


class StopRequested(BaseException):
    """A signal interrupted the supervisor. Not an Exception: nothing on the way may swallow it."""


class Site:
    """Raises ImproperlyConfigured for a setting that makes no sense."""

    def __init__(self) -> None:
        self.run_dir = settings.VAR_DIR / "run"
        self.locks: list[IO[str]] = []
        self.servers: list[Part] = []
        self.programs: list[Part] = []
        self.day = datetime.now(UTC).date()

    def start(self) -> None:
        checks.check_proxy()
        checks.check_user()
        for name in ("VAR_DIR", "MEDIA_ROOT"):
            checks.check_folder(name, getattr(settings, name))
        checks.close_to_others(settings.VAR_DIR)
        checks.check_master_key()
        checks.check_generator()
        checks.check_seccomp()
        self.locks.append(ownership.lock_var(self.run_dir))
        for name in ownership.end_leftovers(self.run_dir):
            say(f"Ended {name}, left over from a run that was killed.")
        for folder in (settings.TMP_DIR, settings.SCRATCH_DIR):
            temporary.empty(folder)
        self.locks.append(ownership.lock_media(settings.MEDIA_ROOT))
        listening = listen(settings.HOST, settings.PORT, remembered=self.run_dir / "port")
        for lock in self.locks:
            ownership.describe_owner(lock, url_of(listening))
        self.environment = {
            **os.environ,
            "TMPDIR": str(settings.TMP_DIR),
            "PORT": str(listening.getsockname()[1]),  # of the addresses in letters
        }
        self._start_servers()
        remove_old_logs(settings.VAR_DIR / "logs")
        _prepare(self.environment)
        self._start_programs(listening)
        say(f"babysite is up: {url_of(listening)} (Ctrl-C ends it)")

    def watch(self) -> NoReturn:
        while True:
            for part in [*self.servers, *self.programs]:
                self._tend(part)
            self._tend_logs()
            time.sleep(WATCH_SECONDS)

    def stop(self) -> None:
        """Stops the programs first, so that they can still write to the servers what they must."""
        for parts in (self.programs, self.servers):
            running = {part.process: part.stop_signal for part in parts if part.process}
            processes.end(running, patience=STOP_SECONDS)
        if self.locks:
            ownership.delete_notes(self.run_dir)
        for lock in self.locks:
            lock.close()

    def _start_servers(self) -> None:
        own_database, own_broker = settings.HAS_OWN_DATABASE, settings.HAS_OWN_BROKER
        if own_database and not postgres_home(settings.VAR_DIR).exists():
            say("Making a database. Only the first start takes this long ...")
        self.servers = server_parts(settings.VAR_DIR, database=own_database, broker=own_broker)
        for server in self.servers:
            self._begin(server)
        if not own_database:
            checks.check_database()
        if not own_broker:
            checks.check_broker()

    def _start_programs(self, listening: socket.socket) -> None:
        web = web_part(listening.fileno(), self.environment)
        self.programs = [web, *worker_parts(self.environment)]
        for part in self.programs:
            self._begin(part)
        wait_for_web(web, listening)
        self.listening = listening  # kept open: a web process that is started again inherits it

    def _tend_logs(self) -> None:
        today = datetime.now(UTC).date()
        if self.day != today:
            self.day = today
            rotate_logs(settings.VAR_DIR / "logs")

    def _begin(self, part: Part) -> None:
        process = part.begin()
        with contextlib.suppress(OSError):  # a full disk: the note is a help for the next run, not a need of this one
            ownership.note(self.run_dir, part.name, process, part.stop_signal)

    def _tend(self, part: Part) -> None:
        if part.has_died():
            how = part.bury()
            say(f"{part.name} {how}; starting it again in {part.postpone():g} s.")
        elif part.is_due():
            try:
                self._begin(part)
            except (EmbeddedServerError, OSError) as error:
                say(f"{part.name}: {error}\nTrying again in {part.postpone():g} s.")


def _prepare(environment: Mapping[str, str]) -> None:
    """Prepares tables and static files."""
    command = [sys.executable, "-m", "babysite.supervisor.prepare"]
    process = processes.start(processes.Command(arguments=command, directory=BASE_DIR, environment=environment))
    try:
        status = process.wait()
    finally:
        processes.bury(process)
    if status != 0:
        raise CannotStartError("The database, the keys or the files could not be prepared; the reason stands above.")
