"""The rule of docs/decisions/0010, on people who don't exist."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ml_core.alignment import align
from ml_core.contracts import AlignedFace
from ml_core.images import load_picture
from ml_core.photo_advice import examine
from ml_core.photo_advice.inspection import inspect
from ml_core.photo_advice.minor import APPARENT_CHILD, MINOR, apparent_age
from ml_core.training import photo_advice_damage as damage
from tests.ml_core.photo_advice.faces import Sitter, blank

SMALL_CHILD = Path(__file__).parent / "small-child.jpg"
GIRL_OF_SEVEN = Path(__file__).parents[3] / "static" / "img" / "sample-child.jpg"


def test_a_small_child_is_refused_and_nothing_else_is_told():
    photo = load_picture(SMALL_CHILD)

    findings = examine(photo, align(photo, size=256))

    assert [(finding.check, finding.level) for finding in findings] == [("apparent_child", "refuse")]


def test_of_a_girl_of_seven_is_asked():
    photo = load_picture(GIRL_OF_SEVEN)

    findings = examine(photo, align(photo, size=256))

    assert [(finding.check, finding.level) for finding in findings] == [("minor", "ask")]


def test_grown_ups_are_not_asked(sitter: Sitter, astronaut, astronaut_face: AlignedFace):
    for inspection in (sitter.inspect(), inspect(astronaut, astronaut_face)):
        assert MINOR.judge(apparent_age(inspection)) is None


@pytest.mark.parametrize(
    ("years", "codes"), [(2.0, ["apparent_child", "minor"]), (6.0, ["minor"]), (24.9, ["minor"]), (25.0, [])]
)
def test_where_refusing_ends_and_asking_ends(years: float, codes: list[str]):
    findings = [finding for check in (APPARENT_CHILD, MINOR) if (finding := check.judge(years))]

    assert [finding.check for finding in findings] == codes


def test_a_face_and_its_mirror_image_are_of_one_age(sitter: Sitter):
    mirrored = AlignedFace(pixels=sitter.inspect().view[:, ::-1].copy(), landmarks=sitter.face.landmarks)

    assert apparent_age(inspect(sitter.photo, mirrored)) == pytest.approx(apparent_age(sitter.inspect()), abs=0.5)


@pytest.mark.parametrize("stops", [-2.0, 1.0])
def test_bad_light_makes_nobody_a_child(sitter: Sitter, stops: float):
    assert apparent_age(sitter.inspect_after(damage.expose, stops=stops)) > 15


def test_of_a_covered_face_is_asked_whatever_the_estimate():
    photo = load_picture(SMALL_CHILD)
    child = Sitter(photo=photo, face=align(photo, size=256))
    photo = damage.mask(child.photo, child.points)

    findings = examine(photo, AlignedFace(pixels=photo, landmarks=child.face.landmarks))

    assert "age_unclear" in [finding.check for finding in findings if finding.level == "ask"]


def test_there_is_an_estimate_of_anything():
    face = blank(0)

    assert np.isfinite(apparent_age(inspect(face.pixels, face)))
