"""Takes in a file that a person has brought. The original is only read."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ml_core.catalogue.accept import CHUNK_BYTES, is_packed, take_in
from ml_core.catalogue.folder import check_space, scratch_folder
from ml_core.catalogue.reports import Fetched, FetchProgress, OnFetchProgress
from ml_core.catalogue.weight import Weight
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsRefused

ADVICE = "--from takes a file, or an address that begins with https://"


def take_from_file(file: Path, weight: Weight, *, on_progress: OnFetchProgress) -> Fetched:
    """The file is the weight, or a bz2 file of it.

    Raises:
        InvalidRequest: there is no such file, or it can't be read.
        WeightsRefused: it is another file than the table says.
        OSError: the disk of the weights is at fault.
    """
    if file.exists() and not file.is_file():
        raise InvalidRequest(f"{file} is no file. {ADVICE}")
    try:
        with file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
    except OSError as error:
        raise InvalidRequest(f"{file} can't be read: {error.strerror}. {ADVICE}") from error
    with scratch_folder() as scratch:
        try:
            if size > weight.most_bytes and not is_packed(file, weight):
                raise WeightsDamaged(f"has {size:,} bytes, and at most {weight.most_bytes:,} are expected")
            check_space(weight.name, size)
            _copy(file, scratch / "copy", FetchProgress(item=weight.name, done=0, total=size), on_progress)
            doubt = take_in(scratch / "copy", weight)
        except WeightsDamaged as damage:
            raise WeightsRefused(f"{file} is not {weight.name}: it {damage}. It was left as it is.") from damage
    return Fetched(name=weight.name, origin=str(file), doubt=doubt)


def _copy(file: Path, target: Path, progress: FetchProgress, on_progress: OnFetchProgress) -> None:
    on_progress(progress)
    with file.open("rb") as source, target.open("wb") as output:
        while chunk := source.read(CHUNK_BYTES):
            output.write(chunk)
            on_progress(replace(progress, done=output.tell()))
