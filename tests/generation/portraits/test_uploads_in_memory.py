"""A photo as it arrives, with the place where it was taken, is written to no disk."""

from __future__ import annotations

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.babysite.asking import ask

pytestmark = pytest.mark.django_db(transaction=True)
MORE_THAN_DJANGO_KEEPS_BY_ITSELF = 4 * 1024 * 1024


async def test_a_large_photo_arrives_where_nothing_can_be_written(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    photo = SimpleUploadedFile("photo.jpg", bytes(MORE_THAN_DJANGO_KEEPS_BY_ITSELF), content_type="image/jpeg")
    body = encode_multipart(BOUNDARY, {"name_a": "Ada", "photo_a": photo})
    answer = await ask("POST", "/families/new/", body=body, client=alice_client, content_type=MULTIPART_CONTENT)
    assert answer.status == 400
    assert 'value="Ada"' in answer.body
