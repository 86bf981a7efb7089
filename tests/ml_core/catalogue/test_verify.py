"""What is told of a file whose size or hash nobody has published."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_core import catalogue
from ml_core.catalogue import State
from ml_core.errors import WeightsMissing
from tests.ml_core.catalogue.optional import NAME, PAGE, PICKLE, optional


def put(models_dir: Path, content: bytes) -> None:
    (models_dir / NAME).parent.mkdir(parents=True)
    (models_dir / NAME).write_bytes(content)


def test_an_empty_file_of_unknown_size_is_damaged(models_dir: Path):
    put(models_dir, b"")

    assert catalogue.find_state(optional(content=None)) is State.DAMAGED


@pytest.mark.parametrize("content", [PAGE, PICKLE[:1000]])
def test_a_page_or_half_a_pickle_is_damaged_though_its_size_is_unknown(models_dir: Path, content: bytes):
    put(models_dir, content)

    assert catalogue.find_state(optional(content=None)) is State.PRESENT
    assert catalogue.verify(optional(content=None)) is State.DAMAGED


def test_a_file_without_a_known_hash_is_unconfirmed(models_dir: Path):
    put(models_dir, PICKLE)

    assert catalogue.verify(optional(content=None)) is State.UNCONFIRMED


def test_a_file_with_the_reported_hash_is_present(models_dir: Path):
    put(models_dir, PICKLE)

    assert catalogue.verify(optional(official=False)) is State.PRESENT


def test_a_missing_optional_file_is_asked_for_by_its_name(models_dir: Path):
    name = "stylegan1/karras2019stylegan-ffhq-1024x1024.pkl"

    with pytest.raises(WeightsMissing, match=rf"Run `python -m ml_core weights fetch {name}`\."):
        catalogue.path(name)
