"""A set of faces of one's own: faces that the built-in generator drew stand for it."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from ml_core import encoder, images, statistics
from ml_core.catalogue import weights_dir
from ml_core.contracts import AlignedFace, FloatArray, Picture
from ml_core.errors import InputError, InvalidRequest, WeightsDamaged, WeightsRefused
from ml_core.generators.mobile_stylegan import MobileStyleGAN
from ml_core.generators.registry import BUILT_IN_FINGERPRINT
from ml_core.statistics import GeneratorStatistics
from ml_core.training import sampling
from ml_core.training.fine_tuning import command, generated, inspections, lesson, means, pictures
from ml_core.training.fine_tuning.inspections import USED, Faces, Inspection
from ml_core.training.fine_tuning.lesson import Likeness
from tests.ml_core.generators.small_faces import NAME, bring_small_faces

NUM_DRAWN = 12


@pytest.fixture(scope="module")
def general() -> GeneratorStatistics:
    return statistics.load_general(BUILT_IN_FINGERPRINT)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory, general: GeneratorStatistics) -> Path:
    """A folder of crops, 256 px."""
    folder = tmp_path_factory.mktemp("drawn")
    generator = MobileStyleGAN.load()
    draw(generator, sampling.sample_w(generator, general.w_mean, 900)[:NUM_DRAWN], folder)
    return folder


def draw(generator: MobileStyleGAN, codes: FloatArray, folder: Path) -> None:
    """codes [N, D]."""
    for number, w in enumerate(codes):
        picture = generator.synthesise_low_res(tf.constant(np.repeat(w[None, None], 16, axis=1)))
        images.save_png(images.from_unit(np.asarray(picture[0])), folder / f"{number}.png")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A MODELS_DIR of the test's own, with the real networks and nothing computed."""
    folder = tmp_path / "models"
    folder.mkdir()
    for entry in weights_dir().iterdir():
        if entry.name not in ("generators", "statistics"):
            (folder / entry.name).symlink_to(entry)
    monkeypatch.setenv("MODELS_DIR", str(folder))
    return folder


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of faces is enough, of the set and drawn."""
    monkeypatch.setattr(means, "LEAST_FACES", 4)
    monkeypatch.setattr(sampling, "SAMPLES_PER_CHUNK", 4)
    monkeypatch.setattr(generated, "NUM_CHUNKS", 1)
    monkeypatch.setattr(lesson, "LEAST_HELD_OUT", 2)


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


def faces_at(
    general: GeneratorStatistics, *, number: int, ages: tuple[float, float], way: FloatArray, p_female: float = 1.0
) -> Faces:
    """Each stands `way` [D] from the general mean of its age and sex."""
    age = np.linspace(*ages, number).astype(np.float32)
    girls, boys = (
        np.stack([general.mean_code(age_years=float(each), sex=sex) for each in age]) for sex in ("girl", "boy")
    )
    share = np.full(number, p_female, np.float32)
    return Faces(w=p_female * girls + (1 - p_female) * boys + way, age=age, p_female=share)


@pytest.fixture(scope="module")
def way() -> FloatArray:
    return np.random.default_rng(1).normal(0.0, 0.05, 512).astype(np.float32)


# ---- Means


def test_faces_that_stand_at_the_general_means_move_nothing(general: GeneratorStatistics) -> None:
    faces = faces_at(general, number=60, ages=(1, 40), way=np.zeros(512, np.float32), p_female=0.3)
    moved = means.moved_by(faces, general)
    assert np.abs(moved.path_girl - general.path_girl).max() < 1e-5
    assert np.abs(moved.adult_mean - general.adult_mean).max() < 1e-5


def test_grown_women_move_the_ages_and_the_sex_that_the_set_lacks_the_same_way(
    general: GeneratorStatistics, way: FloatArray
) -> None:
    moved = means.moved_by(faces_at(general, number=200, ages=(25, 40), way=way), general)
    baby_girl, baby_boy = moved.path_girl[0] - general.path_girl[0], moved.path_boy[0] - general.path_boy[0]
    grown = moved.adult_mean - general.adult_mean
    for moved_by, share in ((baby_girl, 0.96), (baby_boy, 0.8), (grown, 0.9)):
        assert np.allclose(moved_by, share * way, atol=0.03 * np.abs(way).max())


@pytest.mark.parametrize(("number", "share"), [(50, 0.5), (450, 0.9)])
def test_the_more_faces_the_more_they_count(
    general: GeneratorStatistics, way: FloatArray, number: int, share: float
) -> None:
    moved = means.moved_by(faces_at(general, number=number, ages=(25, 40), way=way, p_female=0.0), general)
    of_girls = moved.path_girl[0] - general.path_girl[0]  # whom the set lacks: they move as the whole set does
    assert np.allclose(of_girls, share * way, atol=1e-4)


def test_children_of_the_set_count_for_children(general: GeneratorStatistics, way: FloatArray) -> None:
    grown_ups = faces_at(general, number=300, ages=(25, 40), way=way)
    children = faces_at(general, number=300, ages=(5, 7), way=-way)
    both = Faces(
        **{name: np.concatenate([getattr(grown_ups, name), getattr(children, name)]) for name in vars(children)}
    )
    moved = means.moved_by(both, general)
    at = {age: int(np.flatnonzero(general.ages == age)[0]) for age in (6, 30)}
    assert (moved.path_girl[at[6]] - general.path_girl[at[6]]) @ way < -0.5 * way @ way
    assert (moved.path_girl[at[30]] - general.path_girl[at[30]]) @ way > 0.5 * way @ way


def test_nothing_else_of_the_generator_changes(general: GeneratorStatistics, way: FloatArray) -> None:
    moved = means.moved_by(faces_at(general, number=60, ages=(1, 40), way=way), general)
    for name in vars(general):
        changed = not np.array_equal(getattr(moved, name), getattr(general, name))
        assert changed == (name in ("path_girl", "path_boy", "adult_mean"))


def test_too_few_faces_and_faces_beyond_the_path_are_not_enough(general: GeneratorStatistics, way: FloatArray) -> None:
    one = faces_at(general, number=1, ages=(30, 30), way=way)
    old = np.full(60, 90.0, np.float32)
    faces = Faces(w=np.repeat(one.w, 60, axis=0), age=old, p_female=np.ones(60, np.float32))
    with pytest.raises(WeightsRefused, match=r"Only 0 faces .* at least 50 that look no older than 85 .* Add pictures"):
        means.within_path(faces, general)


# ---- What is loaded


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


# ---- Pictures


def noise(side: int) -> Picture:
    return np.random.default_rng(1).integers(0, 256, (side, side, 3)).astype(np.uint8)


def two_faces(astronaut_face: AlignedFace) -> Picture:
    one = images.resize(astronaut_face.pixels, 256)
    return np.tile(one, (2, 2, 1))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda astronaut, face: noise(256), "no face"),
        (lambda astronaut, face: two_faces(face), "several faces"),
        (lambda astronaut, face: images.resize(face.pixels, 100), "too small"),
        (lambda astronaut, face: astronaut, "--unaligned"),
        (lambda astronaut, face: face.pixels[:, :900], "--unaligned"),
    ],
)
def test_a_crop_that_can_t_be_used_has_its_reason(
    make: Callable[[Picture, AlignedFace], Picture],
    reason: str,
    astronaut: Picture,
    astronaut_face: AlignedFace,
    tmp_path: Path,
) -> None:
    images.save_png(make(astronaut, astronaut_face), tmp_path / "crop.png")
    with pytest.raises(InputError) as caught:
        pictures.read_crop(tmp_path / "crop.png", unaligned=False)
    assert reason in pictures.REASONS[caught.value.code]


def test_an_ordinary_photo_is_cropped_where_a_crop_is_taken_as_it_is(
    astronaut: Picture, astronaut_face: AlignedFace, tmp_path: Path
) -> None:
    images.save_png(astronaut, tmp_path / "photo.png")
    images.save_png(astronaut_face.pixels, tmp_path / "crop.png")
    cropped = pictures.read_crop(tmp_path / "photo.png", unaligned=True)
    taken = pictures.read_crop(tmp_path / "crop.png", unaligned=False)
    assert np.array_equal(taken, astronaut_face.pixels)
    assert np.abs(images.resize(taken, 64).astype(int) - images.resize(cropped, 64)).mean() < 4


# ---- Notes


class Noter:
    """Notes a file's size for a code, and what it was shown; `patience`: files until it is interrupted."""

    def __init__(self, patience: int = 100) -> None:
        self.shown: list[str] = []
        self._patience = patience

    def __call__(self, path: Path) -> Inspection:
        if len(self.shown) == self._patience:
            raise KeyboardInterrupt
        self.shown.append(path.name)
        return Inspection(USED, np.full(8, path.stat().st_size, np.float32), 30.0, 0.5)


