"""Files in an S3 bucket. Its errors are raised as a disk's (OSError), because that is what callers expect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


class S3Files(S3Storage):  # type: ignore[misc]
    def _open(self, name: str, mode: str = "rb") -> Any:
        with _told_as_a_disk_would():
            file = super()._open(name, mode)
            file.open()  # fetches it now, and not when it is first read
            return file

    def _save(self, name: str, content: Any) -> str:
        with _told_as_a_disk_would():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _told_as_a_disk_would():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _told_as_a_disk_would():
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _told_as_a_disk_would():
            folders, files = super().listdir(name)
            return folders, files

    def size(self, name: str) -> int:
        with _told_as_a_disk_would():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _told_as_a_disk_would():
            moment: datetime = super().get_modified_time(name)
            return moment


@contextmanager
def _told_as_a_disk_would() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
            raise FileNotFoundError(f"The bucket holds no such file: {error}") from error
        raise OSError(f"The bucket refuses: {error}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(f"The bucket does not answer: {error}") from error
