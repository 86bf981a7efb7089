from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from ml_core import heredity, statistics
from ml_core.errors import WeightsDamaged
from ml_core.generators.registry import BUILT_IN_FINGERPRINT
from ml_core.inheritable import measured
from ml_core.inheritable.measured import Measured
from ml_core.inheritable.traces import TRACES


@pytest.fixture(scope="module")
def shipped() -> Measured:
    found = measured.find(BUILT_IN_FINGERPRINT)
    assert found is not None
    return found


def test_what_ships_knows_every_trace_and_small_enough(shipped: Measured) -> None:
    assert shipped.usual.shape == (6, len(TRACES))
    assert shipped.directions.shape == (len(TRACES), 512)
    assert (shipped.deviations > 0).all()
    assert (statistics.SHIPPED / measured.file_name(BUILT_IN_FINGERPRINT)).stat().st_size < 16_000_000


def test_taking_traces_off_makes_nobody_older_or_of_another_sex(shipped: Measured) -> None:
    axes = heredity.age_and_sex_axes(statistics.load_general(BUILT_IN_FINGERPRINT))
    along = np.abs(shipped.directions @ axes)
    assert along.max() < 0.02 * np.linalg.norm(shipped.directions, axis=1).max()


def test_at_its_own_ages_and_sexes_it_says_what_was_seen(shipped: Measured) -> None:
    for index, age in enumerate(shipped.ages):
        girl, boy = (
            shipped.mean_at(shipped.faceres, age_years=float(age), p_female=p_female) for p_female in (1.0, 0.0)
        )
        assert np.allclose(girl, shipped.faceres[index, 0], atol=1e-5)
        assert np.allclose(boy, shipped.faceres[index, 1], atol=1e-5)


def test_beyond_its_ages_it_gives_the_mean_of_the_nearest(shipped: Measured) -> None:
    old = shipped.mean_at(shipped.embeddings, age_years=90.0, p_female=1.0)
    assert np.allclose(old, shipped.embeddings[-1, 0], atol=1e-5)


def test_it_comes_back_as_it_was_saved(shipped: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    measured.save(shipped, "copy:1", folder=statistics.computed_dir())
    again = measured.find("copy:1")
    assert again is not None
    for field in fields(Measured):
        assert np.allclose(getattr(again, field.name), getattr(shipped, field.name), atol=1e-3, rtol=1e-3)


def test_of_an_unknown_generator_nothing_is_known() -> None:
    assert measured.find("stranger:0123") is None


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04 and then nothing"])
def test_a_file_that_is_none_is_called_damaged(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    statistics.computed_dir().mkdir()
    (statistics.computed_dir() / measured.file_name("odd:1")).write_bytes(content)
    with pytest.raises(WeightsDamaged, match="training inheritance"):
        measured.find("odd:1")


def test_a_file_of_other_traces_is_called_damaged(
    shipped: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    fewer = replace(shipped, deviations=shipped.deviations[:-1], directions=shipped.directions[:-1])
    measured.save(fewer, "odd:2", folder=statistics.computed_dir())
    with pytest.raises(WeightsDamaged, match="other traces"):
        measured.find("odd:2")