def fill(folder: Path, *contents: str) -> None:
    for number, content in enumerate(contents):
        (folder / f"{number}.jpg").write_text(content)


def test_an_interrupted_inspection_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspections, "PICTURES_PER_CHUNK", 2)
    fill(tmp_path, "a", "bb", "ccc", "dddd", "eeeee")
    files = pictures.by_content(pictures.find_files(tmp_path))
    interrupted, again = Noter(patience=3), Noter()
    with pytest.raises(KeyboardInterrupt):
        inspections.collect(files, interrupted, work_dir=tmp_path / "work")
    noted = inspections.collect(files, again, work_dir=tmp_path / "work")
    assert len(again.shown) == 3
    assert not set(again.shown) & set(interrupted.shown[:2])
    assert sorted(inspection.w[0] for inspection in noted.values()) == [1, 2, 3, 4, 5]


def test_changed_and_new_pictures_are_inspected_and_gone_ones_forgotten(tmp_path: Path) -> None:
    fill(tmp_path, "a", "bb", "ccc")
    work = tmp_path / "work"
    inspections.collect(pictures.by_content(pictures.find_files(tmp_path)), Noter(), work_dir=work)
    (tmp_path / "0.jpg").write_text("changed")
    (tmp_path / "1.jpg").unlink()
    (tmp_path / "2.jpg").rename(tmp_path / "renamed.jpg")
    (tmp_path / "new.jpg").write_text("something new")
    again = Noter()
    inspections.collect(pictures.by_content(pictures.find_files(tmp_path)), again, work_dir=work)
    assert sorted(again.shown) == ["0.jpg", "new.jpg"]
    kept = np.concatenate([np.load(path)["w"][:, 0] for path in work.glob("*.npz")])
    assert sorted(kept) == [3, 7, 13]


# ---- The command


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
