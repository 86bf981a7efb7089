from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ml_core import statistics, traits
from ml_core.errors import WeightsDamaged
from ml_core.generators import registry
from ml_core.traits import PARTS, TraitMaps


@pytest.fixture(scope="module")
def shipped() -> TraitMaps:
    maps = traits.find(registry.BUILT_IN_FINGERPRINT)
    assert maps is not None
    return maps


def test_the_parts_of_a_way_add_up_to_it(shipped: TraitMaps) -> None:
    offset = np.random.default_rng(1).standard_normal((16, 512)).astype(np.float32)
    assert np.abs(shipped.mix(dict.fromkeys(PARTS, offset), offset) - offset).max() < 0.02


def test_a_way_for_one_part_and_none_for_the_others_is_less_than_the_way(shipped: TraitMaps) -> None:
    offset, nowhere = (
        np.random.default_rng(1).standard_normal((16, 512)).astype(np.float32),
        np.zeros((16, 512), np.float32),
    )
    whole = np.linalg.norm((offset @ shipped.basis) @ shipped.basis.T)
    for part in PARTS:
        alone = shipped.mix({**dict.fromkeys(PARTS, nowhere), part: offset}, nowhere)
        assert 0.01 * whole < np.linalg.norm(alone) < whole


def test_what_ships_is_small(shipped: TraitMaps) -> None:
    path = statistics.SHIPPED / traits.file_name(registry.BUILT_IN_FINGERPRINT)
    assert path.stat().st_size < 8_000_000
    assert shipped.basis.T @ shipped.basis == pytest.approx(np.eye(shipped.basis.shape[1]), abs=2e-3)


def test_what_is_saved_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped: TraitMaps) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    assert traits.find("copy:1") is None
    assert not traits.is_measured("copy:1")
    traits.save(shipped, "copy:1", folder=statistics.computed_dir())
    assert traits.is_measured("copy:1")
    again = traits.find("copy:1")
    assert again is not None
    assert np.allclose(again.parts["nose"], shipped.parts["nose"], atol=1e-3)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_damaged_file_is_told_with_how_to_make_it_again(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    statistics.computed_dir().mkdir()
    (statistics.computed_dir() / traits.file_name("odd:1")).write_bytes(content)
    with pytest.raises(WeightsDamaged, match=r"python -m ml_core\.training traits"):
        traits.find("odd:1")
