from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from ml_core.alignment import align
from ml_core.contracts import AlignedFace, FloatArray, Latent, Picture, Progress, Projection
from ml_core.images import load_picture
from ml_core.inheritable import likeness
from ml_core.inheritable.handed_down import HandedDown
from ml_core.pipeline import Pipeline
from ml_core.projector import ProjectorConfig

SAMPLES = Path(__file__).parents[2] / "generation" / "samples"


def searching_otherwise(pipeline: Pipeline, config: ProjectorConfig) -> Pipeline:
    """The same networks, and all that TensorFlow has traced of them: to trace a search anew takes many seconds.
    config: with the default's weights, which are traced."""
    other = copy.copy(pipeline)
    other._projector = copy.copy(pipeline._projector)
    other._projector.config = config
    return other


@pytest.fixture
def hasty_likeness(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person hands down is searched for in two steps. How good a long search is, test_handed_down.py shows."""
    monkeypatch.setattr(likeness, "NUM_STEPS", 2)
    monkeypatch.setattr(HandedDown, "num_steps", 2)


@pytest.fixture
def few_steps(pipeline: Pipeline, hasty_likeness: None, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """Its searches are short, and every command gets it. How good a long one is, test_projector.py shows."""
    few = searching_otherwise(pipeline, ProjectorConfig(num_steps=2))
    monkeypatch.setattr(Pipeline, "load", lambda *_generator: few)
    return few


@pytest.fixture(scope="session")
def couple(pipeline: Pipeline) -> tuple[Latent, Latent]:
    """Codes of the sample couple, straight from their seeds: what projecting finds is tested elsewhere."""
    from ml_core.training.sample_couple import SEEDS, code_of

    father, mother = (
        person_of(pipeline, code_of(pipeline.generator, seed=SEEDS[role])) for role in ("father", "mother")
    )
    return father, mother


def person_of(pipeline: Pipeline, w_plus: FloatArray) -> Latent:
    """A drawn person's code with what they hand down, as a projection has it: of a code without that, it is searched
    for in every analysis of a couple, five seconds for each of the two."""
    return Latent(
        w_plus=w_plus,
        generator=pipeline.generator.fingerprint,
        inheritable=pipeline._handed_down.of_shown(w_plus),
    )


@pytest.fixture(scope="session")
def astronaut() -> Picture:
    """Eileen Collins, NASA: in the public domain, shipped with scikit-image."""
    return np.ascontiguousarray(data.astronaut())


@pytest.fixture(scope="session")
def astronaut_face(astronaut: Picture) -> AlignedFace:
    return align(astronaut)


@pytest.fixture(scope="session")
def watched(pipeline: Pipeline, astronaut_face: AlignedFace) -> tuple[Projection, list[Progress]]:
    """Her projection, as long as any is, and what it told on the way."""
    steps: list[Progress] = []
    (projection,) = pipeline.project([[astronaut_face]], on_progress=steps.append)
    return projection, steps


@pytest.fixture(scope="session")
def sample_faces() -> list[AlignedFace]:
    return [align(load_picture(SAMPLES / f"{role}.jpg")) for role in ("father", "mother")]
