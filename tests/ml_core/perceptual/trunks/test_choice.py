from __future__ import annotations

from pathlib import Path

import pytest

from ml_core import catalogue
from ml_core.errors import InvalidRequest, WeightsMissing, WeightsRefused
from ml_core.perceptual import trunks

REAL_MODELS = catalogue.weights_dir()


@pytest.fixture(autouse=True)
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    monkeypatch.delenv("PERCEPTUAL_TRUNK", raising=False)
    return tmp_path


def put(folder: Path, trunk: str) -> None:
    file = folder / trunks.TRUNKS[trunk].file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"there")


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERCEPTUAL_TRUNK", " Keras ")
    assert trunks.candidates() == ["keras"]


def test_an_argument_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERCEPTUAL_TRUNK", "keras")
    assert trunks.candidates("zhang") == ["zhang"]


@pytest.mark.parametrize(
    ("present", "expected"),
    [((), ["hed"]), (("keras",), ["keras", "hed"]), (("keras", "zhang"), ["zhang", "keras", "hed"])],
)
def test_unset_the_best_that_is_there_comes_first(
    models_dir: Path, present: tuple[str, ...], expected: list[str]
) -> None:
    for trunk in present:
        put(models_dir, trunk)
    assert trunks.candidates() == trunks.candidates("auto") == expected


def test_a_file_that_is_not_what_its_name_says_is_passed_over_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, models_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for weight in catalogue.BUILT_IN:
        (models_dir / weight.name).parent.mkdir(exist_ok=True)
        (models_dir / weight.name).symlink_to(REAL_MODELS / weight.name)
    put(models_dir, "zhang")
    assert trunks.read().name == "VGG16 (HED fine-tuned)"
    assert "trunk zhang is passed over" in caplog.text


def test_a_file_that_was_chosen_by_name_is_never_passed_over(models_dir: Path) -> None:
    put(models_dir, "zhang")
    with pytest.raises(WeightsRefused):
        trunks.read("zhang")


def test_an_unknown_trunk_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidRequest, match=r"No such trunk: 'vgg19'.*zhang, keras, hed"):
        trunks.candidates("vgg19")


@pytest.mark.parametrize("trunk", ["zhang", "keras"])
def test_a_trunk_that_was_not_fetched_says_how_to_get_it(trunk: str) -> None:
    with pytest.raises(WeightsMissing, match=f"weights fetch {trunks.TRUNKS[trunk].file}"):
        trunks.read(trunk)
