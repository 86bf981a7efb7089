"""The half of `lpips-reference` that runs in an interpreter with torch, torchvision and lpips, and nothing of ours.

PYTHON lpips_in_torch.py ASKED.npz ANSWERED.npz
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import numpy as np


def main(asked: str, answered: str) -> None:
    torch, lpips = importlib.import_module("torch"), importlib.import_module("lpips")
    network = lpips.LPIPS(net="vgg", version="0.1", pnet_rand=True, verbose=False)
    with np.load(asked) as arrays, torch.no_grad():
        convolutions = [layer for layer in network.net.modules() if isinstance(layer, torch.nn.Conv2d)]
        for index, layer in enumerate(convolutions):
            layer.weight.copy_(_tensor(torch, arrays[f"kernel_{index}"]))
            layer.bias.copy_(_tensor(torch, arrays[f"bias_{index}"]))
        own_scaling = _distances(torch, network, arrays)
        convolutions[0].weight.copy_(_tensor(torch, arrays["hed_kernel_0"]))
        network.scaling_layer.shift.copy_(_tensor(torch, arrays["hed_shift"]).view(1, 3, 1, 1))
        network.scaling_layer.scale.copy_(_tensor(torch, arrays["hed_scale"]).view(1, 3, 1, 1))
        hed_scaling = _distances(torch, network, arrays)
    np.savez(answered, own_scaling=own_scaling, hed_scaling=hed_scaling)


def _distances(torch: Any, network: Any, arrays: Any) -> list[float]:
    return [
        float(network(_picture(torch, arrays[f"a_{name}"]), _picture(torch, arrays[f"b_{name}"])))
        for name in arrays["names"]
    ]


def _picture(torch: Any, pixels: Any) -> Any:
    """[H, W, 3] uint8 -> [1, 3, H, W] in [-1, 1]."""
    return _tensor(torch, (pixels.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None])


def _tensor(torch: Any, array: Any) -> Any:
    return torch.from_numpy(np.ascontiguousarray(array))


if __name__ == "__main__":
    main(*sys.argv[1:])
