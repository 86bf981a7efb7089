from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ml_core import latents
from ml_core.cli.parents import read_parent, to_latents
from ml_core.contracts import AlignedFace, Latent, ignore_progress
from ml_core.errors import InputError, InvalidRequest, NotAPicture, WrongGenerator
from ml_core.pipeline import Pipeline

FATHER = Path(__file__).parents[3] / "generation" / "samples" / "father.jpg"


def test_a_parent_is_a_photo_or_a_code(tmp_path: Path, couple: tuple[Latent, Latent]) -> None:
    path = tmp_path / "latent.npz"
    path.write_bytes(latents.to_bytes(couple[0]))
    code = read_parent(path, "A")
    assert isinstance(code, Latent)
    assert (code.w_plus == couple[0].w_plus).all()
    assert isinstance(read_parent(FATHER, "A"), AlignedFace)


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
        read_parent(tmp_path / name, "B")


def test_codes_are_taken_as_they_are(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    assert to_latents(pipeline, couple, ignore_progress) == couple


def test_a_code_of_another_generator_is_told_before_a_photo_is_searched_for(pipeline: Pipeline) -> None:
    foreign = Latent(w_plus=np.zeros((16, 512), np.float32), generator="another:0123")
    searched: list[object] = []
    with pytest.raises(WrongGenerator, match="another:0123"):
        to_latents(pipeline, [read_parent(FATHER, "A"), foreign], searched.append)
    assert not searched


@pytest.mark.science
def test_a_photo_beside_a_code_is_searched_for(few_steps: Pipeline, couple: tuple[Latent, Latent]) -> None:
    code, found = to_latents(few_steps, [couple[1], read_parent(FATHER, "B")], ignore_progress)
    assert code is couple[1]
    assert found.w_plus.shape == couple[1].w_plus.shape
    assert (found.w_plus != couple[1].w_plus).any()
