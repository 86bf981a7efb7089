"""From NVIDIA's pickle to our own form; that the file itself is read safely is tested in ../network_pickle."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_core.__main__ import main
from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.generators import converted, registry
from ml_core.generators.conversion import convert
from ml_core.generators.converted_manifest import read_manifest
from ml_core.generators.stylegan1.architecture import Architecture
from tests.ml_core.generators.nvidia_files import FFHQ, FFHQ_KWARGS, as_discriminator, as_network, write_triple
from tests.ml_core.generators.random_stylegan1 import random_variables
from tests.ml_core.network_pickle.writing import write_networks

SMALL = Architecture(channels=(16, 8, 4), latent_width=6, mapping_width=8, style_width=7, mapping_layers=3)
SMALL_KWARGS = {
    "num_channels": 3,
    "resolution": 16,
    "label_size": 0,
    "fmap_base": 32,
    "latent_size": 6,
    "mapping_fmaps": 8,
    "dlatent_size": 7,
    "mapping_layers": 3,
}
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_the_averaged_generator_of_the_three_is_kept_bit_for_bit(tmp_path: Path, protocol: int) -> None:
    variables = random_variables(SMALL)
    file = write_triple(tmp_path / "small.pkl", variables, SMALL_KWARGS, protocol=protocol)
    manifest = convert(file, tmp_path / "small")
    _, architecture, kept = converted.read(tmp_path / "small")
    assert architecture == SMALL
    assert kept.keys() == variables.keys()
    assert all(np.array_equal(kept[name], array) for name, array in variables.items())
    assert (manifest.source["network"], manifest.source["file"]) == ("Gs", "small.pkl")


def test_a_file_of_the_generator_alone_has_the_same_identity(tmp_path: Path) -> None:
    variables = random_variables(SMALL)
    alone = write_networks(tmp_path / "alone.pkl", as_network("Gs", variables, SMALL_KWARGS))
    triple = write_triple(tmp_path / "triple.pkl", variables, SMALL_KWARGS)
    assert convert(alone, tmp_path / "a").identity == convert(triple, tmp_path / "b").identity


def test_an_unknown_file_gets_a_card_that_says_what_is_not_known(tmp_path: Path) -> None:
    file = write_triple(tmp_path / "small.pkl", random_variables(SMALL), SMALL_KWARGS)
    manifest = convert(file, tmp_path / "small")
    assert manifest.licence.startswith("unknown: ask")
    card = (tmp_path / "small" / "card.md").read_text()
    assert manifest.source["sha256"] in card
    assert "16 x 16 pixels" in card


def test_a_file_whose_name_no_page_can_show_is_converted_all_the_same(tmp_path: Path) -> None:
    file = write_triple(tmp_path / "sm\udcff\nall.pkl", random_variables(SMALL), SMALL_KWARGS)
    manifest = convert(file, tmp_path / "small", licence="CC0\n")
    assert (manifest.source["file"], manifest.licence) == ("sm? all.pkl", "CC0")
    assert read_manifest(tmp_path / "small") == manifest


def without(name: str) -> Callable[[dict[str, FloatArray]], None]:
    def change(variables: dict[str, FloatArray]) -> None:
        del variables[name]

    return change


def with_(name: str, value: Any) -> Callable[[dict[str, FloatArray]], None]:
    return lambda variables: variables.update({name: np.asarray(value, np.float32)})


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (without("synthesis/8x8/Conv1/bias"), r"lacks synthesis/8x8/Conv1/bias"),
        (without("mapping/Dense2/weight"), r"lacks mapping/Dense2/weight"),
        (without("dlatent_avg"), r"lacks dlatent_avg"),
        (with_("synthesis/extra", [1.0]), r"no place for: synthesis/extra"),
        (with_("synthesis/unread", [np.nan]), r"no place for: synthesis/unread"),
        (with_("mapping/Dense3/weight", np.zeros((7, 7))), r"no place for: mapping/Dense3/weight"),
        (with_("synthesis/noise0", np.zeros((1, 1, 8, 8))), r"noise0 has the shape \(1, 1, 8, 8\); .* \(1, 1, 4, 4\)"),
        (with_("dlatent_avg", np.zeros(8)), r"dlatent_avg has the shape \(8,\)"),
        (with_("dlatent_avg", [np.nan] * 7), r"dlatent_avg holds NaN or infinity"),
        (with_("synthesis/4x4/Const/const", np.full((1, 16, 4, 4), np.inf)), r"holds NaN or infinity"),
        (with_("lod", 1.5), r"lod is 1.5.*progressive growing"),
        (with_("synthesis/lod", 0.25), r"synthesis/lod is 0.25"),
    ],
)
def test_a_network_that_is_not_what_its_kwargs_describe_is_refused(
    tmp_path: Path, harm: Callable[[dict[str, FloatArray]], None], said: str
) -> None:
    variables = random_variables(SMALL)
    harm(variables)
    file = write_networks(tmp_path / "x.pkl", as_network("Gs", variables, SMALL_KWARGS))
    with pytest.raises(WeightsRefused, match=said):
        convert(file, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("kwargs", "said"),
    [
        ({**SMALL_KWARGS, "resolution": 32}, "lacks"),
        ({**SMALL_KWARGS, "fmap_base": 64}, "has the shape"),
        ({**SMALL_KWARGS, "use_styles": False}, "use_styles=False"),
        ({**SMALL_KWARGS, "resample_kernel": [1, 3, 3, 1]}, "'resample_kernel', which StyleGAN 1 doesn't know"),
    ],
)
def test_kwargs_of_another_network_are_refused(tmp_path: Path, kwargs: dict[str, Any], said: str) -> None:
    file = write_networks(tmp_path / "x.pkl", as_network("Gs", random_variables(SMALL), kwargs))
    with pytest.raises(WeightsRefused, match=said):
        convert(file, tmp_path / "out")


def test_a_discriminator_is_no_generator(tmp_path: Path) -> None:
    file = write_networks(tmp_path / "d.pkl", as_discriminator(64))
    with pytest.raises(WeightsRefused, match=r"network 'D', which is no StyleGAN 1 generator.*found none"):
        convert(file, tmp_path / "out")


def test_the_command_says_in_one_line_of_json_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_triple(tmp_path / "small.pkl", random_variables(SMALL), SMALL_KWARGS)
    folder = tmp_path / "small"
    arguments = ["--out", str(folder), "--title", "My own", "--licence", "CC0", "--json"]
    assert main(["weights", "convert", str(file), *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["identity"] == read_manifest(folder).identity
    assert (told["folder"], told["title"], told["licence"]) == (str(folder), "My own", "CC0")


def test_the_command_tells_a_person_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    file = write_triple(tmp_path / "small.pkl", random_variables(SMALL), SMALL_KWARGS)
    assert main(["weights", "convert", str(file), "--out", str(tmp_path / "generators" / "small")]) == 0
    said = capsys.readouterr().err
    assert "python -m ml_core.training statistics --generator small" in said
    assert "GENERATOR=small chooses it" in said


def test_a_folder_that_is_called_as_the_built_in_generator_is_chosen_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    file = write_triple(tmp_path / "small.pkl", random_variables(SMALL), SMALL_KWARGS)
    folder = tmp_path / "generators" / "mobile-stylegan"
    assert main(["weights", "convert", str(file), "--out", str(folder)]) == 0
    assert f"GENERATOR={folder} chooses it" in capsys.readouterr().err
    assert registry.names() == ["mobile-stylegan"]


@pytest.mark.parametrize("name", ["a" * 300, "."])
def test_a_path_that_is_no_file_is_the_inputs_fault(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["weights", "convert", str(tmp_path / name), "--out", str(tmp_path / "out")]) == 2
    assert "Give the path of a" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "can't be read"), (b"", "empty"), (b"<!DOCTYPE html><html>", "web page"), (b"cos\nsystem\n", "")],
)
def test_the_command_refuses_what_is_no_network_with_the_reason(
    tmp_path: Path, content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.pkl"
    if content is not None:
        file.write_bytes(content)
    assert main(["weights", "convert", str(file), "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err


# Not getrusage's peak: that one remembers the process it was started from.
PEAK_OF_A_CONVERSION = """
import sys
from pathlib import Path
from ml_core.generators.conversion import convert
convert(Path(sys.argv[1]), Path(sys.argv[2]))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.slow
def test_a_file_of_the_published_size_is_converted_within_900_mb(tmp_path: Path) -> None:
    """1024 px, 26.2 million variables, all three networks: 325 MB. `make bench` has the seconds."""
    variables = random_variables(FFHQ)
    assert sum(array.size for name, array in variables.items() if "noise" not in name) > 26_200_000
    file = write_triple(tmp_path / "full.pkl", variables, FFHQ_KWARGS)
    command = [sys.executable, "-c", PEAK_OF_A_CONVERSION, str(file), str(tmp_path / "full")]
    peak = int(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    assert peak < 900_000, f"{peak} KB"
    _, architecture, kept = converted.read(tmp_path / "full")
    assert architecture == FFHQ
    assert all(np.array_equal(kept[name], array) for name, array in variables.items())
