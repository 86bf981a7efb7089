"""The recipes by name. Ours take a minute a face on two cores, those of 1000 steps a quarter of an hour to an hour."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.inversion.babygan import BabyGAN
from benchmarks.inversion.image2stylegan import Image2StyleGAN
from benchmarks.inversion.ours import Guess, Ours
from benchmarks.inversion.puzer import Puzer
from benchmarks.inversion.recipe import Recipe
from benchmarks.inversion.stylegan2 import StyleGAN2Projector
from ml_core.contracts import MODES
from ml_core.pipeline import Pipeline

PEERS = {peer.name: peer for peer in (Puzer, BabyGAN, Image2StyleGAN, StyleGAN2Projector)}
SEARCHES = {f"ours-{mode}": mode for mode in MODES}
OURS = (Guess.name, *SEARCHES)
# By default the others' times are held to this one's.
BASELINE = Puzer.name
NAMES = (*OURS, *PEERS)


def build(pipeline: Pipeline, names: Sequence[str], *, peers_steps: int | None) -> list[Recipe]:
    """peers_steps: at most, instead of the published numbers, to try things out."""
    ours: list[Recipe] = [Guess(pipeline)] if Guess.name in names else []
    ours += [Ours(pipeline, mode) for name, mode in SEARCHES.items() if name in names]
    peers: list[Recipe] = [
        peer(pipeline, num_steps=min(peers_steps or peer.published_steps, peer.published_steps))
        for name, peer in PEERS.items()
        if name in names
    ]
    return ours + peers
