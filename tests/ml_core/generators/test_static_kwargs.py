from __future__ import annotations

from typing import Any

import pytest

from ml_core.errors import WeightsRefused
from ml_core.generators.stylegan1.static_kwargs import architecture_of


def test_the_published_network_s_three_kwargs_give_its_sizes() -> None:
    ffhq = architecture_of({"num_channels": 3, "resolution": 1024, "label_size": 0})
    assert ffhq.channels == (512, 512, 512, 512, 256, 128, 64, 32, 16)
    assert (ffhq.num_layers, ffhq.style_width, ffhq.truncation_psi, ffhq.truncation_cutoff) == (18, 512, 0.7, 8)


@pytest.mark.parametrize(
    ("kwargs", "channels"),
    [
        ({"resolution": 256, "fmap_base": 512, "fmap_max": 64}, (64, 64, 64, 32, 16, 8, 4)),
        ({"resolution": 8, "fmap_max": 3}, (3, 3)),
        ({"resolution": 64, "fmap_decay": 0.0, "fmap_base": 100}, (100,) * 5),
        ({"resolution": 32, "fmap_decay": 2.0, "fmap_base": 1024, "fmap_max": 512}, (256, 64, 16, 4)),
    ],
)
def test_widths_follow_from_base_decay_and_maximum(kwargs: dict[str, Any], channels: tuple[int, ...]) -> None:
    assert architecture_of(kwargs).channels == channels


def test_components_may_repeat_what_the_whole_says_and_add_to_it() -> None:
    whole = {"resolution": 64, "blur_filter": [1, 2, 1], "truncation_psi": None}
    parts: list[dict[str, Any]] = [
        {"resolution": 64, "dlatent_broadcast": 10, "mapping_fmaps": 32},
        {"fused_scale": False, "structure": "x"},
    ]
    merged = architecture_of(whole, *parts)
    assert (merged.mapping_width, merged.fused_scale, merged.truncation_cutoff) == (32, False, None)


@pytest.mark.parametrize(
    ("kwargs", "said"),
    [
        ({"resolution": 100}, "power of two"),
        ({"resolution": 4}, "8 to 2048 pixels"),
        ({"resolution": 4096}, "8 to 2048 pixels"),
        ({"resolution": 0}, "resolution must be a whole number"),
        ({"resolution": 2**40}, "resolution must be a whole number"),
        ({"resolution": "1024"}, "resolution must be a whole number"),
        ({"resolution": 1024.0}, "resolution must be a whole number"),
        ({"latent_size": True}, "latent_size must be a whole number"),
        ({"fmap_max": -5}, "fmap_max must be a whole number"),
        ({"fmap_base": 1}, "Widths of layers"),
        ({"fmap_decay": float("nan")}, "fmap_decay must be a finite number"),
        ({"fmap_decay": -40.0}, r"fmap_decay must lie in \[0, 16\]"),
        ({"mapping_layers": 0}, "mapping_layers must be a whole number"),
        ({"mapping_layers": 33}, "1 to 32 layers"),
        ({"mapping_lrmul": 0.0}, "mapping_lrmul must be positive"),
        ({"truncation_cutoff": "8"}, "truncation_cutoff must be a whole number"),
        ({"truncation_psi": [0.7]}, "truncation_psi must be a finite number"),
        ({"fused_scale": 1}, "fused_scale must be auto, True or False"),
        ({"fused_scale": "maybe"}, "fused_scale must be auto, True or False"),
        ({"num_channels": 1}, "num_channels=1; only 3 is drawn"),
        ({"label_size": 10}, "label_size=10"),
        ({"use_pixel_norm": True}, "use_pixel_norm=True"),
        ({"use_noise": 1}, "use_noise=1"),
        ({"blur_filter": [1, 3, 3, 1]}, "blur_filter"),
        ({"dtype": "float16"}, "dtype='float16'"),
        ({"nonlinearity": "relu"}, "nonlinearity='relu'"),
        ({"architecture": "skip"}, "'architecture', which StyleGAN 1 doesn't know"),
        ({"x" * 500: 1}, "doesn't know"),
    ],
)
def test_what_is_not_drawn_exactly_is_refused_by_name(kwargs: dict[str, Any], said: str) -> None:
    with pytest.raises(WeightsRefused, match=said) as refusal:
        architecture_of(kwargs)
    assert len(str(refusal.value)) < 300


def test_parts_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(WeightsRefused, match="contradict each other about resolution"):
        architecture_of({"resolution": 64}, {"resolution": 128})
