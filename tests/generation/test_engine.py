"""Additions of the engine to ml_core. A generator that cannot be used is the machine's fault, said in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from generation import engine
from generation.jobs import worker
from tests.generation.brought_generator import bring_generator, choose, compute_for


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    choose(monkeypatch, tmp_path, "mine")
    return tmp_path


def test_a_name_that_is_none_is_no_fault_of_a_photo(models: Path) -> None:
    for ask in (engine.generator_card, engine.check_generator):
        with pytest.raises(engine.ResourceError, match="There is no generator 'mine'"):
            ask()


def test_one_that_was_brought_is_known_before_anything_is_computed_for_it(models: Path) -> None:
    folder = bring_generator(models)
    assert engine.generator_card().title == "Tiny"
    with pytest.raises(engine.ResourceError, match=r"statistics --generator mine"):
        engine.check_generator()
    compute_for(folder)
    assert engine.check_generator() == engine.generator_card()


def test_a_worker_that_meets_it_says_one_sentence(
    models: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "_load", engine._load.__wrapped__)  # not one that an earlier test loaded
    worker.warm_up()
    (record,) = caplog.records
    assert record.getMessage().startswith("The networks could not be loaded: There is no generator 'mine'")
    assert record.exc_info is None


def test_traits_can_be_chosen_where_they_were_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert engine.traits_can_be_chosen()
    choose(monkeypatch, tmp_path, "mine")
    compute_for(bring_generator(tmp_path))
    assert not engine.traits_can_be_chosen()


def test_a_generator_that_is_missing_is_no_answer_about_its_traits(models: Path) -> None:
    with pytest.raises(engine.ResourceError, match="There is no generator 'mine'"):
        engine.traits_can_be_chosen()
