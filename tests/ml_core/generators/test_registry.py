from __future__ import annotations

from pathlib import Path

import pytest

from ml_core import statistics
from ml_core.errors import InvalidRequest, WeightsMissing
from ml_core.generators import converted, registry
from ml_core.generators.converted_manifest import Manifest
from ml_core.generators.mobile_stylegan import MobileStyleGAN
from ml_core.generators.stylegan1.network import StyleGAN1
from tests.ml_core.generators.random_stylegan1 import TINY, random_variables


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    return tmp_path


def bring(folder: Path) -> Manifest:
    variables = random_variables(TINY)
    return converted.write(folder, TINY, variables, title="Tiny", licence="MIT", source={"file": "x"}, card="# Tiny\n")


def test_the_built_in_generator_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENERATOR", " ")
    assert registry.active_name() == "mobile-stylegan"
    monkeypatch.setenv("GENERATOR", "mine")
    assert registry.active_name() == "mine"


def test_the_built_in_card_names_the_weights_that_are_loaded() -> None:
    known = registry.check("mobile-stylegan")
    generator = registry.load("mobile-stylegan")
    assert isinstance(generator, MobileStyleGAN)
    assert (known.fingerprint, known.resolution) == (generator.fingerprint, generator.resolution)
    assert "non-commercial" in known.licence


def test_a_converted_folder_is_a_generator_by_its_name_and_by_its_path(models: Path, tmp_path: Path) -> None:
    manifest = bring(models / "generators" / "mine")
    assert registry.names() == ["mobile-stylegan", "mine"]
    for name in ("mine", str(models / "generators" / "mine")):
        generator = registry.load(name)
        assert isinstance(generator, StyleGAN1)
        assert generator.fingerprint == registry.card(name).fingerprint == manifest.identity
        assert (registry.card(name).resolution, registry.card(name).licence) == (16, "MIT")


@pytest.mark.parametrize("name", ["nowhere", "../nowhere", "/etc", "a\nb", "x" * 300])
def test_an_unknown_name_is_answered_with_those_there_are(models: Path, name: str) -> None:
    bring(models / "generators" / "mine")
    with pytest.raises(InvalidRequest, match=r"There are: mobile-stylegan, mine\."):
        registry.check(name)


def test_a_generator_for_which_nothing_was_computed_is_refused_with_the_command(models: Path) -> None:
    manifest = bring(models / "generators" / "mine")
    with pytest.raises(WeightsMissing, match=r"python -m ml_core\.training statistics --generator mine"):
        registry.check("mine")
    built_in = statistics.load(registry.BUILT_IN_FINGERPRINT)
    statistics.save(built_in, manifest.identity, folder=statistics.computed_dir())
    assert registry.check("mine").title == "Tiny"
