"""Checks before anything starts: folders that cannot be written to, servers that do not answer, a missing
generator."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import redis
from django.conf import settings
from django.db import Error, connection

from accounts.people.keys.errors import MasterKeyError
from accounts.people.keys.master import parse_master_key
from accounts.people.keys.master_file import read_key_file
from babysite.paths import BASE_DIR
from babysite.processes import bare_environment
from babysite.supervisor.console import CannotStartError, say

PATIENCE_SECONDS = 5.0
SUPERUSER = (
    "DATABASE_URL signs in as a superuser of PostgreSQL, who could switch off the ledger's triggers. Give the site a "
    "role that is none: CREATE ROLE name LOGIN PASSWORD '...'; ALTER DATABASE ... OWNER TO name."
)

AS_ROOT = (
    "Started by root, so the web process and the workers run as root too; only databases and decoders have users of "
    "their own. An ordinary user is safer, see SECURITY.md."
)


def check_folder(name: str, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStartError(
            f"{name}={folder} cannot be made: {error.strerror}. Set it to a folder of yours."
        ) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise CannotStartError(
            f"{name}={folder} cannot be written to by user {os.geteuid()}. It may have been made by root: run "
            f"`sudo chown -R $(id -u) {folder}`, or set {name} to a folder of yours."
        )


def close_to_others(folder: Path) -> None:
    """Root's folder is left passable, not listable: the account of its database has a folder of its own in it."""
    if os.geteuid() == 0:
        folder.chmod(0o711)
    elif folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        folder.chmod(0o700)


def check_proxy() -> None:
    if settings.HTTPS_ONLY and not settings.TRUSTED_PROXY_COUNT:
        raise CannotStartError(
            "HTTPS_ONLY is set, but the site itself speaks plain HTTP, so every page would redirect for ever. Let a "
            "proxy with a certificate stand in front, and set TRUSTED_PROXY_COUNT=1 (.env.example says more)."
        )


def check_master_key() -> None:
    """Checks the form of the given key; whether it is the right one is checked later against the database."""
    given = {
        "MASTER_KEY": [settings.MASTER_KEY] if settings.MASTER_KEY else [],
        "MASTER_KEY_OLD": settings.MASTER_KEY_OLD,
    }
    try:
        for name, texts in given.items():
            for text in texts:
                parse_master_key(text, found_in=name)
        if not settings.MASTER_KEY:
            read_key_file(settings.MASTER_KEY_FILE)
    except MasterKeyError as error:
        raise CannotStartError(str(error)) from error


def check_generator() -> None:
    """Asks only about one that was chosen: the built-in one's statistics ship, and `make models` brings its weights.

    A process of its own asks: numpy would bring threads, and this one must have none when it starts others.
    """
    if not settings.GENERATOR:
        return
    command = [sys.executable, "-m", "babysite.supervisor.generator"]
    environment = bare_environment("HOME", "PYTHONPATH", "VAR_DIR", "MODELS_DIR", "GENERATOR")
    answer = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True)
    if answer.returncode != 0:
        raise CannotStartError(
            f"GENERATOR={settings.GENERATOR} cannot draw faces here: {answer.stderr.strip()}\nUnset, the site uses its "
            "built-in generator."
        )


def check_seccomp() -> None:
    """Tries the filter in a process of its own: there is no way back from it."""
    command = [sys.executable, "-m", "generation.portraits.seccomp"]
    answer = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    if answer.returncode == 0:
        return
    reason = f"This system offers no seccomp filter for the process that decodes photos: {answer.stderr.strip()}."
    if settings.REQUIRE_SECCOMP:
        raise CannotStartError(
            f"{reason} REQUIRE_SECCOMP is set, so the site doesn't start. Unset, it goes on without."
        )
    say(f"{reason} It is held by its limits of memory, time, files and processes alone.")


def check_user() -> None:
    """Tells root what would be safer. The site does not step down: its folders would have to change hands first."""
    if os.geteuid() == 0:
        say(AS_ROOT)


def check_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() == (True,):
                say(SUPERUSER)
    except Error as error:
        raise CannotStartError(
            f"DATABASE_URL is given, but that PostgreSQL does not let us in: {str(error).strip()}\nStart it or correct "
            "the address. Unset, the site starts one of its own."
        ) from error
    finally:
        connection.close()


def check_broker() -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
    )
    try:
        client.ping()
    except redis.RedisError as error:
        raise CannotStartError(
            f"REDIS_URL is given, but that Valkey or Redis does not let us in: {error}\nStart it or correct the "
            "address. Unset, the site starts one of its own."
        ) from error
    finally:
        client.close()
