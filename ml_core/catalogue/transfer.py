"""Brings the bytes of one source into a partial file, in as many attempts as patience allows."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

from ml_core.catalogue.contents import Contents, find_fault_in_head
from ml_core.catalogue.drive import open_drive
from ml_core.catalogue.partial import Notes, Partial
from ml_core.catalogue.sources import DriveFile, Source
from ml_core.catalogue.trouble import Final, Passing
from ml_core.catalogue.web import PROXY_ADVICE, Arrival, Patience, name_proxy, open_url

# The server is at fault or too busy; the rest of 4xx and 5xx will not change while we wait.
PASSING_STATUSES = (408, 425, 429, 500, 502, 503, 504)
PROXY_WANTS_A_PASSWORD = 407


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """expected: of the bytes as they arrive, packed or not. report: bytes so far and in all (None = unknown).
    tell: a sentence for the person who waits."""

    source: Source
    expected: Contents
    partial: Partial
    patience: Patience
    report: Callable[[int, int | None], None]
    tell: Callable[[str], None]


def transfer(job: Transfer) -> bool:
    """Whether the file was put together of more than one answer, when all of it has arrived.

    Raises:
        Final: the source has refused, or every attempt has failed.
        OSError: the disk's fault.
    """
    pause_s = job.patience.first_pause_s
    for attempt in range(1, job.patience.attempts + 1):
        try:
            with requests.Session() as session:
                return _attempt(job, session)
        except Passing as trouble:
            wait_s = pause_s if trouble.wait_s is None else trouble.wait_s
            if wait_s > job.patience.longest_pause_s:
                raise Final(f"{trouble}, and asks to wait for {wait_s:,.0f} seconds") from trouble
            if attempt == job.patience.attempts:
                raise Final(f"{trouble}; tried {attempt} times") from trouble
            job.tell(f"{trouble}; trying again in {wait_s:.0f} seconds")
            time.sleep(wait_s)
            pause_s = min(2 * pause_s, job.patience.longest_pause_s)
    raise AssertionError("the last attempt returns or raises")


def _attempt(job: Transfer, session: requests.Session) -> bool:
    offset = job.partial.find_offset(job.expected)
    if offset and offset == job.expected.size:
        return True  # a run that was killed before it could look at the file
    with _open(job, session, _range_headers(job.partial, offset)) as arrival:
        _check_status(arrival, job)
        notes = _read_notes(arrival.response)
        continues = arrival.response.status_code == requests.codes.partial
        if continues:
            _check_continuation(job, arrival, notes, offset)
        else:  # a server that can't continue, or whose file is another by now, sends all of it
            _check_beginning(job, arrival, notes)
            offset = 0
            job.partial.begin(notes)
        _write(job, arrival, offset, notes.total)
    return continues


def _open(job: Transfer, session: requests.Session, headers: dict[str, str]) -> Arrival:
    if isinstance(job.source, DriveFile):
        return open_drive(session, job.source, headers, job.patience)
    return open_url(session, job.source.url, headers, job.patience)


def _range_headers(partial: Partial, offset: int) -> dict[str, str]:
    if not offset:
        return {}
    validator = partial.read_notes().validator
    return {"Range": f"bytes={offset}-"} | ({} if validator is None else {"If-Range": validator})


def _check_status(arrival: Arrival, job: Transfer) -> None:
    response = arrival.response
    said = f"it answered {response.status_code} {response.reason}".rstrip()
    if response.status_code == PROXY_WANTS_A_PASSWORD:
        raise Final(f"{name_proxy(response.url)} wants a name and a password. {PROXY_ADVICE}")
    if response.status_code == requests.codes.requested_range_not_satisfiable:
        job.partial.discard()  # of a longer file than there is now
        raise Passing(f"{said}: there is no such rest, so all of it is fetched anew")
    if response.status_code in PASSING_STATUSES:
        raise Passing(said, wait_s=_read_retry_after(response.headers.get("Retry-After")))
    if response.status_code not in (requests.codes.ok, requests.codes.partial):
        raise Final(said)
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Final(f"it comes compressed ({response.headers['Content-Encoding']}), though that was not asked for")


def _check_beginning(job: Transfer, arrival: Arrival, notes: Notes) -> None:
    if fault := find_fault_in_head(arrival.head, job.expected):
        raise Final(f"what came {fault}")
    if notes.total is not None and (fault := _find_size_fault(job.expected, notes.total)):
        raise Final(fault)


def _find_size_fault(expected: Contents, announced: int) -> str | None:
    if expected.size is not None and announced != expected.size:
        return f"it announces {announced:,} bytes instead of {expected.size:,}"
    if announced > expected.most_bytes:
        return f"it announces {announced:,} bytes, more than the {expected.most_bytes:,} that any such file has"
    return None


def _check_continuation(job: Transfer, arrival: Arrival, notes: Notes, offset: int) -> None:
    """The rest must be the rest of the same file. If not, the next attempt begins anew."""
    if arrival.is_page:
        raise Final("what came is a web page")
    given = arrival.response.headers.get("Content-Range", "")
    start = re.fullmatch(r"bytes ([0-9]{1,18})-[0-9]+/(?:[0-9]+|\*)", given)
    if not offset or start is None or int(start[1]) != offset:
        job.partial.discard()
        raise Passing(f"it sent the part {given!r} where byte {offset:,} comes next; all of it is fetched anew")
    if notes.contradicts(job.partial.read_notes()) or (
        notes.total is not None and _find_size_fault(job.expected, notes.total)
    ):
        job.partial.discard()
        raise Passing("its file is another since the last attempt; all of it is fetched anew")


def _write(job: Transfer, arrival: Arrival, offset: int, total: int | None) -> None:
    end = total if job.expected.size is None else job.expected.size
    most = job.expected.most_bytes if end is None else end
    done = offset
    job.report(done, end)
    with job.partial.file.open("ab") as output:
        for chunk in arrival.chunks():
            done += len(chunk)
            if done > most:
                job.partial.discard()
                raise Final(f"it sent more than the {most:,} bytes that the file can have")
            output.write(chunk)
            job.report(done, end)
        output.flush()
        os.fsync(output.fileno())
    if end is not None and done < end:
        raise Passing(f"it ended after {done:,} of {end:,} bytes")


def _read_notes(response: requests.Response) -> Notes:
    """total: of the whole file, also when a part was sent."""
    if response.status_code == requests.codes.partial:
        total = response.headers.get("Content-Range", "").rpartition("/")[2]
    else:
        total = response.headers.get("Content-Length", "")
    return Notes(
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
        total=int(total) if re.fullmatch(r"[0-9]{1,18}", total) else None,
    )


def _read_retry_after(value: str | None) -> float | None:
    """Seconds, given as such or as a date; None = nothing we can read."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,18}", value):
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
