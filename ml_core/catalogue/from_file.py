"""Takes in a file that a person has brought. The original is only read."""

from __future__ import annotations

from pathlib import Path

from ml_core.catalogue.accept import CHUNK_BYTES, check, is_packed, take_in, unpack
from ml_core.catalogue.folder import check_space, scratch_folder
from ml_core.catalogue.partial import discard_partials
from ml_core.catalogue.reports import Fetched, FetchProgress, OnFetchProgress
from ml_core.catalogue.store import weights_dir
from ml_core.catalogue.weight import Weight
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsRefused


def take_from_file(file: Path, weight: Weight, *, on_progress: OnFetchProgress) -> Fetched:
    """The file is the weight, or a bz2 file of it.

    Raises:
        InvalidRequest: there is no such file, or it can't be read.
        WeightsRefused: it is another file than the table says.
        OSError: the disk of the weights is at fault.
    """
    with scratch_folder() as scratch:
        copy = scratch / "unpacked"
        try:
            if is_packed(_check_readable(file), weight):
                check_space(weight.name, weight.size or 0)
                unpack(file, copy, contents=weight.contents)
            else:
                check_space(weight.name, file.stat().st_size)
                _copy(file, copy, weight, on_progress)
            doubt = check(copy, weight)
        except WeightsDamaged as damage:
            raise WeightsRefused(f"{file} is not {weight.name}: it {damage}. It was left as it is.") from damage
        take_in(copy, weight)
    discard_partials(weights_dir() / weight.name)
    return Fetched(name=weight.name, origin=str(file), doubt=doubt)


def _check_readable(file: Path) -> Path:
    advice = "--from takes a file, or an address that begins with https://"
    if file.exists() and not file.is_file():
        raise InvalidRequest(f"{file} is no file. {advice}")
    try:
        with file.open("rb"):
            return file
    except OSError as error:
        raise InvalidRequest(f"{file} can't be read: {error.strerror}. {advice}") from error


def _copy(file: Path, target: Path, weight: Weight, on_progress: OnFetchProgress) -> None:
    size, done = file.stat().st_size, 0
    if size > weight.contents.most_bytes:
        raise WeightsDamaged(f"has {size:,} bytes, and at most {weight.contents.most_bytes:,} are expected")
    on_progress(FetchProgress(item=weight.name, done=0, total=size))
    with file.open("rb") as source, target.open("wb") as output:
        while chunk := source.read(CHUNK_BYTES):
            output.write(chunk)
            done += len(chunk)
            on_progress(FetchProgress(item=weight.name, done=done, total=size))
