"""Operators see on their first page which generator draws, or why none does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from ml_core.generators.converted_manifest import WEIGHTS
from tests.cast import signed_in
from tests.generation.brought_generator import bring_generator, compute_for

ERROR_NOTE = 'class="errornote"'
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator(db: None) -> Client:
    return signed_in(User.objects.create_superuser("operator@example.org", "correct horse battery"))


def first_page(operator: Client, language: str = "en") -> str:
    response = operator.get("/admin/", headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_the_built_in_one_is_named_with_all_that_is_known(operator: Client) -> None:
    page = first_page(operator)
    for fact in (
        "MobileStyleGAN, FFHQ",
        "mobile-stylegan-ffhq-1024:",
        "1024 × 1024 pixels",
        "random-face==",
        "Apache-2.0",
    ):
        assert fact in page
    assert 'href="/models/"' in page
    assert ERROR_NOTE not in page


def test_the_panel_is_korean_too(operator: Client) -> None:
    assert "얼굴 생성 모델" in first_page(operator, "ko")


def test_one_that_was_brought_is_named(operator: Client, models: Path) -> None:
    compute_for(bring_generator(models))
    page = first_page(operator)
    assert all(fact in page for fact in ("Tiny", "mine", "16 × 16 pixels", "CC BY-NC 4.0", "network.pkl"))
    assert ERROR_NOTE not in page


def test_one_for_which_nothing_was_computed_is_named_with_the_command(operator: Client, models: Path) -> None:
    bring_generator(models)
    page = first_page(operator)
    assert "Tiny" in page
    assert ERROR_NOTE in page
    assert "python -m ml_core.training statistics --generator mine" in page


def test_one_that_is_damaged_gives_the_reason(operator: Client, models: Path) -> None:
    (bring_generator(models) / WEIGHTS).write_bytes(b"cut short")
    assert "has 9 bytes instead of" in first_page(operator)


def test_one_that_is_not_there_gives_the_reason(operator: Client, models: Path) -> None:
    assert "There is no generator &#x27;mine&#x27;" in first_page(operator)
