"""A place of its own for each run of the tests, so that several can run side by side and none touches real data."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import django

from babysite import processes
from babysite.database_owner import connect_as_owner
from babysite.embedded.postgres import PostgresServer
from babysite.embedded.running import start_server
from babysite.embedded.valkey import ValkeyServer
from babysite.paths import BASE_DIR

NUM_PLACES = 32
# Test data need not survive a power cut.
QUICK_SETTINGS = {"fsync": "off", "full_page_writes": "off"}

_held: list[IO[str]] = []


def claim_place() -> Path:
    """A folder under var/test that no other run uses now. What an earlier run left there (a database server's files)
    saves this one the time to make it."""
    for number in range(NUM_PLACES):
        place = BASE_DIR / "var" / "test" / str(number)
        place.mkdir(parents=True, exist_ok=True)
        lock = (place / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)  # until this process ends
        return place
    raise RuntimeError(f"{NUM_PLACES} runs of the tests use {BASE_DIR / 'var' / 'test'} at once. Wait for one to end.")


def prepare_environment() -> None:
    """Points the settings to a place of this run's own, then loads Django with them."""
    place = claim_place()
    os.environ.update(
        DJANGO_SETTINGS_MODULE="babysite.settings",
        ENV_FILE=os.devnull,  # never the site's own .env
        VAR_DIR=str(place),
        MEDIA_ROOT=str(place / "media"),
        SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
        SITE_URL="http://testserver",
        WEB_PROCESSES="1",  # unless a test asks for more
        GENERATOR="",  # the built-in one, whatever the machine's owner uses
    )
    os.environ.setdefault("MODELS_DIR", str(BASE_DIR / "var" / "models"))
    (place / "static").mkdir(exist_ok=True)  # whitenoise wants it when the application is imported
    django.setup()
    connect_as_owner()  # who makes the tests' database, and empties the ledger between tests


@contextmanager
def running_servers() -> Iterator[None]:
    """Starts PostgreSQL and Valkey, each only where no address is given."""
    place = Path(os.environ["VAR_DIR"])
    started: dict[processes.Process, signal.Signals] = {}
    try:
        if not os.environ.get("DATABASE_URL"):
            started[start_server(PostgresServer(place, QUICK_SETTINGS))] = signal.SIGINT
        if not os.environ.get("REDIS_URL"):
            started[start_server(ValkeyServer(place))] = signal.SIGTERM
        yield
    finally:
        processes.end(started, patience=20)
