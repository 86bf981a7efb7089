"""A small StyleGAN 1 that draws faces, 128 px, brought the way a person brings NVIDIA's file.

Made by `python -m ml_core.training small-stylegan1`; its statistics by `python -m ml_core.training statistics`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from ml_core import statistics
from ml_core.catalogue import weights_dir
from ml_core.contracts import FloatArray
from ml_core.generators.conversion import convert
from ml_core.generators.converted_manifest import Manifest
from tests.ml_core.generators.nvidia_files import write_triple

NAME = "small-faces"
SYNTHESIS = Path(__file__).with_name("small_faces.npz")
STATISTICS = Path(__file__).with_name("small_faces_statistics.npz")
KWARGS = {"num_channels": 3, "resolution": 128, "label_size": 0, "fmap_base": 2048, "fmap_max": 128}


def small_faces_variables() -> dict[str, FloatArray]:
    """All of Gs, under NVIDIA's names."""
    from ml_core.training.small_stylegan1 import fixed_variables  # it imports TensorFlow

    with np.load(SYNTHESIS) as file:
        return fixed_variables() | {name: file[name].astype(np.float32) for name in file.files}


def bring_small_faces(models_dir: Path) -> Manifest:
    """Fills an empty MODELS_DIR: the real networks by links, and the small generator with all that belongs to it."""
    for entry in weights_dir().iterdir():
        if entry.name not in ("generators", "statistics"):
            (models_dir / entry.name).symlink_to(entry)
    file = write_triple(models_dir / "small-faces.pkl", small_faces_variables(), KWARGS)
    manifest = convert(file, models_dir / "generators" / NAME, title="Small faces", licence="tests only")
    (models_dir / "statistics").mkdir()
    shutil.copy(STATISTICS, models_dir / "statistics" / statistics.file_name(manifest.identity))
    return manifest
