"""What was seen in a picture is noted, and looked for once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ml_core.training.fine_tuning import inspections, pictures
from ml_core.training.fine_tuning.inspections import USED, Inspection


class Noter:
    """Notes a file's size for a code, and what it was shown; `patience`: files until it is interrupted."""

    def __init__(self, patience: int = 100) -> None:
        self.shown: list[str] = []
        self._patience = patience

    def __call__(self, path: Path) -> Inspection:
        if len(self.shown) == self._patience:
            raise KeyboardInterrupt
        self.shown.append(path.name)
        return Inspection(USED, np.full(8, path.stat().st_size, np.float32), 30.0, 0.5)


def fill(folder: Path, *contents: str) -> None:
    for number, content in enumerate(contents):
        (folder / f"{number}.jpg").write_text(content)


def test_an_interrupted_inspection_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspections, "PICTURES_PER_CHUNK", 2)
    fill(tmp_path, "a", "bb", "ccc", "dddd", "eeeee")
    files = pictures.by_content(pictures.find_files(tmp_path))
    interrupted, again = Noter(patience=3), Noter()
    with pytest.raises(KeyboardInterrupt):
        inspections.collect(files, interrupted, work_dir=tmp_path / "work")
    noted = inspections.collect(files, again, work_dir=tmp_path / "work")
    assert len(again.shown) == 3
    assert not set(again.shown) & set(interrupted.shown[:2])
    assert sorted(inspection.w[0] for inspection in noted.values()) == [1, 2, 3, 4, 5]


def test_changed_and_new_pictures_are_inspected_and_gone_ones_forgotten(tmp_path: Path) -> None:
    fill(tmp_path, "a", "bb", "ccc")
    work = tmp_path / "work"
    inspections.collect(pictures.by_content(pictures.find_files(tmp_path)), Noter(), work_dir=work)
    (tmp_path / "0.jpg").write_text("changed")
    (tmp_path / "1.jpg").unlink()
    (tmp_path / "2.jpg").rename(tmp_path / "renamed.jpg")
    (tmp_path / "new.jpg").write_text("something new")
    again = Noter()
    inspections.collect(pictures.by_content(pictures.find_files(tmp_path)), again, work_dir=work)
    assert sorted(again.shown) == ["0.jpg", "new.jpg"]
    kept = np.concatenate([np.load(path)["w"][:, 0] for path in work.glob("*.npz")])
    assert sorted(kept) == [3, 7, 13]
