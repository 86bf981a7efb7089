"""An export is requested once, made once, whatever happens to the worker, and deleted in time."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dramatiq
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ErasureCause, Person, User
from accounts.work import queues
from babysite.worker import make_worker
from generation.erasing.services import erase_people
from generation.exporting import workflow
from generation.exporting.services import request_export
from generation.exporting.tasks import enqueue_waiting_exports
from generation.exporting.workflow import EXPORTS, make_export
from generation.models import Export, ExportState, Job
from generation.privacy.services import close_account
from generation.retention.schedule import expire
from generation.storage import serving
from generation.storage.files import read_file
from generation.storage.sweeping import sweep_files
from tests.babysite.running_site import wait_for
from tests.cast import signed_in
from tests.generation.conftest import files_in
from tests.generation.exporting.conftest import PAGE, ask_for_export, download, freshly_signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def exports_in(media: Path) -> list[str]:
    return [name for name in files_in(media) if name.startswith("exports/")]


def let_time_pass(**time: Any) -> None:
    fields = ("lease_until", "enqueued_at", "created_at", "ready_at", "expires_at")
    Export.objects.update(**{field: F(field) - timedelta(**time) for field in fields})


def test_a_worker_makes_it_and_a_letter_tells_without_content(
    done_job: Job, alice: User, mailoutbox: list[Any]
) -> None:
    client = freshly_signed_in(alice)
    mailoutbox.clear()
    client.post(PAGE)
    assert "being prepared" in client.get(PAGE).content.decode()
    worker = make_worker(dramatiq.get_broker(), queues.EXPORTS)
    worker.start()
    try:
        wait_for(lambda: Export.objects.get().state == ExportState.READY, seconds=30, what="the export is ready")
    finally:
        worker.stop()
    assert "Download the file" in client.get(PAGE).content.decode()
    (email,) = mailoutbox
    assert email.to == [alice.email]
    assert f"{settings.SITE_URL}{PAGE}" in email.body
    for content in ("Ada", "Ben", str(Export.objects.get().pk)):
        assert content not in email.body


def test_a_message_holds_only_the_id(alice: User) -> None:
    export = request_export(account=alice)
    client: Any = dramatiq.get_broker().client  # type: ignore[attr-defined]
    options: Any = settings.DRAMATIQ_BROKER["OPTIONS"]
    messages = client.hvals(f"{options['namespace']}:{queues.EXPORTS}.msgs")
    assert [str(export.pk).encode() in message for message in messages] == [True]
    assert alice.email.encode() not in messages[0]


def test_asking_twice_makes_one(done_job: Job, alice: User) -> None:
    first = request_export(account=alice)
    assert request_export(account=alice) == first
    make_export(first.pk)
    make_export(first.pk)
    assert Export.objects.get().attempts == 1


def test_a_new_one_takes_the_place_of_the_last(done_job: Job, alice: User, media: Path) -> None:
    client = freshly_signed_in(alice)
    first = ask_for_export(client)
    second = ask_for_export(client)
    assert first.pk != second.pk
    assert client.get(f"{PAGE}{first.pk}/").status_code == 404
    assert exports_in(media) == [str(second.file.name)]


def test_it_asks_for_a_fresh_sign_in_before_it_is_made_and_before_it_is_taken(alice: User, media: Path) -> None:
    stale = signed_in(alice)
    assert stale.post(PAGE).headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not Export.objects.exists()
    export = ask_for_export(freshly_signed_in(alice))
    assert stale.get(f"{PAGE}{export.pk}/").headers["Location"].startswith(reverse("account_reauthenticate"))


def test_what_was_asked_for_goes_on_after_the_password(alice: User) -> None:
    client = signed_in(alice)
    asked = client.post(PAGE)
    client.post(asked.headers["Location"], {"password": "correct horse battery"})
    assert Export.objects.get().account == alice


def test_it_is_never_cached(alice: User, media: Path) -> None:
    client = freshly_signed_in(alice)
    response = client.get(f"{PAGE}{ask_for_export(client).pk}/")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="babysite-')
    assert int(response.headers["Content-Length"]) == len(read_file(str(Export.objects.get().file.name)))


def test_a_stranger_finds_nothing(alice: User, charlie: User, client: Client, media: Path) -> None:
    export = ask_for_export(freshly_signed_in(alice))
    assert freshly_signed_in(charlie).get(f"{PAGE}{export.pk}/").status_code == 404
    assert client.get(f"{PAGE}{export.pk}/").headers["Location"].startswith("/accounts/login/")
    assert client.get(f"{PAGE}state/").status_code == 404


def test_after_its_time_it_has_gone(done_job: Job, alice: User, media: Path) -> None:
    client = freshly_signed_in(alice)
    export = ask_for_export(client)
    let_time_pass(days=settings.EXPORT_DAYS, minutes=-1)
    expire()
    assert client.get(f"{PAGE}{export.pk}/").status_code == 200
    let_time_pass(minutes=2)
    assert client.get(f"{PAGE}{export.pk}/").status_code == 404
    assert "Prepare the file" in client.get(PAGE).content.decode()
    expire()
    assert exports_in(media) == []
    assert not Export.objects.exists()


def test_whoever_is_erased_takes_it_along(done_job: Job, alice: User, media: Path) -> None:
    client = freshly_signed_in(alice)
    export = ask_for_export(client)
    erase_people([done_job.family.parent_b], cause=ErasureCause.WITHDRAWN)
    assert client.get(f"{PAGE}{export.pk}/").status_code == 404
    assert exports_in(media) == []


def test_a_download_that_is_under_way_ends_with_whoever_is_erased(
    done_job: Job, alice: User, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "PART_BYTES", 1000)
    parent = done_job.family.parent_b
    client = freshly_signed_in(alice)
    export = ask_for_export(client)
    response: Any = client.get(f"{PAGE}{export.pk}/")

    async def read_two_parts_and_erase() -> list[bytes]:
        parts = aiter(response.streaming_content)
        before = [await anext(parts), await anext(parts)]
        await sync_to_async(erase_people)([parent], cause=ErasureCause.WITHDRAWN)
        assert [len(part) for part in before] == [1000, 1000]
        return [part async for part in parts]

    assert async_to_sync(read_two_parts_and_erase)() == []


def test_who_is_erased_while_it_is_made_is_not_in_it(
    done_job: Job, alice: User, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = workflow._store

    def store_and_erase(making: Any, name: str) -> None:
        store(making, name)
        erase_people([done_job.family.parent_b], cause=ErasureCause.WITHDRAWN)

    monkeypatch.setattr(workflow, "_store", store_and_erase)
    make_export(request_export(account=alice).pk)
    assert not Export.objects.exists()
    assert exports_in(media) == []


def test_even_if_nobody_told_the_export(
    done_job: Job, alice: User, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erased between the look at who is there and the first file."""
    store = workflow._store

    def store_without(making: Any, name: str) -> None:
        store(making, name)
        Person.objects.filter(pk=done_job.family.parent_b_id).delete()

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "_store", store_without)
        make_export(request_export(account=alice).pk)
    assert Export.objects.get().state == ExportState.QUEUED
    assert exports_in(media) == []


