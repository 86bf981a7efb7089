from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from babysite import processes
from babysite.embedded import server as server_module
from babysite.embedded.errors import EmbeddedServerError
from babysite.embedded.postgres import PostgresServer
from babysite.embedded.running import start_server
from babysite.embedded.server import Server
from babysite.embedded.valkey import ValkeyServer
from babysite.paths import postgres_home, socket_dir, valkey_socket, valkey_url


class Servers:
    """Starts what a test asks for and ends it afterwards."""

    def __init__(self) -> None:
        self.processes: dict[processes.Process, signal.Signals] = {}

    def start(self, server: Server) -> processes.Process:
        process = start_server(server)
        self.processes[process] = signal.SIGINT
        return process


@pytest.fixture
def starter() -> Iterator[Servers]:
    starter = Servers()
    yield starter
    processes.end(starter.processes, patience=10)


def connect(var: Path) -> psycopg2.extensions.connection:
    return psycopg2.connect(host=str(socket_dir(postgres_home(var))), user="babysite", dbname="babysite")


def valkey(var: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(valkey_socket(var)))


def test_rows_survive_a_killed_database(home: Path, starter: Servers) -> None:
    first = starter.start(PostgresServer(home))
    with connect(home) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
    connection.close()
    processes.bury(first)

    starter.start(PostgresServer(home))
    with connect(home) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT number FROM kept")
        assert cursor.fetchone() == (7,)
    connection.close()


@pytest.mark.parametrize("number", ["1", ""])
def test_a_note_whose_number_belongs_to_a_stranger_by_now_is_in_nobodys_way(
    home: Path, starter: Servers, number: str
) -> None:
    """As after a power cut, when numbers begin anew."""
    processes.bury(starter.start(PostgresServer(home)))
    postgres = postgres_home(home)
    for note in (postgres / "data" / "postmaster.pid", postgres / ".s.PGSQL.5432.lock"):
        note.write_text("\n".join([number, *note.read_text().splitlines()[1:]]) + "\n")
    starter.start(PostgresServer(home))
    connect(home).close()


def test_queued_messages_survive_a_killed_valkey(home: Path, starter: Servers) -> None:
    first = starter.start(ValkeyServer(home))
    with valkey(home) as client:
        client.rpush("queue", "message")
    processes.bury(first)

    starter.start(ValkeyServer(home))
    with valkey(home) as client:
        assert client.lrange("queue", 0, -1) == [b"message"]


def test_two_copies_of_the_site_do_not_meet(home: Path, starter: Servers) -> None:
    for name in ("one", "two"):
        starter.start(ValkeyServer(home / name))
        with valkey(home / name) as client:
            client.set("name", name)
    with valkey(home / "one") as client:
        assert client.get("name") == b"one"


def test_a_path_too_long_for_a_socket_still_works(home: Path, starter: Servers) -> None:
    deep = home / ("long-" * 20)
    starter.start(ValkeyServer(deep))
    with valkey(deep) as client:
        assert client.ping()


def test_a_first_run_that_was_interrupted_is_begun_again(home: Path, starter: Servers) -> None:
    unfinished = home / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    starter.start(PostgresServer(home))
    connect(home).close()


def test_a_server_that_cannot_be_set_up_is_named_and_ended(home: Path, starter: Servers) -> None:
    """As on a full disk: it answers, but makes no database."""
    with pytest.raises(EmbeddedServerError, match=r"postgres could not be set up: .* read-only transaction"):
        starter.start(PostgresServer(home, {"default_transaction_read_only": "on"}))
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()


def test_damaged_data_are_named_with_what_to_do(home: Path, starter: Servers) -> None:
    processes.end({starter.start(PostgresServer(home)): signal.SIGINT}, patience=10)
    (home / "postgres" / "data" / "global" / "pg_control").write_bytes(b"nonsense")
    with pytest.raises(EmbeddedServerError, match="backup of that folder"):
        starter.start(PostgresServer(home))


def test_a_second_server_on_the_same_data_is_refused(home: Path, starter: Servers) -> None:
    starter.start(PostgresServer(home))
    with pytest.raises(EmbeddedServerError, match="Another PostgreSQL"):
        starter.start(PostgresServer(home))


def test_a_full_disk_is_named_before_anything_starts(
    home: Path, starter: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "MIN_FREE_BYTES", 2**60)  # no disk has as much
    with pytest.raises(EmbeddedServerError, match="full"):
        starter.start(PostgresServer(home))


@pytest.mark.parametrize("name", ["a b 한글", '100%41#1?x,y "q"'], ids=["spaces and Hangul", "signs of addresses"])
def test_servers_run_in_folders_of_any_name(home: Path, starter: Servers, name: str) -> None:
    starter.start(PostgresServer(home / name))
    starter.start(ValkeyServer(home / name))
    with connect(home / name) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 7")
        assert cursor.fetchone() == (7,)
    connection.close()
    with redis.Redis.from_url(valkey_url(home / name)) as client:
        assert client.ping()
