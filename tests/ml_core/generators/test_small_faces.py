"""The whole path on a StyleGAN 1 that was brought as NVIDIA's file is: align, project, make a child."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from ml_core import attributes, face_embedding, images
from ml_core.contracts import AlignedFace, ChildRequest, Latent, Picture, Progress
from ml_core.errors import WeightsRefused, WrongGenerator
from ml_core.generators import registry
from ml_core.generators.stylegan1.network import StyleGAN1
from ml_core.pipeline import Pipeline
from ml_core.projector import ProjectorConfig
from ml_core.training import sampling
from tests.ml_core.generators.random_stylegan1 import random_variables
from tests.ml_core.generators.small_faces import NAME, bring_small_faces
from tests.ml_core.generators.test_conversion import SMALL

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "generation" / "samples"
QUICK = ProjectorConfig(num_steps=30)


@pytest.fixture(scope="module")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("models")
    bring_small_faces(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELS_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def small(models_dir: Path) -> Pipeline:
    return Pipeline.load(NAME, config=QUICK)


@pytest.fixture(scope="module")
def people(small: Pipeline) -> list[Latent]:
    """Codes of six faces that it draws."""
    z = np.random.default_rng(4).standard_normal((6, small.generator.z_width)).astype(np.float32)
    mean = small.statistics.w_mean
    codes = mean + 0.7 * (np.asarray(small.generator.map(tf.constant(z))) - mean)
    rows = [np.repeat(code[None], small.generator.latent_shape[0], axis=0) for code in codes]
    return [Latent(w_plus=row.astype(np.float32), generator=small.generator.fingerprint) for row in rows]


@pytest.fixture(scope="module")
def couple(people: list[Latent]) -> tuple[Latent, Latent]:
    return people[0], people[1]


@pytest.fixture(scope="module")
def strangers(people: list[Latent]) -> list[Latent]:
    return people[2:]


def test_it_is_registered_under_its_folder_s_name_with_all_that_belongs_to_it(models_dir: Path) -> None:
    card = registry.check(NAME)
    assert card.fingerprint.startswith("stylegan1-128:")
    assert (card.resolution, card.licence) == (128, "tests only")


def test_it_draws_faces(small: Pipeline) -> None:
    codes = sampling.sample_w(small.generator, small.statistics.w_mean, 3)[:10]
    rows = tf.repeat(tf.constant(codes)[:, None], small.generator.latent_shape[0], axis=1)
    pictures = images.from_unit(np.asarray(small.generator.synthesise(rows)))
    assert pictures.shape == (10, 128, 128, 3)
    assert sum(attributes.estimate(picture) is not None for picture in pictures) >= 8


@pytest.mark.science
def test_a_photo_is_projected_at_the_generator_s_own_size(small: Pipeline, astronaut_face: AlignedFace) -> None:
    steps: list[Progress] = []
    (projection,) = small.project([[astronaut_face]], on_progress=steps.append)
    assert projection.reconstruction.shape == (128, 128, 3)
    assert projection.latent.w_plus.shape == (12, 512)
    assert projection.latent.generator == small.generator.fingerprint
    losses = [step.loss for step in steps if step.loss is not None]
    assert losses[-1] < 0.8 * losses[0], losses
    previews = [step.preview for step in steps if step.preview is not None]
    assert {preview.shape for preview in previews} == {(128, 128, 3)}
    assert projection.identity_distance is not None


def test_children_differ_by_age_and_stay_their_parents_children(
    small: Pipeline, couple: tuple[Latent, Latent], strangers: list[Latent]
) -> None:
    young, grown = (small.make_child(*couple, ChildRequest(age_years=age, sex="girl")) for age in (4, 24))
    ages = [attributes.estimate(child.pixels) for child in (young, grown)]
    assert ages[0] is not None
    assert ages[1] is not None
    assert ages[0].age_years + 5 < ages[1].age_years
    to_parents, to_strangers = (np.mean(distances_to(small, grown.pixels, codes)) for codes in (couple, strangers))
    assert to_parents < to_strangers - 0.05
    assert grown.pixels.shape == (128, 128, 3)


def distances_to(small: Pipeline, face: Picture, codes: Sequence[Latent]) -> list[float]:
    distances = [face_embedding.distance_between(face, small.synthesise(code)) for code in codes]
    return [np.nan if distance is None else distance for distance in distances]


def test_the_same_request_gives_the_same_pixels(small: Pipeline, couple: tuple[Latent, Latent]) -> None:
    first, again = (small.make_child(*couple, ChildRequest(age_years=10, seed=3)) for _ in range(2))
    assert (first.pixels == again.pixels).all()


def test_a_code_of_the_built_in_generator_is_never_drawn_with_it(
    small: Pipeline, couple: tuple[Latent, Latent]
) -> None:
    foreign = Latent(w_plus=np.zeros((12, 512), np.float32), generator=registry.BUILT_IN_FINGERPRINT)
    with pytest.raises(WrongGenerator, match=registry.BUILT_IN_FINGERPRINT):
        small.make_child(couple[0], foreign, ChildRequest(age_years=10))
    with pytest.raises(WrongGenerator, match=small.generator.fingerprint):
        small.synthesise(foreign)


def test_a_generator_too_small_for_faces_is_refused() -> None:
    tiny = StyleGAN1(SMALL, random_variables(SMALL), fingerprint="stylegan1-16:0")
    with pytest.raises(WeightsRefused, match="draws 16 px; faces need 64"):
        Pipeline(tiny)


def test_a_generator_that_draws_no_faces_gets_no_ages(
    small: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "SAMPLES_PER_CHUNK", 20)
    architecture = small.generator.architecture  # type: ignore[attr-defined]
    noise = StyleGAN1(architecture, random_variables(architecture), fingerprint="stylegan1-128:noise")
    with pytest.raises(WeightsRefused, match="draws no faces"):
        sampling.collect(noise, np.zeros(512, np.float32), num_samples=100, work_dir=tmp_path)


@pytest.mark.science
@pytest.mark.timeout(600)
def test_the_command_line_makes_a_child_with_it(models_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "children"
    photos = [str(SAMPLES / f"{role}.jpg") for role in ("father", "mother")]
    command = [sys.executable, "-m", "ml_core", "child", *photos, "--age", "6", "--sex", "girl", "--out", str(out)]
    environment = {**os.environ, "MODELS_DIR": str(models_dir), "GENERATOR": NAME}
    result = subprocess.run(
        [*command, "--json"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["generator"] == registry.card(NAME).fingerprint
    with Image.open(out / "child.png") as picture:
        assert picture.size == (128, 128)
