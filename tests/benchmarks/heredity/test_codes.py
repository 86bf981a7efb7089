from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.heredity import codes
from ml_core.contracts import AlignedFace, Latent, Projection
from ml_core.projector import ProjectorConfig
from tests.benchmarks.heredity.made_up import plain

GENERATOR = "generator:1"


class Search:
    """Finds at once what a pipeline finds in half a minute."""

    def __init__(self, config: ProjectorConfig | None = None) -> None:
        self.generator = type("Generator", (), {"fingerprint": GENERATOR})()
        self.projector_config = config or ProjectorConfig()
        self.num_searches = 0

    def project(self, people: Any) -> list[Projection]:
        self.num_searches += 1
        w_plus = np.full((16, 512), self.num_searches, np.float32)
        return [
            Projection(
                latent=Latent(w_plus=w_plus, generator=GENERATOR),
                reconstruction=np.zeros((1024, 1024, 3), np.uint8),
                lpips=0.1,
                lpips_name="a trunk",
                identity_distance=None,
                num_steps=60,
                seconds=25.0,
            )
        ]


def face(grey: int) -> AlignedFace:
    return AlignedFace(pixels=plain(grey), landmarks=np.zeros((68, 2), np.float32))


def find(search: Search, portrait: AlignedFace, store: Path) -> codes.Code:
    pipeline: Any = search
    return codes.find(pipeline, portrait, store=store)


def test_face_is_searched_for_once(tmp_path: Path) -> None:
    search = Search()
    first, again = find(search, face(10), tmp_path), find(search, face(10), tmp_path)
    assert search.num_searches == 1
    assert (again.latent.w_plus == first.latent.w_plus).all()
    assert (again.lpips, again.seconds) == (0.1, 25.0)
    assert again.reconstruction.shape == (256, 256, 3)


def test_reconstruction_without_a_face_has_no_distance(tmp_path: Path) -> None:
    assert np.isnan(find(Search(), face(10), tmp_path).identity_distance)


@pytest.mark.parametrize(("grey", "config"), [(11, None), (10, ProjectorConfig(rate=0.05))])
def test_other_face_or_other_search_meets_no_old_code(
    tmp_path: Path, grey: int, config: ProjectorConfig | None
) -> None:
    find(Search(), face(10), tmp_path)
    other = Search(config)
    find(other, face(grey), tmp_path)
    assert other.num_searches == 1


def test_other_statements_of_the_search_meet_no_old_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = codes.search_fingerprint.__wrapped__(GENERATOR, "config")
    monkeypatch.setattr(codes, "SEARCH_SOURCES", codes.SEARCH_SOURCES[:1])
    assert codes.search_fingerprint.__wrapped__(GENERATOR, "config") != before


def test_kept_codes_bear_no_name(tmp_path: Path) -> None:
    find(Search(), face(10), tmp_path)
    (path,) = (tmp_path / "codes").iterdir()
    assert all(letter in "0123456789abcdef" for letter in path.stem)
