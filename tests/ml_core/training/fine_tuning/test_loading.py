"""What a set has moved is what is loaded, until it is forgotten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ml_core import encoder, statistics
from ml_core.contracts import FloatArray
from ml_core.errors import WeightsDamaged
from ml_core.generators.registry import BUILT_IN_FINGERPRINT
from ml_core.statistics import GeneratorStatistics
from ml_core.training.fine_tuning import means
from tests.ml_core.training.fine_tuning.conftest import faces_at, run


def test_a_set_s_means_come_before_those_that_ship_until_they_are_forgotten(
    models: Path, general: GeneratorStatistics, way: FloatArray, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = means.moved_by(faces_at(general, number=200, ages=(1, 40), way=way), general)
    path = statistics.save_fine_tuned(moved, BUILT_IN_FINGERPRINT)
    assert path.is_relative_to(models / "statistics")
    loaded = statistics.load(BUILT_IN_FINGERPRINT)
    assert np.allclose(loaded.path_boy, moved.path_boy, atol=1e-3)
    assert not np.allclose(loaded.path_boy, general.path_boy, atol=1e-3)
    assert np.array_equal(statistics.load_general(BUILT_IN_FINGERPRINT).path_boy, general.path_boy)

    encoder.save_head(encoder.build_head(512), statistics.fine_tuned_dir() / encoder.file_name(BUILT_IN_FINGERPRINT))
    assert encoder.find(BUILT_IN_FINGERPRINT) != encoder.find_general(BUILT_IN_FINGERPRINT)

    assert run("--forget") == 0
    assert "removed" in capsys.readouterr().out
    assert np.array_equal(statistics.load(BUILT_IN_FINGERPRINT).path_boy, general.path_boy)
    assert encoder.find(BUILT_IN_FINGERPRINT) == encoder.find_general(BUILT_IN_FINGERPRINT)
    assert run("--forget") == 0
    assert "Nothing to forget" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"<html>"])
def test_a_damaged_file_of_a_set_names_both_ways_on(models: Path, content: bytes) -> None:
    path = statistics.fine_tuned_dir() / statistics.file_name(BUILT_IN_FINGERPRINT)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(WeightsDamaged, match=r"own-faces FOLDER --generator mine.*--forget --generator mine"):
        statistics.load(BUILT_IN_FINGERPRINT, generator="mine")


def test_means_on_another_grid_of_ages_are_refused(models: Path, general: GeneratorStatistics) -> None:
    path = statistics.save_fine_tuned(general, BUILT_IN_FINGERPRINT)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    np.savez(path, **(arrays | {"ages": arrays["ages"] + 1}))
    with pytest.raises(WeightsDamaged, match=r"other ages.*--forget"):
        statistics.load(BUILT_IN_FINGERPRINT)
