from __future__ import annotations

from pathlib import Path

import pytest

from ml_core.errors import InvalidRequest, WeightsMissing
from ml_core.perceptual import trunks


@pytest.fixture(autouse=True)
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    monkeypatch.delenv("PERCEPTUAL_TRUNK", raising=False)
    return tmp_path


def put(folder: Path, trunk: str) -> None:
    file = folder / trunks.TRUNKS[trunk].file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"there")


def test_a_downloaded_trunk_alone_changes_no_figure(models_dir: Path) -> None:
    put(models_dir, "zhang")
    put(models_dir, "keras")
    assert trunks.choose() == "hed"


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERCEPTUAL_TRUNK", " keras ")
    assert trunks.choose() == "keras"


def test_an_argument_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERCEPTUAL_TRUNK", "keras")
    assert trunks.choose("zhang") == "zhang"


@pytest.mark.parametrize(
    ("present", "expected"),
    [((), "hed"), (("keras",), "keras"), (("zhang",), "zhang"), (("keras", "zhang"), "zhang")],
)
def test_auto_takes_the_best_that_is_there(models_dir: Path, present: tuple[str, ...], expected: str) -> None:
    for trunk in present:
        put(models_dir, trunk)
    assert trunks.choose("auto") == expected


def test_an_unknown_trunk_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidRequest, match=r"No such trunk: 'vgg19'.*zhang, keras, hed"):
        trunks.choose("vgg19")


@pytest.mark.parametrize("trunk", ["zhang", "keras"])
def test_a_trunk_that_was_not_fetched_says_how_to_get_it(trunk: str) -> None:
    with pytest.raises(WeightsMissing, match=f"weights fetch {trunks.TRUNKS[trunk].file}"):
        trunks.read(trunk)
