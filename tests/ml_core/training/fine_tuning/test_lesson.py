"""The encoder is taught with the set, and kept if it is better."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_core import encoder, statistics
from ml_core.generators.registry import BUILT_IN_FINGERPRINT
from ml_core.training.fine_tuning import lesson
from ml_core.training.fine_tuning.lesson import Likeness
from tests.ml_core.training.fine_tuning.conftest import run


def test_an_encoder_that_the_lesson_spoilt_is_not_kept(
    models: Path,
    few: None,
    drawn: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def spoil(networks: object, head: Any, *args: object, **kwargs: object) -> None:
        head.set_weights([0.0 * weight for weight in head.get_weights()])

    monkeypatch.setattr(lesson, "teach", spoil)
    assert run(drawn, "--work", tmp_path / "work", "--encoder-steps", "5") == 0
    assert "no better: not kept" in capsys.readouterr().out
    assert encoder.find(BUILT_IN_FINGERPRINT) == encoder.find_general(BUILT_IN_FINGERPRINT)
    assert statistics.load(BUILT_IN_FINGERPRINT).adult_mean is not None


@pytest.mark.science
def test_a_lesson_goes_through_and_a_better_encoder_is_kept(
    models: Path,
    few: None,
    drawn: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(Likeness, "is_better_than", lambda self, other: True)
    assert run(drawn, "--work", tmp_path / "work", "--encoder-steps", "2") == 0
    assert "better: kept" in capsys.readouterr().out
    taught = encoder.find(BUILT_IN_FINGERPRINT)
    assert taught is not None
    assert taught.parent == statistics.fine_tuned_dir()
    encoder.load_head(encoder.build_head(512), taught)


@pytest.mark.parametrize(
    ("after", "is_better"),
    [((0.19, 0.34), True), ((0.201, 0.33), True), ((0.21, 0.2), False), ((0.2, 0.35), False), ((0.2, 0.36), False)],
)
def test_better_is_on_the_whole_and_much_worse_in_nothing(after: tuple[float, float], is_better: bool) -> None:
    assert Likeness(*after).is_better_than(Likeness(0.2, 0.35)) == is_better


def test_held_out_pictures_stay_held_out_when_the_set_is_read_again() -> None:
    keys = [bytes([number]) for number in np.random.default_rng(1).permutation(200)]
    learned, held_out = lesson.split(keys)
    assert len(held_out) == 20
    assert not set(learned) & set(held_out)
    assert lesson.split(keys[::-1]) == (learned, held_out)
