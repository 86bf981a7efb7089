from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from ml_core import images, statistics
from ml_core.catalogue import weights_dir
from ml_core.contracts import FloatArray, Picture
from ml_core.generators.mobile_stylegan import MobileStyleGAN
from ml_core.generators.registry import BUILT_IN_FINGERPRINT
from ml_core.statistics import GeneratorStatistics
from ml_core.training import sampling
from ml_core.training.fine_tuning import command, generated, lesson, means
from ml_core.training.fine_tuning.inspections import Faces

NUM_DRAWN = 12


@pytest.fixture(scope="session")
def general() -> GeneratorStatistics:
    return statistics.load_general(BUILT_IN_FINGERPRINT)


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def way() -> FloatArray:
    return np.random.default_rng(1).normal(0.0, 0.05, 512).astype(np.float32)


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


def noise(side: int) -> Picture:
    return np.random.default_rng(1).integers(0, 256, (side, side, 3)).astype(np.uint8)
