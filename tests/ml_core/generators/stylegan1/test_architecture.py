from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from ml_core.errors import WeightsRefused
from ml_core.generators.stylegan1.architecture import Architecture, infer_architecture, variable_shapes
from tests.ml_core.generators.stylegan1.networks import draw_variables

ODD = Architecture(
    channels=(7, 5, 3),
    latent_width=9,
    mapping_width=14,
    style_width=11,
    mapping_layers=3,
    fused_scale=False,
    truncation_psi=-0.5,
    truncation_cutoff=None,
)


def test_the_published_network_s_table_is_the_known_one() -> None:
    shapes = variable_shapes(Architecture(channels=(512, 512, 512, 512, 256, 128, 64, 32, 16)))
    untrained = ("lod", "dlatent_avg", "synthesis/lod", *(f"synthesis/noise{layer}" for layer in range(18)))
    assert len(shapes) == 145
    assert sum(int(np.prod(shape)) for name, shape in shapes.items() if name not in untrained) == 26_219_627
    assert shapes["synthesis/noise17"] == (1, 1, 1024, 1024)
    assert shapes["synthesis/64x64/Conv0_up/weight"] == (3, 3, 512, 256)


def test_a_description_written_as_json_is_read_back_the_same() -> None:
    assert Architecture.from_json(json.loads(json.dumps(ODD.to_json()))) == ODD


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"channels": [7]}, "8 to 2048 pixels"),
        ({"channels": []}, "8 to 2048 pixels"),
        ({"channels": [3] * 11}, "8 to 2048 pixels"),
        ({"channels": [1] * 100_000}, "8 to 2048 pixels"),
        ({"channels": "753"}, "channels must be a list"),
        ({"channels": None}, "channels must be a list"),
        ({"channels": 7}, "channels must be a list"),
        ({"channels": {"4": 7, "8": 5}}, "channels must be a list"),
        ({"channels": [7, "5", 3]}, "whole numbers in 1..8192"),
        ({"channels": [7, 5.0, 3]}, "whole numbers in 1..8192"),
        ({"channels": [7, True, 3]}, "whole numbers in 1..8192"),
        ({"channels": [7, None, 3]}, "whole numbers in 1..8192"),
        ({"channels": [7, [5], 3]}, "whole numbers in 1..8192"),
        ({"channels": [7, 0, 3]}, "whole numbers in 1..8192"),
        ({"channels": [7, 10**9, 3]}, "whole numbers in 1..8192"),
        ({"latent_width": "9"}, "whole numbers in 1..8192"),
        ({"mapping_width": 8193}, "whole numbers in 1..8192"),
        ({"style_width": -11}, "whole numbers in 1..8192"),
        ({"style_width": None}, "whole numbers in 1..8192"),
        ({"mapping_layers": 0}, "1 to 32 layers"),
        ({"mapping_layers": 33}, "1 to 32 layers"),
        ({"mapping_layers": True}, "1 to 32 layers"),
        ({"mapping_layers": 3.0}, "1 to 32 layers"),
        ({"mapping_layers": "3"}, "1 to 32 layers"),
        ({"fused_scale": "Auto"}, "auto, True or False"),
        ({"fused_scale": "True"}, "auto, True or False"),
        ({"fused_scale": 1}, "auto, True or False"),
        ({"fused_scale": 0.0}, "auto, True or False"),
        ({"fused_scale": None}, "auto, True or False"),
        ({"fused_scale": ["auto"]}, "auto, True or False"),
        ({"mapping_lrmul": 0}, "mapping_lrmul must be positive"),
        ({"mapping_lrmul": float("nan")}, "mapping_lrmul must be positive"),
        ({"mapping_lrmul": "0.01"}, "mapping_lrmul must be positive"),
        ({"mapping_lrmul": True}, "mapping_lrmul must be positive"),
        ({"truncation_psi": float("inf")}, "truncation_psi finite"),
        ({"truncation_psi": 10**400}, "truncation_psi finite"),
        ({"truncation_psi": None}, "truncation_psi finite"),
        ({"truncation_psi": False}, "truncation_psi finite"),
        ({"truncation_psi": [0.7]}, "truncation_psi finite"),
        ({"truncation_cutoff": -1}, "truncation_cutoff must be a whole number"),
        ({"truncation_cutoff": 8.0}, "truncation_cutoff must be a whole number"),
        ({"truncation_cutoff": "8"}, "truncation_cutoff must be a whole number"),
        ({"truncation_cutoff": True}, "truncation_cutoff must be a whole number"),
        ({"resolution": 16}, "is described by channels, fused_scale"),
        ({"x" * 10_000: 1}, "is described by"),
        ({3: 1}, "is described by"),
    ],
)
def test_a_description_that_makes_no_sense_is_refused_in_a_sentence(change: dict[Any, Any], said: str) -> None:
    with pytest.raises(WeightsRefused, match=said) as refusal:
        Architecture.from_json({**ODD.to_json(), **change})
    assert len(str(refusal.value)) < 600


@pytest.mark.parametrize("name", ODD.to_json())
def test_a_description_without_one_of_its_values_is_not_completed(name: str) -> None:
    values = ODD.to_json()
    del values[name]
    with pytest.raises(WeightsRefused, match="is described by"):
        Architecture.from_json(values)


@pytest.mark.parametrize("values", [{}, [], None, "{}", 5])
def test_what_is_no_description_at_all_is_refused(values: Any) -> None:
    with pytest.raises(WeightsRefused, match="is described by channels, fused_scale"):
        Architecture.from_json(values)


@pytest.mark.parametrize("num_layers", [1, 2, 8])
def test_an_architecture_is_read_off_its_variables(num_layers: int) -> None:
    given = Architecture(
        channels=(7, 5, 5, 3),
        latent_width=9,
        mapping_width=11 if num_layers == 1 else 14,  # without inner layers nothing shows their width
        style_width=11,
        mapping_layers=num_layers,
        fused_scale=True,
        truncation_psi=0.4,
        truncation_cutoff=None,
    )
    read = infer_architecture(draw_variables(given), fused_scale=True, truncation_psi=0.4, truncation_cutoff=None)
    assert read == given


@pytest.mark.parametrize(
    "name", ["mapping/Dense0/weight", "mapping/Dense2/weight", "synthesis/4x4/Conv/bias", "synthesis/8x8/Conv1/bias"]
)
@pytest.mark.parametrize("shape", [(), (0,), (2, 2, 2)])
def test_variables_of_no_fitting_shape_describe_nothing(name: str, shape: tuple[int, ...]) -> None:
    variables = draw_variables(ODD) | {name: np.zeros(shape, np.float32)}
    with pytest.raises(WeightsRefused, match=r"has no fitting shape|whole numbers in 1"):
        infer_architecture(variables)


def test_no_variables_describe_nothing() -> None:
    with pytest.raises(WeightsRefused, match="lacks synthesis/4x4/Conv/bias, mapping/Dense0/weight"):
        infer_architecture({})
