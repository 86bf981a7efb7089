"""The work of the light worker: removing files that could not be removed at once, and what is due."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import dramatiq
import pytest
from django.core.management import call_command
from dramatiq.worker import Worker

from accounts.work import queues
from babysite.worker import make_worker
from generation.storage import discarding
from generation.storage.discarding import discard, discard_later
from tests.babysite.running_site import wait_for
from tests.private_storage import keep_files_in

pytestmark = pytest.mark.usefixtures("servers")

SOON_MS = 100


@pytest.fixture(autouse=True)
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    keep_files_in(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture
def light_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(discarding, "FIRST_GAP_MS", SOON_MS)
    monkeypatch.setitem(discard_later.options, "min_backoff", SOON_MS)
    monkeypatch.setitem(discard_later.options, "max_backoff", SOON_MS)
    broker = dramatiq.get_broker()
    broker.flush_all()
    worker = make_worker(broker, queues.LIGHT)
    worker.start()
    yield worker
    worker.stop()
    broker.flush_all()


def cannot_be_removed(media: Path) -> tuple[str, Path]:
    """A name that the storage fails on until what is in its way has gone."""
    obstacle = media / "people" / "1" / "in-the-way"
    obstacle.mkdir(parents=True)
    return "people/1", obstacle


def test_files_are_gone_at_once(media: Path) -> None:
    for name in ("families/1/child.jpg", "people/1/original.jpg"):
        (media / name).parent.mkdir(parents=True)
        (media / name).write_bytes(b"picture")
    discard(files=["families/1/child.jpg"], folders=["people/1"])
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.timeout(60)
def test_what_cannot_be_removed_is_tried_again_until_it_can(media: Path, light_worker: Worker) -> None:
    name, obstacle = cannot_be_removed(media)
    discard(files=[name])
    assert obstacle.exists()
    obstacle.rmdir()
    wait_for(lambda: not (media / name).exists(), seconds=30, what="the file is gone")


def test_a_broker_that_is_away_does_not_keep_anyone_from_deleting(
    media: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name, _ = cannot_be_removed(media)
    away = dramatiq.get_broker().client.__class__.from_url("redis://127.0.0.1:9/0")  # type: ignore[attr-defined]
    pool = away.connection_pool
    monkeypatch.setattr(dramatiq.get_broker().client, "connection_pool", pool)  # type: ignore[attr-defined]
    discard(files=[name])
    assert "left to the sweep" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_what_happens_at_intervals_can_be_done_once_by_hand() -> None:
    said = io.StringIO()
    call_command("reconcile", stdout=said)
    assert "files removed: 0" in said.getvalue()
