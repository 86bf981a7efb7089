"""Whoever has only a picture: what its marks say, and that none of them leads to a link."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from generation.models import Report
from tests.generation.moderation.intake_rows import FROM_HERE
from tests.generation.pictures import upload

pytestmark = pytest.mark.django_db


def look(**files: Any) -> Any:
    return Client(enforce_csrf_checks=True).post("/report/picture/", files, headers=FROM_HERE)


def test_a_picture_is_looked_at_and_the_address_is_asked_for_all_the_same() -> None:
    answer = look(file=upload())
    assert answer.status_code == 200
    assert answer.context["sentences"]
    assert "address" in answer.context["form"].fields
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "files", [{}, {"file": SimpleUploadedFile("x.jpg", b"")}, {"file": SimpleUploadedFile("x.jpg", b"\xff\xd8broken")}]
)
def test_a_picture_that_is_none_broken_or_missing_is_refused(files: dict[str, Any]) -> None:
    assert look(**files).status_code == 400


def test_a_huge_picture_is_refused(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 100
    assert look(file=upload()).status_code == 400


def test_a_picture_from_a_page_elsewhere_is_not_read() -> None:
    answer = Client().post("/report/picture/", {"file": upload()}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_the_form_for_pictures_can_be_opened_again() -> None:
    assert Client().get("/report/picture/").status_code == 200
