from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsMissing
from ml_core.generators import converted
from ml_core.generators.converted_manifest import Manifest, read_manifest
from tests.ml_core.generators.random_stylegan1 import TINY, random_variables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "tiny")
    return tmp_path / "tiny"


def write(folder: Path, **changes: Any) -> Manifest:
    variables = random_variables(TINY) | changes
    return converted.write(folder, TINY, variables, title="Tiny", licence="MIT", source={"file": "x"}, card="# Tiny\n")


def test_what_was_written_is_read_bit_for_bit(folder: Path) -> None:
    manifest, architecture, variables = converted.read(folder)
    assert (manifest.title, manifest.licence, architecture) == ("Tiny", "MIT", TINY)
    expected = random_variables(TINY)
    assert variables.keys() == expected.keys()
    assert all(variables[name].dtype == np.float32 for name in expected)
    assert all(np.array_equal(variables[name], array) for name, array in expected.items())


def test_the_same_numbers_have_one_identity_and_others_another(tmp_path: Path) -> None:
    first, again = write(tmp_path / "a"), write(tmp_path / "b")
    other = write(tmp_path / "c", dlatent_avg=np.zeros(TINY.style_width, np.float32))
    assert first.identity == again.identity != other.identity
    assert first.identity.startswith("stylegan1-16:")


def test_a_manifest_names_what_it_came_from(folder: Path) -> None:
    told = json.loads((folder / "manifest.json").read_text())
    assert told["source"] == {"file": "x"}
    assert told["architecture"]["channels"] == [5, 4, 3]
    assert told["weights"]["size"] == (folder / "weights.safetensors").stat().st_size


def test_a_second_conversion_writes_over_the_first(folder: Path) -> None:
    changed = write(folder, dlatent_avg=np.zeros(TINY.style_width, np.float32))
    assert converted.read(folder)[0].identity == changed.identity


def complete(card: Path) -> str:
    card.write_text("# Tiny\n\nTrained on my own drawings.\n")
    return card.read_text()


def test_a_completed_card_stays_when_the_same_network_is_converted_again(folder: Path) -> None:
    completed = complete(folder / "card.md")
    flip_a_bit(folder)
    write(folder)
    assert (folder / "card.md").read_text() == completed


def test_another_network_brings_a_card_of_its_own(folder: Path) -> None:
    completed = complete(folder / "card.md")
    write(folder, dlatent_avg=np.zeros(TINY.style_width, np.float32))
    assert (folder / "card.md").read_text() != completed


def test_a_manifest_that_cant_be_read_is_no_reason_to_keep_a_card(folder: Path) -> None:
    completed = complete(folder / "card.md")
    write_text("[" * 60_000)(folder)
    write(folder)
    assert (folder / "card.md").read_text() != completed


def test_weights_that_cant_be_written_are_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "weights.safetensors.part").mkdir()
    with pytest.raises(InvalidRequest, match=r"can't be written .*--out"):
        write(tmp_path)


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(InvalidRequest, match=r"holds other files \(holiday.jpg\)"):
        write(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"x")
    with pytest.raises(InvalidRequest, match="--out"):
        write(tmp_path / "taken")


def test_an_empty_folder_is_no_generator(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"weights convert FILE --out DIR"):
        read_manifest(tmp_path)


def test_an_interrupted_conversion_is_no_generator(folder: Path) -> None:
    (folder / "manifest.json").unlink()  # it is written last
    with pytest.raises(WeightsMissing):
        read_manifest(folder)


def flip_a_bit(folder: Path) -> None:
    file = folder / "weights.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


def shorten(folder: Path) -> None:
    file = folder / "weights.safetensors"
    file.write_bytes(file.read_bytes()[:-8])


def remove_weights(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()


def rewrite(**changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / "manifest.json"
        told = json.loads(file.read_text())
        told |= {name: value for name, value in changes.items() if value is not ...}
        for name in [name for name, value in changes.items() if value is ...]:
            del told[name]
        file.write_text(json.dumps(told))

    return change


def write_text(text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "manifest.json").write_text(text)

    return change


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (flip_a_bit, "was changed since it was converted"),
        (shorten, "bytes instead of"),
        (remove_weights, "there is no .*weights.safetensors"),
        (write_text("{"), "can't be read as a generator's manifest"),
        (write_text("[]"), "can't be read as a generator's manifest"),
        (write_text("[" * 60_000), "can't be read as a generator's manifest"),
        (write_text('"' + "x" * 100_000 + '"'), "far too large"),
        (rewrite(format=2), "format 2 of 'stylegan1' isn't known"),
        (rewrite(family="pix2pix"), "isn't known"),
        (rewrite(identity=...), "identity"),
        (rewrite(identity="mobile-stylegan-ffhq-1024:5a827b11bf78f065"), "isn't the fingerprint of its numbers"),
        (rewrite(title=7), "title is no str"),
        (rewrite(title="\ud800"), "surrogates not allowed"),
        (rewrite(weights={}), "size or sha256 of the weights is missing"),
        (rewrite(surprise=1), "surprise"),
        (rewrite(architecture={}), "doesn't hold a whole generator"),
        (rewrite(architecture={**TINY.to_json(), "channels": [5, 4, 4]}), "doesn't hold a whole generator"),
    ],
)
def test_what_happened_to_a_folder_is_told_with_what_to_do(
    folder: Path, harm: Callable[[Path], None], said: str
) -> None:
    harm(folder)
    with pytest.raises((WeightsDamaged, WeightsMissing), match=f"(?s){said}.*weights convert FILE --out DIR"):
        converted.read(folder)


def test_what_was_measured_ends_the_card_and_replaces_what_was_measured_before(folder: Path) -> None:
    for figure in ("24 dB", "25 dB"):
        converted.write_measured(folder, ["100 pictures", figure])
    card = (folder / "card.md").read_text()
    assert card == "# Tiny\n\n## Measured by the operator\n\n- 100 pictures\n- 25 dB\n"
