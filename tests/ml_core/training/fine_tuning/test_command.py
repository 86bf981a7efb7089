"""A set of faces of one's own: faces that the built-in generator drew stand for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from ml_core import encoder, images, statistics
from ml_core.errors import InvalidRequest, WeightsRefused
from ml_core.generators.mobile_stylegan import MobileStyleGAN
from ml_core.generators.registry import BUILT_IN_FINGERPRINT
from ml_core.statistics import GeneratorStatistics
from ml_core.training import sampling
from ml_core.training.fine_tuning import means
from tests.ml_core.generators.small_faces import NAME, bring_small_faces
from tests.ml_core.training.fine_tuning.conftest import NUM_DRAWN, draw, noise, run


def test_a_set_moves_the_means_in_use_and_says_what_it_did(
    models: Path,
    few: None,
    drawn: Path,
    tmp_path: Path,
    general: GeneratorStatistics,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "set"
    shutil.copytree(drawn, folder / "some")
    shutil.copy(drawn / "0.png", folder / "again.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 no more")
    images.save_png(noise(256), folder / "noise.png")
    (folder / "labels.json").write_text("{}")
    assert run(folder, "--work", tmp_path / "work", "--encoder-steps", "0") == 0

    said = capsys.readouterr().out
    assert f"pictures used: {NUM_DRAWN} of {NUM_DRAWN + 3}" in said
    for line in ("skipped 1: unreadable, broken.jpg", "skipped 1: no face found, noise.png", "skipped 1: the same as"):
        assert line in said
    assert "means moved, in deviations" in said
    in_use = statistics.load(BUILT_IN_FINGERPRINT)
    moved = means.distance_in_deviations(in_use.adult_mean, general.adult_mean, general)
    assert 0.01 < moved < 0.15  # 12 faces against a prior of 50
    assert encoder.find(BUILT_IN_FINGERPRINT) == encoder.find_general(BUILT_IN_FINGERPRINT)
    kept = [path for path in (tmp_path / "work").rglob("*") if path.is_file() and path.parent.name != "drawn"]
    assert sum(path.stat().st_size for path in kept) < 50_000  # codes of 2 kB each, no pictures


@pytest.mark.science
def test_a_made_up_people_draws_the_means_towards_it(
    models: Path, tmp_path: Path, general: GeneratorStatistics
) -> None:
    generator = MobileStyleGAN.load()
    aside = sampling.sample_w(generator, general.w_mean, 950)[:10].mean(axis=0) - general.w_mean  # 0.27 deviations
    folder = tmp_path / "people"
    folder.mkdir()
    draw(generator, sampling.sample_w(generator, general.w_mean, 904) + aside, folder)
    assert run(folder, "--work", tmp_path / "work", "--encoder-steps", "0") == 0
    moved = statistics.load(BUILT_IN_FINGERPRINT)
    for name in ("adult_mean", "path_girl", "path_boy"):
        way = (getattr(moved, name) - getattr(general, name)).reshape(-1, 512)
        cosine = way @ aside / (np.linalg.norm(way, axis=1) * np.linalg.norm(aside))
        assert cosine.min() > 0.6
        assert 0.2 < (way @ aside / (aside @ aside)).min() < 0.6  # 100 faces: two thirds of what the encoder sees


def test_a_folder_that_is_none_or_holds_no_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"There is no folder .*nowhere"):
        run(tmp_path / "nowhere")
    (tmp_path / "labels.json").write_text("{}")
    with pytest.raises(InvalidRequest, match=r"holds no pictures\. Expected files ending in \.avif"):
        run(tmp_path)


@pytest.mark.parametrize("words", [(), ("folder", "--encoder-steps", "-1"), ("folder", "--forget")])
def test_words_that_make_no_sense_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(InvalidRequest, match="Received: "):
        run(*words)


def test_too_few_faces_save_nothing(models: Path, drawn: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsRefused, match=r"Only \d+ faces can be used; at least 50"):
        run(drawn, "--work", tmp_path / "work")
    assert not statistics.fine_tuned_dir().exists()


def test_a_generator_without_an_encoder_is_told_how_to_get_one(
    drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    bring_small_faces(models)
    monkeypatch.setenv("MODELS_DIR", str(models))
    with pytest.raises(WeightsRefused, match=rf"has no encoder.*training encoder --generator {NAME}"):
        run(drawn, "--generator", NAME, "--work", tmp_path / "work")
