"""Nothing tells who it was after a withdrawal: not the disk, the database and its own files, Valkey, or backups."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import ConsentRecord, Erasure, ErasureCause, Person
from generation.erasing.services import erase_people
from generation.exporting.services import request_export
from generation.exporting.workflow import make_export
from generation.models import Job
from generation.storage.files import read_file
from tests.generation.conftest import files_in
from tests.generation.everything import PHOTOS, make_everything
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Wilhelmina Quackenbush", "박새벽별")


@pytest.fixture
def job(alice_client: Client, media: Path, quick_engine: QuickEngine, caplog: pytest.LogCaptureFixture) -> Job:
    """A finished job with everything, and all of it once more in an export."""
    caplog.set_level(logging.DEBUG)
    job = make_everything(alice_client, NAMES)
    make_export(request_export(account=job.owner).pk)
    return job


@pytest.fixture
def backup(job: Job, media: Path, tmp_path: Path) -> Path:
    """A backup of the private files, made the night before."""
    folder = tmp_path / "backup"
    shutil.copytree(media, folder)
    return folder


@pytest.fixture
def contents(job: Job, media: Path) -> list[bytes]:
    """The decrypted contents of all files."""
    return [*PHOTOS, *(read_file(name) for name in files_in(media))]


@pytest.fixture
def gone(job: Job, backup: Path, contents: list[bytes]) -> list[str]:
    """The ids that led to something."""
    people = job.family.parents
    ids = [str(pk) for pk in (job.pk, job.family_id, job.child_id, *(person.portrait.pk for person in people))]
    erase_people([job.family.parent_b], cause=ErasureCause.WITHDRAWN)
    assert None not in Erasure.objects.values_list("erased_at", flat=True)
    return ids


def test_no_file_is_left(gone: list[str], media: Path) -> None:
    assert list(media.rglob("*/*")) == []


def test_no_row_leads_to_them(gone: list[str]) -> None:
    """Ledger and receipts hold ids of people; of what was theirs there is only a receipt's list of folders."""
    assert not Person.objects.exists()
    spoken_of = ConsentRecord._meta.db_table, Erasure._meta.db_table
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row::text FROM "{table}" row')  # noqa: S608
            rows = "\n".join(row for (row,) in cursor.fetchall())
            assert not any(name in rows for name in NAMES)
            if table not in spoken_of:
                assert not any(pk in rows for pk in gone), f"{table} still speaks of what has gone."


def test_the_database_s_own_files_never_held_a_name(gone: list[str]) -> None:
    """Not even where it keeps what was deleted, and its journal."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone()
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert len(files) > 100
    markers = [name.encode() for name in NAMES]
    assert [path for path in files if any(marker in _read(path) for marker in markers)] == []


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # put away by the database since
        return b""


def test_valkey_holds_no_name_and_no_face(gone: list[str], contents: list[bytes]) -> None:
    client: Any = redis.Redis.from_url(settings.REDIS_URL)
    held = b"\n".join(client.dump(key) or b"" for key in client.scan_iter())
    for marker in [*(name.encode() for name in NAMES), *(data[len(data) // 2 :][:24] for data in contents)]:
        assert len(marker) < 12 or marker not in held


def test_nothing_of_a_backup_can_be_opened(gone: list[str], backup: Path, media: Path) -> None:
    shutil.copytree(backup, media, dirs_exist_ok=True)
    names = files_in(media)
    assert len(names) >= 2 + 8 + 3 + 4
    for name in names:
        with pytest.raises(FileNotFoundError, match="key destroyed"):
            read_file(name)


def test_nothing_of_a_backup_holds_a_name_or_a_face(gone: list[str], backup: Path, contents: list[bytes]) -> None:
    markers = [data[len(data) // 2 :][:24] for data in contents if len(data) > 48]
    for folder, _folders, files in os.walk(backup):
        for name in files:
            data = (Path(folder) / name).read_bytes()
            assert not any(marker in data for marker in markers)


def test_the_logs_name_nobody(gone: list[str], caplog: pytest.LogCaptureFixture) -> None:
    assert not any(name in caplog.text for name in NAMES)
