from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest

from ml_core import latents
from ml_core.cli.parents import add_arguments, parse_faces, read_couple, to_latents
from ml_core.cli.photos import Photo
from ml_core.contracts import Latent, ignore_progress
from ml_core.errors import InputError, InvalidRequest, NotAPicture, SeveralFaces, WrongGenerator
from ml_core.images import encode_jpeg, load_picture
from ml_core.pipeline import Pipeline

ROOT = Path(__file__).parents[3]
FATHER, MOTHER = (ROOT / "generation" / "samples" / f"{role}.jpg" for role in ("father", "mother"))
SMALL_CHILD = ROOT / "tests" / "ml_core" / "photo_advice" / "small-child.jpg"
YOUNG = ROOT / "static" / "img" / "sample-child.jpg"


def read(a: Path, b: Path, *options: str) -> list[Photo | Latent]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return read_couple(parser.parse_args([str(a), str(b), "--out", "out", *options]))


def test_a_parent_is_a_photo_or_a_code(tmp_path: Path, couple: tuple[Latent, Latent]) -> None:
    path = tmp_path / "latent.npz"
    path.write_bytes(latents.to_bytes(couple[0]))
    code, photo = read(path, FATHER, "--adults")
    assert isinstance(code, Latent)
    assert (code.w_plus == couple[0].w_plus).all()
    assert isinstance(photo, Photo)


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("gone.jpg", NotAPicture, "can't be read"),
        ("gone.npz", InvalidRequest, "can't be read \\(No such file or directory\\)"),
        ("text.npz", InvalidRequest, "Not a latent file"),
        ("text.jpg", NotAPicture, "not a picture"),
    ],
)
def test_a_file_that_is_neither_is_named(tmp_path: Path, name: str, error: type[InputError], said: str) -> None:
    for text in ("text.npz", "text.jpg"):
        (tmp_path / text).write_text("words")
    with pytest.raises(error, match=f"B {tmp_path / name}: .*{said}"):
        read(FATHER, tmp_path / name, "--adults")


def test_a_small_child_is_nobody_s_parent_whoever_vouches_for_it() -> None:
    for options in ([], ["--adults"]):
        with pytest.raises(InputError, match=f"B {SMALL_CHILD}: "):
            read(FATHER, SMALL_CHILD, "--adults", *options)


def test_somebody_has_to_vouch_for_whoever_looks_young() -> None:
    with pytest.raises(InputError, match=f"A {YOUNG}: .*--adults"):
        read(YOUNG, FATHER)
    photo, _ = read(YOUNG, FATHER, "--adults")
    assert isinstance(photo, Photo)
    assert "minor" in [finding.check for finding in photo.findings]


def test_both_parents_may_be_in_one_photo(tmp_path: Path) -> None:
    path = tmp_path / "couple.jpg"
    path.write_bytes(encode_jpeg(np.hstack([load_picture(FATHER), load_picture(MOTHER)])))
    with pytest.raises(SeveralFaces, match=r"A .*--face 1"):
        read(path, path, "--adults")
    left, right = read(path, path, "--adults", "--face", "1,2")
    assert isinstance(left, Photo)
    assert isinstance(right, Photo)
    assert left.face.landmarks[:, 0].max() < right.face.landmarks[:, 0].min()


@pytest.mark.parametrize(
    ("text", "expected"), [("", (None, None)), ("2", (2, 2)), ("1,3", (1, 3))], ids=["none", "both", "each"]
)
def test_which_faces_are_meant_is_one_number_or_two(text: str, expected: tuple[int | None, int | None]) -> None:
    assert parse_faces(text) == expected


@pytest.mark.parametrize("text", ["0", "left", "1,", "1,2,3", "1;2", "-1", "1,0"])
def test_anything_else_names_no_faces(text: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_faces(text)


def test_codes_are_taken_as_they_are(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    assert to_latents(pipeline, couple, ignore_progress) == couple


def test_a_code_of_another_generator_is_told_before_a_photo_is_searched_for(pipeline: Pipeline) -> None:
    foreign = Latent(w_plus=np.zeros((16, 512), np.float32), generator="another:0123")
    searched: list[object] = []
    with pytest.raises(WrongGenerator, match="another:0123"):
        to_latents(pipeline, [read(FATHER, FATHER, "--adults")[0], foreign], searched.append)
    assert not searched


@pytest.mark.science
def test_a_photo_beside_a_code_is_searched_for(few_steps: Pipeline, couple: tuple[Latent, Latent]) -> None:
    code, found = to_latents(few_steps, [couple[1], read(FATHER, FATHER, "--adults")[1]], ignore_progress)
    assert code is couple[1]
    assert found.w_plus.shape == couple[1].w_plus.shape
    assert (found.w_plus != couple[1].w_plus).any()
