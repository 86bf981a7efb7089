"""A copy of the disk, the database, Valkey or the logs of a site shows no name and no face."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import Person, User
from generation.jobs.events import announce, group_of
from generation.models import Job
from generation.storage.files import read_file
from tests.cast import signed_in
from tests.generation.conftest import files_in
from tests.generation.everything import PHOTOS, make_everything
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Zoraida Quibblewick", "김하늘별")


@pytest.fixture
def job(alice_client: Client, media: Path, quick_engine: QuickEngine, caplog: pytest.LogCaptureFixture) -> Job:
    """A finished job with everything, and an open studio page."""
    caplog.set_level(logging.DEBUG)
    join = async_to_sync(get_channel_layer().group_add)
    job = make_everything(alice_client, NAMES, begin=lambda job: join(group_of(job.pk), "a-page-that-listens"))
    announce(job.pk)
    for address in ("/families/", f"/families/{job.family_id}/", f"/jobs/{job.pk}/"):
        assert NAMES[0] in alice_client.get(address, follow=True).content.decode()
    return job


@pytest.fixture
def markers(job: Job, media: Path) -> list[bytes]:
    """Bytes that identify somebody: names, and the beginning and the middle of each photo, code and picture."""
    contents = [*PHOTOS, *(read_file(name) for name in files_in(media))]
    assert len(contents) >= 2 + 2 + 8 + 3 + 4
    parts = [part for content in contents for part in (content[:16], content[len(content) // 2 :][:24])]
    # The quick engine's animation is a word, of which half may stand anywhere.
    return [*(name.encode() for name in NAMES), *(part for part in parts if len(part) >= 12)]


def assert_none_in(haystack: bytes, markers: list[bytes]) -> None:
    lowered = haystack.lower()
    for marker in markers:
        assert marker not in haystack
        assert marker.hex().encode() not in lowered


def test_not_on_the_disk(job: Job, media: Path, markers: list[bytes]) -> None:
    names = files_in(media)
    assert any(name.endswith(".npz") for name in names)
    assert any(name.endswith(".mp4") for name in names)
    for name in names:
        assert_none_in((media / name).read_bytes() + name.encode(), markers)


def test_not_in_the_database(job: Job, markers: list[bytes]) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row::text FROM "{table}" row')  # noqa: S608
            assert_none_in("\n".join(row for (row,) in cursor.fetchall()).encode(), markers)


def test_not_in_valkey(job: Job, markers: list[bytes]) -> None:
    client: Any = redis.Redis.from_url(settings.REDIS_URL)
    held = b"\n".join(values_in(client))
    assert str(job.pk).encode() in held, "The page that listens was told nothing."
    assert b"render_preview" in held, "No message waits for the worker."
    assert_none_in(held, markers)


def values_in(client: Any) -> Iterator[bytes]:
    readers = {
        b"string": lambda key: [client.get(key)],
        b"hash": lambda key: [part for pair in client.hgetall(key).items() for part in pair],
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1),
    }
    for key in client.scan_iter():
        yield key
        yield from (value for value in readers[client.type(key)](key) if value is not None)


def test_not_in_the_logs_nor_in_letters(
    job: Job, markers: list[bytes], caplog: pytest.LogCaptureFixture, mailoutbox: list[Any]
) -> None:
    assert_none_in(caplog.text.encode(), markers)
    assert_none_in(str([email.message() for email in mailoutbox]).encode(), markers)


def test_not_in_the_admin(job: Job) -> None:
    admin = signed_in(User.objects.create_superuser("admin@example.org", "x"))
    person = job.family.parent_a
    for address in ("", f"{person.pk}/change/", f"{person.pk}/history/"):
        page = admin.get(f"/admin/accounts/person/{address}").content.decode()
        assert str(person.pk) in page
        assert NAMES[0] not in page
    assert NAMES[0] not in admin.get(f"/admin/generation/family/{job.family_id}/change/").content.decode()
    assert {str(person) for person in Person.objects.all()} == {
        str(pk) for pk in Person.objects.values_list("pk", flat=True)
    }
