"""A site does not start with a generator that cannot draw, and says why in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from babysite.supervisor import checks
from babysite.supervisor.console import CannotStartError
from ml_core.generators.converted_manifest import MANIFEST, WEIGHTS
from tests.babysite.conftest import MakeSite
from tests.generation.brought_generator import bring_generator, choose, compute_for


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A complete generator, with everything computed for it."""
    choose(monkeypatch, tmp_path, "mine")
    monkeypatch.setattr(settings, "GENERATOR", "mine")
    folder = bring_generator(tmp_path)
    compute_for(folder)
    return folder


def test_a_whole_generator_is_let_in(chosen: Path) -> None:
    checks.check_generator()


def test_an_unknown_one_is_answered_with_those_there_are(chosen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENERATOR", "yours")
    monkeypatch.setattr(settings, "GENERATOR", "yours")
    assert_refused(r"GENERATOR=yours cannot .* There are: mobile-stylegan, mine\.")


def test_one_whose_weights_were_cut_short_is_refused(chosen: Path) -> None:
    (chosen / WEIGHTS).write_bytes(b"cut short")
    assert_refused(r"GENERATOR=mine cannot .* has 9 bytes instead of .* weights convert FILE")


def test_one_whose_manifest_describes_nothing_is_refused(chosen: Path) -> None:
    manifest = chosen / MANIFEST
    manifest.write_text(manifest.read_text().replace('"channels"', '"canals"'))
    assert_refused(r"GENERATOR=mine cannot .*manifest\.json: .*canals.* weights convert FILE")


def test_one_for_which_nothing_was_computed_is_refused_with_the_command(chosen: Path) -> None:
    for file in (chosen.parents[1] / "statistics").iterdir():
        file.unlink()
    assert_refused(r"GENERATOR=mine cannot .* `python -m ml_core\.training statistics --generator mine`")


def assert_refused(sentence: str) -> None:
    with pytest.raises(CannotStartError, match=sentence) as caught:
        checks.check_generator()
    assert "Traceback" not in str(caught.value)
    assert "Unset, the site uses its built-in generator." in str(caught.value)


def test_a_site_with_an_unknown_generator_starts_nothing(make_site: MakeSite) -> None:
    site = make_site(GENERATOR="nowhere")
    assert site.run_to_its_end() == 1
    assert "GENERATOR=nowhere cannot draw faces here: There is no generator 'nowhere'" in site.output
    assert "Traceback" not in site.output
    assert "Making a database" not in site.output
    assert site.living() == {}
