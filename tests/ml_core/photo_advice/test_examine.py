from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_core.contracts import AlignedFace, Finding, Picture
from ml_core.errors import InvalidRequest
from ml_core.images import load_picture
from ml_core.photo_advice import CHECKS, examine, sentence
from ml_core.training import photo_advice_damage as damage
from tests.ml_core.conftest import SAMPLES
from tests.ml_core.photo_advice.faces import Sitter, blank


def test_good_photos_are_left_alone(sample_faces: list[AlignedFace]):
    photos = [load_picture(SAMPLES / f"{role}.jpg") for role in ("father", "mother")]

    assert [examine(*pair) for pair in zip(photos, sample_faces, strict=True)] == [[], []]


def test_a_real_persons_good_photo_is_left_alone(astronaut: Picture, astronaut_face: AlignedFace):
    assert examine(astronaut, astronaut_face) == []


def test_all_that_is_wrong_is_told_in_one_order(sitter: Sitter):
    photo = damage.grey(damage.blur(sitter.photo, sitter.points, sigma_at_256=3.0), sitter.points)
    face = AlignedFace(pixels=photo, landmarks=sitter.face.landmarks)

    codes = [finding.check for finding in examine(photo, face) if finding.level == "advice"]

    assert codes == ["blurred", "grey"]


def test_a_finding_has_its_checks_threshold_and_a_value_beyond_it(sitter: Sitter):
    photo = damage.expose(sitter.photo, sitter.points, stops=-4.0)

    findings = examine(photo, AlignedFace(pixels=photo, landmarks=sitter.face.landmarks))

    dark = next(finding for finding in findings if finding.check == "dark")
    assert dark.threshold == next(check.threshold for check in CHECKS if check.code == "dark")
    assert 0 < dark.value < dark.threshold


def test_the_same_photo_is_judged_alike(sitter: Sitter):
    photo = damage.mask(sitter.photo, sitter.points)
    face = AlignedFace(pixels=photo, landmarks=sitter.face.landmarks)

    assert examine(photo, face) == examine(photo, face) != []


@pytest.mark.parametrize("code", [check.code for check in CHECKS])
def test_every_finding_has_a_sentence_with_its_figures(code: str):
    check = next(check for check in CHECKS if check.code == code)
    away = 1.0 if check.found == "above" else -0.4
    finding = check.judge(check.threshold + away * check.threshold)

    assert finding is not None
    text = sentence(finding)
    assert "{" not in text
    assert text.endswith(".")
    assert text.count(". ") >= 1  # what was seen, then what to do


def test_a_strange_code_has_no_sentence():
    with pytest.raises(InvalidRequest, match=r"one of apparent_child, minor, .* Received: smiling"):
        sentence(Finding(check="smiling", level="advice", value=1.0, threshold=0.5))


def test_codes_are_told_apart():
    assert len({check.code for check in CHECKS}) == len(CHECKS)


def test_only_a_small_child_is_refused():
    assert [check.code for check in CHECKS if check.level == "refuse"] == ["apparent_child"]


@pytest.mark.parametrize("colour", [0, 255, (255, 0, 0)])
def test_one_colour_is_no_reason_to_fail(colour: int | tuple[int, int, int]):
    face = blank(colour)

    assert isinstance(examine(face.pixels, face), list)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.sampled_from([64, 128, 300]),
    spread=st.sampled_from([0.0, 0.3, 30.0, 300.0, 1e6]),
    flat=st.booleans(),
)
def test_no_face_makes_it_fail(seed: int, size: int, spread: float, flat: bool):
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (size, size, 3), dtype=np.uint8)
    pixels = np.repeat(noise[:1, :1], size, axis=0).repeat(size, axis=1) if flat else noise
    landmarks = (rng.standard_normal((68, 2)) * spread + size / 2).astype(np.float32)

    for finding in examine(pixels, AlignedFace(pixels=pixels, landmarks=landmarks)):
        assert np.isfinite(finding.value)
        assert sentence(finding)


def test_tensorflow_stays_out():
    code = "import sys, ml_core.photo_advice; sys.exit('tensorflow' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
