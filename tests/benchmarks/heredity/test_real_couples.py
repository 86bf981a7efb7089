from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.heredity import codes, real_couples
from generation.families.samples import SAMPLE_COUPLE
from ml_core.errors import InvalidRequest
from ml_core.images import save_png
from tests.benchmarks.heredity.made_up import code, plain

MOTHER, FATHER = (sample.path for sample in SAMPLE_COUPLE)
NO_PIPELINE: Any = None


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def test_portraits_are_paired_in_sorted_order(tmp_path: Path) -> None:
    pairs = real_couples.pair(fill(tmp_path, "woman-b.jpg", "man-2.png", "woman-a.JPG", "man-1.jpeg"))
    assert [(woman.name, man.name) for woman, man in pairs.couples] == [
        ("woman-a.JPG", "man-1.jpeg"),
        ("woman-b.jpg", "man-2.png"),
    ]
    assert pairs.left_out == []


def test_what_has_no_partner_and_what_names_no_sex_is_left_out_and_told(tmp_path: Path) -> None:
    names = ("woman-1.jpg", "woman-2.jpg", "woman-3.jpg", "man-1.jpg", "man-2.jpg", "aunt.jpg", "man-3.gif")
    pairs = real_couples.pair(fill(tmp_path, *names))
    assert len(pairs.couples) == 2
    assert [sentence.split(" ")[0] for sentence in pairs.left_out] == ["aunt.jpg", "man-3.gif", "woman-3.jpg"]


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="no such folder"):
        real_couples.pair(tmp_path / "faces")


def test_folder_in_the_repository_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "faces"
    link.symlink_to(real_couples.REPOSITORY / "benchmarks")
    for folder in (real_couples.REPOSITORY / "var" / "faces", link):
        with pytest.raises(InvalidRequest, match="outside the repository"):
            real_couples.pair(folder)


def test_a_single_couple_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"2 women and 1 men.*woman-2\.jpg is left out"):
        real_couples.pair(fill(tmp_path, "woman-1.jpg", "woman-2.jpg", "man-1.jpg"))


def test_couple_with_a_face_that_is_not_found_is_left_out_and_keeps_nobody_elses_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "find", lambda *args, **kwargs: code())
    for number in (1, 2, 3):
        (tmp_path / f"woman-{number}.jpg").symlink_to(MOTHER)
        (tmp_path / f"man-{number}.jpg").symlink_to(FATHER)
    (tmp_path / "man-2.jpg").unlink()
    save_png(plain(120), tmp_path / "man-2.png")
    told: list[str] = []
    subjects = real_couples.load(NO_PIPELINE, tmp_path, max_couples=None, store=tmp_path, tell=told.append)
    assert [couple.number for couple in subjects.couples] == [1, 3]
    assert subjects.num_left_out == 1
    assert any("Couple 2 is left out. man-2.png: No face was found" in sentence for sentence in told)
    mother = subjects.couples[0].mother
    assert mother.portrait.shape == (1024, 1024, 3)
    assert mother.cheeks is not None
    assert np.linalg.norm(mother.embedding) > 1.0


def test_too_few_faces_are_told_with_their_reasons(tmp_path: Path) -> None:
    for name in ("woman-1.png", "woman-2.png", "man-1.png", "man-2.png"):
        save_png(plain(120), tmp_path / name)
    with pytest.raises(InvalidRequest, match=r"0 couples.*woman-1\.png: No face was found"):
        real_couples.load(NO_PIPELINE, tmp_path, max_couples=None, store=tmp_path, tell=lambda text: None)
