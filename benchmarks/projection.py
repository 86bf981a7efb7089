"""How well a photo is found again: dlib's distance (the projector never sees that network) and LPIPS."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from skimage import data

from ml_core.alignment import align
from ml_core.contracts import Projection
from ml_core.images import load_picture
from ml_core.perceptual.lpips import LPIPS
from ml_core.pipeline import Pipeline

SAMPLES = Path(__file__).parents[1] / "generation" / "samples"
Projections = dict[str, Projection]


def project_all(pipeline: Pipeline) -> Projections:
    """The astronaut alone, then the sample couple together, as a job does it."""
    (astronaut,) = pipeline.project([[align(np.ascontiguousarray(data.astronaut()))]])
    couple = [align(load_picture(SAMPLES / f"{role}.jpg")) for role in ("father", "mother")]
    father, mother = pipeline.project([[face] for face in couple])
    return {"astronaut": astronaut, "father": father, "mother": mother}


def judge(projections: Projections, lpips: LPIPS) -> dict[str, object]:
    """lpips: by which they were judged. `seconds` of father and mother are of the two together."""
    return {
        "lpips_trunk": lpips.trunk_name,
        "lpips_is_exact": lpips.is_exact,
        **{
            name: {
                "identity_distance": round(projection.identity_distance or float("nan"), 3),
                "lpips": round(projection.lpips, 3),
                "seconds": round(projection.seconds, 1),
            }
            for name, projection in projections.items()
        },
    }
