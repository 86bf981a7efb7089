from __future__ import annotations

from pathlib import Path

import pytest

from ml_core import catalogue
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsMissing

NAME = "lpips/vgg.pth"


def test_missing_weights_name_the_file_and_the_command(models_dir: Path):
    with pytest.raises(WeightsMissing) as caught:
        catalogue.path(NAME)

    assert str(models_dir / NAME) in str(caught.value)
    assert "python -m ml_core weights fetch" in str(caught.value)


def test_weights_of_another_size_are_refused(models_dir: Path):
    (models_dir / "lpips").mkdir(parents=True)
    (models_dir / NAME).write_bytes(b"half")

    with pytest.raises(WeightsDamaged, match="has 4 bytes instead of 7,289"):
        catalogue.path(NAME)


def test_a_name_outside_the_table_is_refused(models_dir: Path):
    with pytest.raises(InvalidRequest, match="No such weights"):
        catalogue.path("../secret")


def test_the_weights_of_this_machine_are_those_of_the_table():
    states = {weight.name: catalogue.verify(weight) for weight in catalogue.BUILT_IN}

    assert set(states.values()) == {catalogue.State.PRESENT}, states


def test_verify_reads_what_the_size_does_not_tell(models_dir: Path):
    (weight,) = catalogue.select([NAME])
    (models_dir / "lpips").mkdir(parents=True)
    (models_dir / NAME).write_bytes(bytes(7_289))

    assert catalogue.find_state(weight) is catalogue.State.PRESENT
    assert catalogue.verify(weight) is catalogue.State.DAMAGED


def test_a_relative_folder_starts_at_the_root_of_the_project(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELS_DIR", "elsewhere/models")

    assert catalogue.weights_dir() == Path(__file__).parents[3] / "elsewhere/models"


def test_names_are_unique_and_stay_inside_the_folder():
    names = [weight.name for weight in catalogue.WEIGHTS]

    assert len(names) == len(set(names))
    assert not any(".." in name or name.startswith("/") for name in names)
