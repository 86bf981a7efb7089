"""Weight files on this machine: where they lie and whether they are what the table says."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from ml_core.catalogue.contents import find_doubt, find_fault, hash_of
from ml_core.catalogue.entries import WEIGHTS
from ml_core.catalogue.weight import Weight
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsMissing

ROOT = Path(__file__).resolve().parents[2]
FETCH_COMMAND = "python -m ml_core weights fetch"


class State(StrEnum):
    """UNCONFIRMED: nothing known speaks against it, but no hash speaks for it either. Only `verify` tells that."""

    PRESENT = "present"
    MISSING = "missing"
    DAMAGED = "damaged"
    UNCONFIRMED = "unconfirmed"


SOUND = (State.PRESENT, State.UNCONFIRMED)


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
    run = _advice(weight)
    if state is State.MISSING:
        raise WeightsMissing(f"The weights {name} are missing: {file} does not exist. Run {run}.")
    if state is State.DAMAGED:
        raise WeightsDamaged(
            f"The weights {name} are damaged: {file} has {file.stat().st_size:,} bytes instead of "
            f"{_say_size(weight)}. Run {run}, which puts damaged files right."
        )
    return file


def _say_size(weight: Weight) -> str:
    return "some" if weight.size is None else f"{weight.size:,}"


def _advice(weight: Weight) -> str:
    return f"`make models` or `{FETCH_COMMAND}`" if weight.is_built_in else f"`{FETCH_COMMAND} {weight.name}`"


def find_state(weight: Weight) -> State:
    """Finds the state of a file by its size alone; where that is not known, any file but an empty one will do."""
    try:
        size = (weights_dir() / weight.name).stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return State.MISSING
    return State.PRESENT if size == weight.size or (weight.size is None and size > 0) else State.DAMAGED


def verify(weight: Weight) -> State:
    """Verifies a file by all that is known of it; the built-in weights together take about a second."""
    state, file = find_state(weight), weights_dir() / weight.name
    if state is not State.PRESENT:
        return state
    if find_fault(file, weight):
        return State.DAMAGED
    return State.UNCONFIRMED if find_doubt(file, weight) else State.PRESENT


def sha256_of(file: Path) -> str:
    return hash_of(file, "sha256")


def select(names: Iterable[str] | None, weights: tuple[Weight, ...] = WEIGHTS) -> list[Weight]:
    """Returns the weights of these names from the table; None = all.

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