def test_closing_the_account_takes_it_along(alice: User, media: Path) -> None:
    ask_for_export(freshly_signed_in(alice))
    close_account(alice)
    assert exports_in(media) == []


def test_a_killed_worker_is_followed_by_another(
    done_job: Job, alice: User, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = request_export(account=alice)

    def die(*_args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "_store", die)
        with pytest.raises(SystemExit):
            make_export(export.pk)
    make_export(export.pk)
    assert Export.objects.get().state == ExportState.QUEUED, "Somebody may be at it."
    let_time_pass(minutes=2)
    assert enqueue_waiting_exports() == 1
    make_export(export.pk)
    assert Export.objects.get().state == ExportState.READY
    assert len(exports_in(media)) == 1


def test_a_late_worker_leaves_no_file(done_job: Job, alice: User, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = request_export(account=alice)
    store = workflow._store

    def store_late(making: Any, name: str) -> None:
        store(making, name)
        monkeypatch.setattr(workflow, "_store", store)
        let_time_pass(minutes=2)
        make_export(export.pk)

    monkeypatch.setattr(workflow, "_store", store_late)
    make_export(export.pk)
    assert Export.objects.get().attempts == 2
    assert exports_in(media) == [str(Export.objects.get().file.name)]


def test_a_full_disk_is_tried_again_then_told_and_can_be_tried_again(
    done_job: Job, alice: User, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_kwargs: Any) -> str:
        raise OSError(28, "No space left on device")

    client = freshly_signed_in(alice)
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", full)
        export = ask_for_export(client)
        assert export.state == ExportState.QUEUED
        for _ in range(EXPORTS.max_attempts()):
            let_time_pass(minutes=2)
            make_export(export.pk)
    page = client.get(PAGE).content.decode()
    assert "could not be prepared" in page
    assert "Try again" in page
    assert Export.objects.get().attempts == EXPORTS.max_attempts()
    assert exports_in(media) == []
    assert ask_for_export(client).state == ExportState.READY
    download(client, Export.objects.get())


def test_the_last_try_that_was_killed_is_a_failure_too(alice: User, media: Path) -> None:
    export = request_export(account=alice)
    Export.objects.update(attempts=EXPORTS.max_attempts(), lease_until=timezone.now() - timedelta(minutes=1))
    make_export(export.pk)
    assert Export.objects.get().state == ExportState.FAILED


def test_the_sweep_knows_its_file_and_strays_beside_it(done_job: Job, alice: User, media: Path) -> None:
    export = ask_for_export(freshly_signed_in(alice))
    assert sweep_files() == 0
    stray = media / export.folder / "export-9-stray.zip"
    stray.write_bytes(b"stray")
    for path in (media / export.folder).iterdir():
        age(path)
    assert sweep_files() == 1
    assert exports_in(media) == [str(export.file.name)]


def age(path: Path) -> None:
    old = path.stat().st_mtime - 24 * 3600
    os.utime(path, (old, old))


@pytest.mark.parametrize(("language", "words"), [("en", "Take your data with you"), ("ko", "내 데이터 내려받기")])
def test_the_page_speaks_both_languages(alice_client: Client, language: str, words: str) -> None:
    assert words in alice_client.get(PAGE, headers={"accept-language": language}).content.decode()
