from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from generation.exporting.workflow import make_export
from generation.models import Export, Job
from generation.storage.files import files_in, read_file
from tests.cast import PASSWORD, signed_in
from tests.generation.conftest import do_job
from tests.generation.streams import body_of

PAGE = "/privacy/export/"


@pytest.fixture
def filmed_job(done_job: Job, film_job: Job) -> Job:
    """A finished job with a film."""
    do_job(film_job)
    return done_job


def freshly_signed_in(account: User) -> Client:
    client = signed_in(account)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def ask_for_export(client: Client) -> Export:
    """Requests an export and makes it."""
    response = client.post(PAGE)
    assert response.headers["Location"] == PAGE
    export = Export.objects.get(account_id=client.session["_auth_user_id"])
    make_export(export.pk)
    export.refresh_from_db()
    return export


def download(client: Client, export: Export) -> ZipFile:
    response: Any = client.get(f"{PAGE}{export.pk}/")
    assert response.status_code == 200
    return ZipFile(io.BytesIO(body_of(response)))


def content_of(archive: ZipFile) -> Any:
    return json.loads(archive.read("export.json"))


def bytes_of(archive: ZipFile) -> set[bytes]:
    return {archive.read(name) for name in archive.namelist()}


def bytes_in(folder: str) -> set[bytes]:
    """Returns the decrypted contents of the files in a folder of the private storage."""
    return {read_file(name) for name in files_in(folder)}


def plant(folder: str, marker: str) -> None:
    """Every file there says so, and something of its own."""
    for number, name in enumerate(sorted(files_in(folder))):
        default_storage.delete(name)
        default_storage.save(name, ContentFile(f"{marker} {number}".encode()))
