"""What one recipe reached on one face, kept in a file of its own: whole runs take hours and may be interrupted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.inversion.recipe import Settings
from ml_core import latents
from ml_core.contracts import Latent
from ml_core.whole_files import whole_file


@dataclass(frozen=True, kw_only=True)
class Point:
    """A checkpoint, judged. identity_distance: None where no face was found in what was drawn."""

    steps: int
    seconds: float
    identity_distance: float | None
    lpips: float


@dataclass(frozen=True, kw_only=True)
class Record:
    """anchor_seconds: of one synthesis, timed just before. points: in the order of time, at least one.
    aged: dlib's embedding [128] of the result at the age of six, None where no face was found in it.
    settings: what must be the same for a record to stand for a new run."""

    face: str
    kind: str
    recipe: str
    settings: Settings
    anchor_seconds: float
    points: tuple[Point, ...]
    aged: tuple[float, ...] | None

    @property
    def result(self) -> Point:
        return self.points[-1]


class Store:
    """A folder per face; in it a record and a code per recipe. The record is written last: where it is, all is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, *, face: str, recipe: str, settings: Settings) -> Record | None:
        path = self._path(face, recipe)
        if not path.exists():
            return None
        record = from_json(path.read_text())
        return record if record.settings == settings else None

    def keep(self, record: Record, latent: Latent) -> None:
        path = self._path(record.face, record.recipe)
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path.with_suffix(".npz")) as file:
            file.write(latents.to_bytes(latent))
        with whole_file(path) as file:
            file.write(json.dumps(asdict(record)).encode())

    def _path(self, face: str, recipe: str) -> Path:
        return self._folder / face / f"{recipe}.json"


def from_json(text: str) -> Record:
    values = json.loads(text)
    aged = values.pop("aged")
    points = tuple(Point(**point) for point in values.pop("points"))
    return Record(**values, points=points, aged=None if aged is None else tuple(aged))
