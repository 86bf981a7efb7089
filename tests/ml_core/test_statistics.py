from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ml_core import statistics
from ml_core.errors import WeightsDamaged, WeightsMissing
from ml_core.generators.mobile_stylegan import MobileStyleGAN


@pytest.fixture(scope="module")
def fingerprint() -> str:
    return MobileStyleGAN.load().fingerprint


def test_what_ships_fits_the_built_in_generator(fingerprint: str) -> None:
    ours = statistics.load(fingerprint)
    assert ours.w_mean.shape == (512,)
    assert ours.path_girl.shape == ours.path_boy.shape == (len(ours.ages), 512)
    assert (np.diff(ours.ages) > 0).all()
    assert 0.3 < float(ours.w_deviation) < 0.6


def test_it_is_small_enough_to_ship(fingerprint: str) -> None:
    assert statistics.find(fingerprint).stat().st_size < 1_000_000


def test_another_generator_gets_an_error_with_the_command_to_run() -> None:
    with pytest.raises(WeightsMissing, match=r"another:0123.*python -m ml_core\.training statistics --generator mine"):
        statistics.load("another:0123", generator="mine")


def test_saving_and_loading_gives_the_same_to_half_precision(
    fingerprint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = statistics.load(fingerprint)
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    statistics.save(ours, "copy:1", folder=statistics.computed_dir())
    again = statistics.load("copy:1")
    assert np.array_equal(again.preview_kernel, ours.preview_kernel)
    assert np.allclose(again.path_girl, ours.path_girl, atol=1e-3)


def test_a_file_that_lacks_a_part_is_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    statistics.computed_dir().mkdir()
    np.savez(statistics.computed_dir() / statistics.file_name("odd:1"), w_mean=np.zeros(512))
    with pytest.raises(WeightsDamaged, match="path_girl"):
        statistics.load("odd:1")


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04 and then nothing"])
def test_a_file_that_is_none_is_called_damaged(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    statistics.computed_dir().mkdir()
    (statistics.computed_dir() / statistics.file_name("odd:1")).write_bytes(content)
    with pytest.raises(WeightsDamaged, match="--generator mine"):
        statistics.load("odd:1", generator="mine")
