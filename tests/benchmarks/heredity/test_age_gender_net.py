from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from benchmarks.heredity import age_gender_net
from ml_core.alignment import detection
from ml_core.errors import WeightsDamaged, WeightsRefused

# What face-api says of the sample couple: `python -m benchmarks.heredity.age_gender_net_reference`.
REFERENCE = Path(__file__).with_name("age_gender_net.npz")
# float16 weights against the package's eight bits: 0.02 years and 0.0002 were measured.
TOLERANCE_YEARS, TOLERANCE_SEX = 0.1, 1e-3


@pytest.fixture(scope="module")
def reference() -> Mapping[str, np.ndarray]:
    with np.load(REFERENCE) as file:
        return dict(file)


def test_face_is_cut_where_face_api_cuts_it(reference: Mapping[str, np.ndarray]) -> None:
    faces = [
        age_gender_net.cut(picture, landmarks)
        for picture, landmarks in zip(reference["pictures"], reference["landmarks"], strict=True)
    ]
    assert [face.shape for face in faces] == [tuple(shape) for shape in reference["cut_shapes"]]
    assert [face[0, 0].tolist() for face in faces] == reference["cut_corners"].tolist()


def test_face_is_cut_at_the_picture_s_border() -> None:
    landmarks = np.array([[-5.0, 10.0], [45.0, 30.0]], np.float32)
    face = age_gender_net.cut(np.zeros((32, 40, 3), np.uint8), landmarks)
    assert face.shape == (24, 40, 3)  # rows 8 to 32, of all columns


def test_age_and_sex_are_those_of_face_api(reference: Mapping[str, np.ndarray]) -> None:
    for index, picture in enumerate(reference["pictures"]):
        estimate = age_gender_net.estimate(picture, detection.find_faces(picture)[0])
        assert estimate.age_years == pytest.approx(reference["age_years"][index], abs=TOLERANCE_YEARS)
        assert estimate.p_female == pytest.approx(reference["p_female"][index], abs=TOLERANCE_SEX)


def test_sample_couple_is_a_man_and_a_woman(reference: Mapping[str, np.ndarray]) -> None:
    father, mother = reference["p_female"]
    assert father < 0.2 < 0.8 < mother


def test_damaged_file_is_refused_with_the_command_that_makes_it_again(tmp_path: Path) -> None:
    path = tmp_path / "age_gender_net.npz"
    path.write_bytes(age_gender_net.WEIGHT_FILE.read_bytes()[:10_000])
    with pytest.raises(WeightsDamaged, match=r"python -m benchmarks\.heredity\.age_gender_net"):
        age_gender_net.read_weights(path)


def test_package_of_something_else_is_refused(tmp_path: Path) -> None:
    model = tmp_path / "package" / "model"
    model.mkdir(parents=True)
    (model / "age_gender_model-weights_manifest.json").write_text('[{"weights": []}]')
    (model / "age_gender_model.bin").write_bytes(b"")
    with pytest.raises(WeightsRefused, match="must be AgeGenderNet"):
        age_gender_net.convert(tmp_path)
