"""The README's lines do what it says of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from ml_core.pipeline import Pipeline

ROOT = Path(__file__).parents[2]


@pytest.mark.science
def test_the_lines_for_library_use_make_a_child(
    few_steps: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    assert lines is not None
    for role in ("father", "mother"):
        shutil.copy(ROOT / "generation" / "samples" / f"{role}.jpg", tmp_path)
    monkeypatch.chdir(tmp_path)
    exec(lines[1], {})  # noqa: S102 -- our own README
    with Image.open("child.png") as picture:
        assert picture.size == (1024, 1024)
