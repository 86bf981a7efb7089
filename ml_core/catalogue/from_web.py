"""Brings one weight from the addresses of its row, or from one that a person gave.

What has arrived is kept beside the weight's place and continued. Nothing is the weight before its hash was looked at.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests

from ml_core.catalogue.accept import take_in
from ml_core.catalogue.contents import Contents, find_fault_in_head
from ml_core.catalogue.folder import check_space
from ml_core.catalogue.reports import Fetched, FetchProgress, OnFetchProgress
from ml_core.catalogue.store import FETCH_COMMAND, weights_dir
from ml_core.catalogue.weight import Weight
from ml_core.errors import DownloadFailed, WeightsDamaged

CHUNK_BYTES = 1 << 16
# Without a byte; per address; and the first of the pauses between, which double.
STALL_S, ATTEMPTS, FIRST_PAUSE_S = 60.0, 5, 1.0
# The server is at fault or too busy; the rest of 4xx and 5xx will not change while we wait.
PASSING_STATUSES = (408, 425, 429, 500, 502, 503, 504)
# Sizes, ranges and hashes are those of the file itself, so nothing on the way may compress it.
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "babysite (weights fetch)"}
DRIVE_HOSTS = ("drive.google.com", "docs.google.com", "drive.usercontent.google.com")
DRIVE_ADVICE = (
    ". Google Drive sends one when too many people fetched the file lately (try again in a day), or when the file is "
    "not open to everybody"
)


class _Final(Exception):
    """Asking this address again is useless. The message follows "ADDRESS: "."""


class _Passing(_Final):
    """May be gone at the next attempt."""


def fetch_from_web(weight: Weight, addresses: Sequence[str], *, on_progress: OnFetchProgress) -> Fetched:
    """Tries the addresses in their order.

    Raises:
        DownloadFailed: all have failed; the message tells how each did, and how to do it by hand.
        OSError: the disk's fault.
    """
    told: list[str] = []
    for address in addresses:
        download = _Download(address, weight, on_progress)
        try:
            return Fetched(name=weight.name, origin=address, doubt=download.run())
        except _Final as trouble:
            told.append(f"- {address}: {trouble}.")
            download.report(0, weight.size, told[-1])
    by_hand = " or ".join(dict.fromkeys((*addresses, *weight.sources)))
    raise DownloadFailed(
        "\n".join([f"{weight.name} could not be fetched.", *told])
        + "\nWhat has arrived is kept, and running the command again goes on with it.\n"
        f"By hand: open {by_hand} in a browser, save the file and run `{FETCH_COMMAND} {weight.name} --from FILE`, "
        f"which checks it and copies it to {weights_dir() / weight.name}."
    )


def download_url(address: str) -> str:
    """Returns the address of the file itself: a link that shares one on Google Drive leads to a page."""
    parts = urlsplit(address)
    drive_id = re.search(r"/d/([\w-]+)", parts.path) or re.search(r"\bid=([\w-]+)", parts.query)
    if parts.hostname in DRIVE_HOSTS and drive_id:
        return f"https://drive.usercontent.google.com/download?id={drive_id[1]}&export=download&confirm=t"
    return address


class _Download:
    """expected: of the bytes as they arrive."""

    def __init__(self, address: str, weight: Weight, on_progress: OnFetchProgress) -> None:
        self.url, self.weight, self.on_progress = download_url(address), weight, on_progress
        is_packed = urlsplit(address).path.endswith(".bz2")
        self.expected = Contents(format="bz2") if is_packed else weight
        target = weights_dir() / weight.name
        # Of each address its own, so that bytes of two files never mix.
        key = hashlib.sha256(address.encode()).hexdigest()[:12]
        self.partial = target.with_name(f".{target.name}.{key}.partial")

    def run(self) -> str | None:
        """Returns the doubt that remains, see `find_doubt`. Raises _Final."""
        self.partial.parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._attempt()
            except _Passing as trouble:
                if attempt == ATTEMPTS:
                    raise _Final(f"{trouble}; tried {attempt} times") from trouble
                pause_s = FIRST_PAUSE_S * 2 ** (attempt - 1)
                note = f"{self.url}: {trouble}; trying again in {pause_s:.0f} seconds."
                self.report(self._find_offset(), self.expected.size, note)
                time.sleep(pause_s)
        raise AssertionError("the last attempt returns or raises")

    def report(self, done: int, total: int | None, note: str = "") -> None:
        self.on_progress(FetchProgress(item=self.weight.name, done=done, total=total, note=note))

    def _find_offset(self) -> int:
        """Returns the bytes that need not come again: without a hash, nothing would tell a file put together of two."""
        return self.partial.stat().st_size if self.weight.has_hash and self.partial.exists() else 0

    def _attempt(self) -> str | None:
        offset = self._find_offset()
        if offset != self.expected.size:  # else a run was killed before it could look at the file
            check_space(self.weight.name, (self.expected.size or 0) - offset)
            self._download(offset)
        try:
            return take_in(self.partial, self.weight, believe_doubtful=not offset)
        except WeightsDamaged as damage:
            self.partial.unlink()
            if offset:
                raise _Passing(f"what was continued {damage}, so all of it is fetched anew") from damage
            raise _Final(f"what came {damage}; nothing of it was kept") from damage

    def _download(self, offset: int) -> None:
        headers = HEADERS | ({"Range": f"bytes={offset}-"} if offset else {})
        with requests.Session() as session:
            with _explained():
                response = session.get(self.url, headers=headers, stream=True, timeout=STALL_S)
            with response:
                self._write(response, offset if self._continues(response, offset) else 0)

    def _continues(self, response: requests.Response, offset: int) -> bool:
        """Returns whether the rest is sent; a server that can't do that sends all of the file."""
        ways = [each.url for each in (*response.history, response)]
        if self.url.startswith("https:") and (plain := [url for url in ways if not url.startswith("https:")]):
            raise _Final(f"it leads from https to {plain[0]}, which anybody on the way could alter")
        said = f"it answered {response.status_code} {response.reason}".rstrip()
        part = response.headers.get("Content-Range", "")
        if response.status_code == 416 or (response.status_code == 206 and not part.startswith(f"bytes {offset}-")):
            self.partial.unlink(missing_ok=True)
            raise _Passing(f"{said} with the part {part!r} where byte {offset:,} comes next; all of it is fetched anew")
        if response.status_code in PASSING_STATUSES:
            raise _Passing(said)
        if response.status_code not in (200, 206):
            raise _Final(said)
        return response.status_code == 206

    def _write(self, response: requests.Response, done: int) -> None:
        announced = response.headers.get("Content-Length", "")
        end = done + int(announced) if announced.isdecimal() else self.expected.size
        chunks = response.iter_content(CHUNK_BYTES)
        chunk = _next(chunks)
        if not done:
            self._check_beginning(chunk, end)
        self.report(done, end)
        with self.partial.open("ab" if done else "wb") as output:
            while chunk:
                done += len(chunk)
                if done > self.expected.most_bytes:
                    self.partial.unlink()
                    raise _Final(f"it sent more than the {self.expected.most_bytes:,} bytes that the file can have")
                output.write(chunk)
                self.report(done, end)
                chunk = _next(chunks)
            output.flush()
            os.fsync(output.fileno())
        if end is not None and done < end:
            raise _Passing(f"it ended after {done:,} of {end:,} bytes")

    def _check_beginning(self, head: bytes, announced: int | None) -> None:
        if fault := find_fault_in_head(head, self.expected):
            is_drive = urlsplit(self.url).hostname in DRIVE_HOSTS
            raise _Final(f"what came {fault}{DRIVE_ADVICE if is_drive else ''}")
        most = self.expected.most_bytes
        if announced is not None and (announced > most or announced != (self.expected.size or announced)):
            raise _Final(
                f"it announces {announced:,} bytes where {'at most ' * (not self.expected.size)}{most:,} belong"
            )


def _next(chunks: Iterator[bytes]) -> bytes:
    """Returns the next chunk, empty at the end."""
    with _explained():
        return next(chunks, b"")


@contextmanager
def _explained() -> Iterator[None]:
    """Translates errors of the server's answers. It encloses requests alone: errors of the disk go their own way."""
    try:
        yield
    except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
        reason: BaseException = error  # what the operating system said, below the layers that wrapped it
        while (deeper := reason.__cause__ or reason.__context__) is not None:
            reason = deeper
        said = f"the connection failed ({reason})"
        if isinstance(error, requests.exceptions.ProxyError):
            raise _Final(f"{said}. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY") from error
        if "certificate" in str(reason).lower():
            advice = "Behind a proxy that opens connections, set REQUESTS_CA_BUNDLE to the file with its certificate"
            raise _Final(f"{said}. {advice}") from error
        raise _Passing(said) from error
    except (OSError, ValueError) as error:  # no address, endless redirects, or certificates that are not there
        raise _Final(f"it can't be asked ({error})") from error
