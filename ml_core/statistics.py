"""Statistics computed once for a generator: mean face, low-resolution read-out, mean codes by age and sex.

Made by `python -m ml_core.training statistics --generator NAME`. Keyed by the generator's fingerprint: figures of one
generator mean nothing to another. Those of the built-in one ship with the package, others lie beside the weights. The
means may be moved by a set of faces of one's own (`python -m ml_core.training own-faces FOLDER`); what that changes
lies in a folder of its own and comes before the rest.

Legend: A ages of the grid, D latent width, C feature channels.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from ml_core.catalogue.store import weights_dir
from ml_core.contracts import FloatArray, Sex
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsMissing
from ml_core.whole_files import whole_file

SHIPPED = Path(__file__).parent / "data"
COMMAND = "python -m ml_core.training statistics"
FINE_TUNING_COMMAND = "python -m ml_core.training own-faces"
# What a set of one's own says anew, and the grid that it says it on.
FINE_TUNED_FIELDS = ("ages", "path_girl", "path_boy", "adult_mean")
# float16 is enough for the rest.
EXACT_FIELDS = {"w_mean", "w_deviation", "preview_kernel", "preview_bias", "ages"}


@dataclass(frozen=True, kw_only=True)
class GeneratorStatistics:
    """w_mean [D]; w_deviation: root mean square of one component; preview_kernel [C, 12], preview_bias [12];
    ages [A] years, rising; path_girl and path_boy [A, D]: mean code of that age and sex; adult_mean [D]: of both sexes
    between 20 and 45, where parents stand."""

    w_mean: FloatArray
    w_deviation: FloatArray
    preview_kernel: FloatArray
    preview_bias: FloatArray
    ages: FloatArray
    path_girl: FloatArray
    path_boy: FloatArray
    adult_mean: FloatArray

    def mean_code(self, *, age_years: float, sex: Sex) -> FloatArray:
        """Mean code [D] of that age and sex, linear between the grid's ages.

        Raises:
            InvalidRequest: the age lies outside the grid.
        """
        if not self.ages[0] <= age_years <= self.ages[-1]:
            raise InvalidRequest(
                f"age must lie in [{self.ages[0]:g}, {self.ages[-1]:g}] years. Received: {age_years!r}"
            )
        path = self.path_girl if sex == "girl" else self.path_boy
        upper = min(int(np.searchsorted(self.ages, age_years)), len(self.ages) - 1)
        lower = max(upper - 1, 0)
        gap = float(self.ages[upper] - self.ages[lower])
        share = (age_years - float(self.ages[lower])) / gap if gap > 0 else 0.0
        code: FloatArray = ((1.0 - share) * path[lower] + share * path[upper]).astype(np.float32)
        return code


def file_name(fingerprint: str) -> str:
    return f"{fingerprint.replace(':', '-')}.npz"


def computed_dir() -> Path:
    """Returns the folder for the statistics of generators that people brought."""
    return weights_dir() / "statistics"


def fine_tuned_dir() -> Path:
    """Returns the folder for the results of fine-tuning on one's own faces; deleting it undoes that."""
    return computed_dir() / "own-faces"


def find(fingerprint: str, *, generator: str = "NAME") -> Path:
    """The generator's own file. `generator`: the name it has in GENERATOR, for the message.

    Raises:
        WeightsMissing: nothing was computed for it.
    """
    places = [folder / file_name(fingerprint) for folder in (SHIPPED, computed_dir())]
    for path in places:
        if path.is_file():
            return path
    raise WeightsMissing(
        f"Nothing was computed yet for the generator {fingerprint}: its mean face, read-out and ages are expected in "
        f"{places[-1]}. `{COMMAND} --generator {generator}` computes them, once; it can be interrupted and goes on."
    )


def load(fingerprint: str, *, generator: str = "NAME") -> GeneratorStatistics:
    """Loads the statistics in use: those of `load_general`, with the means that fine-tuning gave, if there are any.

    Raises:
        WeightsMissing: nothing was computed for it.
        WeightsDamaged: a file isn't what `save` or `save_fine_tuned` wrote.
    """
    general = load_general(fingerprint, generator=generator)
    path = fine_tuned_dir() / file_name(fingerprint)
    return _with_fine_tuned(general, path, generator=generator) if path.is_file() else general


def _with_fine_tuned(general: GeneratorStatistics, path: Path, *, generator: str) -> GeneratorStatistics:
    """Raises WeightsDamaged: see `load`."""
    advice = (
        f"Make it again: `{FINE_TUNING_COMMAND} FOLDER --generator {generator}`, or go back to the general means: "
        f"`{FINE_TUNING_COMMAND} --forget --generator {generator}`."
    )
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            own = {name: file[name].astype(np.float32) for name in FINE_TUNED_FIELDS}
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{path} can't be read ({error}). {advice}") from error
    if (
        any(values.shape != getattr(general, name).shape for name, values in own.items())
        or (own["ages"] != general.ages).any()
    ):
        raise WeightsDamaged(f"{path} was made with other ages or for codes of another width. {advice}")
    return replace(general, **own)


def load_general(fingerprint: str, *, generator: str = "NAME") -> GeneratorStatistics:
    """Reads what `find` finds, whatever sets of one's own were added.

    Raises:
        WeightsMissing: nothing was computed for it.
        WeightsDamaged: the file isn't what `save` wrote.
    """
    path = find(fingerprint, generator=generator)
    again = f"Make it again: `{COMMAND} --generator {generator}`."
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            missing = [field.name for field in fields(GeneratorStatistics) if field.name not in file]
            if missing:
                raise WeightsDamaged(f"{path} lacks {', '.join(missing)}. {again}")
            return GeneratorStatistics(**{f.name: file[f.name].astype(np.float32) for f in fields(GeneratorStatistics)})
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{path} can't be read ({error}). {again}") from error


def save(statistics: GeneratorStatistics, fingerprint: str, *, folder: Path) -> Path:
    """float16 on disk: its error, 2e-4 of a component, is a tenth of the paths' own sampling error."""
    return _write(statistics, [field.name for field in fields(statistics)], folder / file_name(fingerprint))


def save_fine_tuned(statistics: GeneratorStatistics, fingerprint: str) -> Path:
    """`FINE_TUNED_FIELDS` alone, as float16 too: all else goes on to be the generator's."""
    return _write(statistics, FINE_TUNED_FIELDS, fine_tuned_dir() / file_name(fingerprint))


def _write(statistics: GeneratorStatistics, names: Iterable[str], path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {
        name: getattr(statistics, name).astype(np.float32 if name in EXACT_FIELDS else np.float16) for name in names
    }
    with whole_file(path) as file:
        np.savez_compressed(file, **arrays)
    return path
