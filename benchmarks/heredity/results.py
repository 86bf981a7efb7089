"""What a run found, and as JSON: no name, no picture, no code of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.heredity.chosen_traits import Moved
from benchmarks.heredity.clock import Waits
from benchmarks.heredity.couples import Subjects
from benchmarks.heredity.families import Siblings
from benchmarks.heredity.figures import Judged
from benchmarks.heredity.reconstructions import Reconstructions


@dataclass(frozen=True, kw_only=True)
class SetResults:
    """Of one set of couples. judged: a way each, ours first where it was run. siblings, chosen, monotone (see
    `families.share_monotone`) and waits: of ours alone; empty or None = not run."""

    subjects: Subjects
    reconstructions: Reconstructions
    judged: Sequence[Judged]
    siblings: Sequence[Siblings] = ()
    chosen: Sequence[Moved] = ()
    monotone: float | None = None
    waits: Waits | None = None


def as_json(machine: Mapping[str, object], sets: Sequence[SetResults]) -> dict[str, Any]:
    return {"machine": machine, "sets": {each.subjects.name: _set(each) for each in sets}}


def _set(found: SetResults) -> dict[str, Any]:
    siblings = [{key: value for key, value in asdict(each).items() if key != "faces"} for each in found.siblings]
    return {
        "couples": len(found.subjects.couples),
        "left_out": found.subjects.num_left_out,
        "reconstructions": asdict(found.reconstructions),
        "methods": {
            each.method: {"kept": each.kept, "drifts": each.drifts, "oddities": each.oddities} for each in found.judged
        },
        "rows": [asdict(row) for each in found.judged for row in each.rows],
        "siblings": siblings,
        "chosen": [asdict(moved) for moved in found.chosen],
        "monotone": found.monotone,
        "waits": asdict(found.waits) if found.waits else None,
    }
