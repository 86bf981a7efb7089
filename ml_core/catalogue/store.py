"""Weight files on this machine: where they lie and whether they are what the table says."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from ml_core.catalogue.entries import WEIGHTS, Weight
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsMissing

ROOT = Path(__file__).resolve().parents[2]
FETCH_COMMAND = "python -m ml_core weights fetch"


class State(StrEnum):
    PRESENT = "present"
    MISSING = "missing"
    DAMAGED = "damaged"


def weights_dir() -> Path:
    """MODELS_DIR of the environment, else models/ in VAR_DIR, else var/models. Relative ones start at the root."""
    given = os.environ.get("MODELS_DIR") or os.path.join(os.environ.get("VAR_DIR") or "var", "models")  # noqa: PTH118
    return ROOT / given


def path(name: str) -> Path:
    """A weight file, checked by size only: cheap enough for every load. `verify` reads all of it.

    Raises:
        InvalidRequest: the table has no such name.
        WeightsMissing, WeightsDamaged: with the command to run.
    """
    (weight,) = select([name])
    file = weights_dir() / weight.name
    state = find_state(weight)
    if state is State.MISSING:
        raise WeightsMissing(
            f"The weights {name} are missing: {file} does not exist. Run `make models` or `{FETCH_COMMAND}`."
        )
    if state is State.DAMAGED:
        raise WeightsDamaged(
            f"The weights {name} are damaged: {file} has {file.stat().st_size:,} bytes instead of {weight.size:,}. "
            f"Run `make models` or `{FETCH_COMMAND}`, which put damaged files right."
        )
    return file


def find_state(weight: Weight) -> State:
    """By size alone."""
    try:
        size = (weights_dir() / weight.name).stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return State.MISSING
    return State.PRESENT if size == weight.size else State.DAMAGED


def verify(weight: Weight) -> State:
    """By size and sha256; all weights together take about a second."""
    state = find_state(weight)
    if state is State.PRESENT and sha256_of(weights_dir() / weight.name) != weight.sha256:
        return State.DAMAGED
    return state


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def select(names: Iterable[str] | None, weights: tuple[Weight, ...] = WEIGHTS) -> list[Weight]:
    """Those of the table with these names; None = all.

    Raises:
        InvalidRequest: a name that the table lacks.
    """
    if names is None:
        return list(weights)
    known = {weight.name: weight for weight in weights}
    wanted = list(names)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InvalidRequest(f"No such weights: {', '.join(unknown)}. There are: {', '.join(known)}")
    return [known[name] for name in wanted]
