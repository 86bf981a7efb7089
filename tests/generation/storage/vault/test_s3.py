"""The same storage over a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from moto import mock_aws

from babysite.media_files import media_files
from generation.models import Job
from generation.storage import files
from generation.storage.files import discard_folder, read_file, store_file
from generation.storage.site_mark import MARK, media_is_ours
from generation.storage.vault.storage import EncryptedStorage

pytestmark = pytest.mark.django_db
PICTURE = b"a picture " * 700_000  # more than fits into one part of an upload


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[Any, EncryptedStorage]]:
    """A bucket that is not there yet, and the storage over it: for each client boto3 reads its description of S3 anew,
    half a second."""
    environment = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "S3_BUCKET": "faces",
        "S3_REGION": "eu-central-1",
    }
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in environment.items():
            patch.setenv(name, value)
        bucket = boto3.resource("s3", region_name="eu-central-1").Bucket("faces")
        yield bucket, EncryptedStorage(inner=media_files("S3"))


@pytest.fixture
def bucket(
    service: tuple[Any, EncryptedStorage], monkeypatch: pytest.MonkeyPatch, request_family: Any
) -> Iterator[Any]:
    bucket, storage = service
    bucket.create(CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    monkeypatch.setattr(files, "default_storage", storage)
    monkeypatch.setattr("generation.storage.site_mark.default_storage", storage)
    yield bucket
    if bucket.creation_date:  # else a test has removed it
        bucket.objects.all().delete()
        bucket.delete()


@pytest.fixture
def storage(service: tuple[Any, EncryptedStorage], bucket: Any) -> EncryptedStorage:
    return service[1]


@pytest.fixture
def name(bucket: Any, waiting_job: Job) -> str:
    return store_file(waiting_job.family.folder, "film", "mp4", PICTURE)


def test_what_is_stored_comes_back_and_leaves_encrypted(bucket: Any, name: str, storage: EncryptedStorage) -> None:
    stored = bucket.Object(name)
    assert b"picture" not in stored.get()["Body"].read()
    assert stored.content_type == "application/octet-stream"
    assert read_file(name) == PICTURE
    assert storage.size(name) == len(PICTURE)


def test_a_part_is_read(name: str, storage: EncryptedStorage) -> None:
    with storage.open(name) as film:
        film.seek(123_456)
        assert film.read(10) == PICTURE[123_456:][:10]


def test_a_folder_is_removed_with_all_that_lies_in_it(bucket: Any, name: str, waiting_job: Job) -> None:
    discard_folder(waiting_job.family.folder)
    assert [entry.key for entry in bucket.objects.filter(Prefix="families/")] == []


def test_what_has_gone_is_not_there(bucket: Any, name: str, storage: EncryptedStorage) -> None:
    storage.delete(name)
    for look in (read_file, storage.size, storage.get_modified_time):
        with pytest.raises(FileNotFoundError):
            look(name)
    assert not storage.exists(name)


def test_the_mark_of_the_site_stays_readable(bucket: Any) -> None:
    assert media_is_ours(is_unclaimed=True)
    assert media_is_ours(is_unclaimed=False)
    assert len(bucket.Object(MARK).get()["Body"].read()) == 36


def test_a_bucket_that_refuses_is_told_as_a_disk_would(
    bucket: Any, name: str, waiting_job: Job, storage: EncryptedStorage
) -> None:
    bucket.objects.all().delete()
    bucket.delete()
    with pytest.raises(OSError, match="bucket"):
        store_file(waiting_job.family.folder, "film", "mp4", b"a film")
    with pytest.raises(OSError, match="bucket"):
        storage.listdir("families")


def test_a_bucket_without_a_name_is_no_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("S3_BUCKET", raising=False)
    with pytest.raises(ImproperlyConfigured, match="S3_BUCKET= is not the name of a bucket"):
        media_files("S3")


def test_another_server_than_amazons_is_asked_by_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S3_BUCKET", "faces")
    monkeypatch.setenv("S3_ENDPOINT_URL", "https://minio.example:9000")
    options = media_files("S3")["OPTIONS"]
    assert (options["endpoint_url"], options["addressing_style"]) == ("https://minio.example:9000", "path")
