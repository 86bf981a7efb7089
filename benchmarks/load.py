"""A measure of the pages under load: `python -m benchmarks.load ADDRESS [--busy]`.

ADDRESS is that of a site that `make run` started on this machine, from this checkout and with the same settings. A new
account gets 30 families and 300 children, as rows without pictures, and is closed at the end. Requests are sent at a
fixed rate whether or not the earlier ones were answered, each over the next of fifty addresses of the loopback network;
a time counts from when its request was due. Health is asked in the same way first: it tells how busy the machine is.

--busy: the page of a share link alone, and health before it, while the heavy worker draws children for another account,
which takes real networks.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import django

from benchmarks.flood import Flood
from benchmarks.machine import describe, today

if TYPE_CHECKING:
    from accounts.models import User

RESULTS = Path(__file__).parent / "results"
HEALTH = "/healthz/"
NUM_FAMILIES, NUM_CHILDREN = 30, 300
NUM_ADDRESSES = 50
PATIENCE_SECONDS = 30.0
BACK_TO_NORMAL_SECONDS = 0.12
SAMPLE_SECONDS = 0.25
BEGIN_SECONDS = 10.0  # until the first child is being drawn
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class WebProcesses:
    """The memory and time of the site's web processes together, as the kernel tells them."""

    def __init__(self, var_dir: Path) -> None:
        first = int(json.loads((var_dir / "run" / "web.json").read_text())["pid"])
        self.pids = [first, *(pid for pid in _all_pids() if _fields_of(pid)[1:2] == [str(first)])]

    def cpu_seconds(self) -> float:
        fields = map(_fields_of, self.pids)
        return sum(int(found[11]) + int(found[12]) for found in fields) / TICKS_PER_SECOND  # 14 and 15 of proc(5)

    def resident_mb(self) -> float:
        """Counts what processes share once. The kernel tells root how much that is."""
        return sum(_proportional_bytes(pid) for pid in self.pids) / 1e6


def _all_pids() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def _fields_of(pid: int) -> list[str]:
    """Returns the fields of proc(5) from the third one on; none for a process that has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def _proportional_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("Pss:"))
    return 1024 * int(kilobytes)


@dataclass
class Answers:
    seconds: list[float] = field(default_factory=list)  # of those that are no refusals
    statuses: Counter[str] = field(default_factory=Counter)
    num_without_retry_after: int = 0

    def note(self, seconds: float, status: str, head: bytes) -> None:
        self.statuses[status] += 1
        if status == "503":
            self.num_without_retry_after += b"\r\nretry-after:" not in head.lower()
        else:
            self.seconds.append(seconds)

    def percentile_ms(self, share: float) -> float | None:
        if not self.seconds:
            return None
        return round(1000 * sorted(self.seconds)[min(int(share * len(self.seconds)), len(self.seconds) - 1)], 1)


class Client:
    """Keeps its connections, and opens another where all are busy."""

    def __init__(self, site: str, cookie: str) -> None:
        target = urlsplit(site)
        self._host, self._port, self._netloc = str(target.hostname), int(target.port or 80), target.netloc
        self._cookie = cookie
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._addresses = cycle(f"127.0.1.{number}" for number in range(1, NUM_ADDRESSES + 1))

    async def get(self, path: str) -> tuple[str, bytes]:
        """Returns (status, head); the status is a word where there was none."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._get(path)
        except TimeoutError:
            return "timeout", b""
        except (OSError, asyncio.IncompleteReadError) as error:
            return type(error).__name__, b""

    async def _get(self, path: str) -> tuple[str, bytes]:
        reader, writer = self._idle.pop() if self._idle else await self._connect()
        try:
            lines = [f"GET {path} HTTP/1.1", f"Host: {self._netloc}", f"Cookie: {self._cookie}", "Accept: text/html"]
            writer.write("\r\n".join([*lines, "", ""]).encode())
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
            await reader.readexactly(int(fields[b"content-length"]))
        except BaseException:
            writer.transport.abort()
            raise
        if fields.get(b"connection") == b"close":
            writer.close()
        else:
            self._idle.append((reader, writer))
        return head.split()[1].decode(), head

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._host, self._port, local_addr=(next(self._addresses), 0))

    def close(self) -> None:
        for _reader, writer in self._idle:
            writer.transport.abort()
        self._idle.clear()


async def send(client: Client, paths: Sequence[str], *, rate: float, seconds: float) -> Answers:
    answers = Answers()
    begin = time.perf_counter()

    async def ask(path: str, due: float) -> None:
        status, head = await client.get(path)
        answers.note(time.perf_counter() - due, status, head)

    async with asyncio.TaskGroup() as group:
        for number, path in enumerate(islice(cycle(paths), int(rate * seconds))):
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(ask(path, due))
    return answers


async def peak_memory(web: WebProcesses) -> float:
    """Returns the most that the process held, in MB, once it is cancelled."""
    peak = web.resident_mb()
    with suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            peak = max(peak, web.resident_mb())
    return peak


async def load(
    web: WebProcesses, site: str, cookie: str, paths: Sequence[str], *, rate: float, seconds: float
) -> dict[str, Any]:
    """Loads the site, then waits until each page is answered quickly again."""
    client = Client(site, cookie)
    watching = asyncio.create_task(peak_memory(web))
    cpu = web.cpu_seconds()
    try:
        answers = await send(client, paths, rate=rate, seconds=seconds)
        cpu = web.cpu_seconds() - cpu
        back = await seconds_until_quick(client, paths)
    finally:
        client.close()
        watching.cancel()
    served = len(answers.seconds)
    return {
        "per_second": rate,
        "statuses": dict(answers.statuses),
        "refusals_without_retry_after": answers.num_without_retry_after,
        "p50_ms": answers.percentile_ms(0.5),
        "p95_ms": answers.percentile_ms(0.95),
        "web_cpu_ms_per_answer": round(1000 * cpu / served, 2) if served else None,
        "web_peak_mb": round(await watching),
        "seconds_until_normal": back,
    }


async def seconds_until_quick(client: Client, paths: Sequence[str]) -> float | None:
    begin = time.perf_counter()
    while time.perf_counter() - begin < PATIENCE_SECONDS:
        asked = time.perf_counter()
        statuses = [(await client.get(path))[0] for path in paths]
        if time.perf_counter() - asked < BACK_TO_NORMAL_SECONDS * len(paths) and set(statuses) == {"200"}:
            return round(asked - begin, 2)
        await asyncio.sleep(SAMPLE_SECONDS)
    return None


async def measure_shared(
    site: str, cookie: str, pages: dict[str, str], web: WebProcesses, *, seconds: float
) -> dict[str, Any]:
    """Health is the anchor: it tells how busy the machine is, which others may be working on too."""
    figures = {
        name: await load(web, site, cookie, [path], rate=50, seconds=seconds)
        for name, path in {"health": HEALTH, "shared": pages["shared"]}.items()
    }
    shared, health = figures["shared"]["p95_ms"], figures["health"]["p95_ms"]
    return {**figures, "p95_ratio": round(shared / health, 2) if shared and health else None}


async def measure(
    site: str, cookie: str, pages: dict[str, str], web: WebProcesses, *, seconds: float
) -> dict[str, Any]:
    figures: dict[str, Any] = {"web_processes": max(1, len(web.pids) - 1), "web_mb_before": round(web.resident_mb())}
    for name, path in {"health": HEALTH, **pages}.items():
        figures[name] = await load(web, site, cookie, [path], rate=50, seconds=seconds)
    for name, path in {**pages, "all of them": ""}.items():
        paths = [path] if path else list(pages.values())
        figures[f"{name}, overload"] = await load(web, site, cookie, paths, rate=300, seconds=seconds)
    halves = [await load(web, site, cookie, list(pages.values()), rate=60, seconds=2 * seconds) for _half in range(2)]
    figures["memory under long load"] = [half["web_peak_mb"] for half in halves]
    return figures


@contextmanager
def crowded_account() -> Iterator[tuple[str, dict[str, str]]]:
    """Makes an account of many families and children. Yields its cookie and the addresses of three of its pages, and of
    one that it shows to others.
    """
    from django.conf import settings
    from django.test import Client as Browser
    from django.urls import reverse
    from django.utils import timezone

    from accounts.models import User
    from generation.privacy.services import close_account

    # Here for long enough to show something to others.
    joined = timezone.now() - timedelta(days=365)
    owner = User.objects.create_user(f"{uuid4().hex}@example.org", date_joined=joined)
    try:
        family_id, child_id = make_families(owner)
        browser = Browser()
        browser.force_login(owner)
        pages = {
            "families": reverse("families:list"),
            "family": reverse("families:detail", args=[family_id]),
            "child": reverse("gallery:child", args=[child_id]),
            "shared": share(owner, child_id),
        }
        yield f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}", pages
    finally:
        close_account(owner)


def make_families(owner: User) -> tuple[Any, Any]:
    """Makes rows alone. Returns the ids of the family that all children belong to, and of one of them."""
    from accounts.models import ConsentBasis
    from accounts.people.services import create_person
    from generation.models import Child, Family, Job, JobState, Portrait, PortraitState

    attested = (ConsentBasis.ATTESTED, ConsentBasis.ATTESTED)
    families = []
    for number in range(NUM_FAMILIES):
        # Of the last one, which is shown to others, nobody else can answer for the parents.
        bases = attested if number < NUM_FAMILIES - 1 else (ConsentBasis.SELF, ConsentBasis.INVITED)
        named = zip(("Ada", "Ben"), bases, strict=True)
        people = [create_person(owner=owner, name=name, consent_basis=basis) for name, basis in named]
        for person in people:
            shown = {"aligned": "none.jpg", "reconstruction": "none.jpg", "identity_distance": 0.5, "lpips": 0.3}
            Portrait.objects.create(person=person, state=PortraitState.PROJECTED, **shown)
        families.append(Family.objects.create(owner=owner, parent_a=people[0], parent_b=people[1]))
    family = families[-1]
    spec = {"sex": "girl", "age_years": 6.0, "dominance": 0.0, "seed": 1}
    jobs = Job.objects.bulk_create(
        Job(owner=owner, family=family, idempotency_key=str(uuid4()), state=JobState.DONE, **spec)
        for _number in range(NUM_CHILDREN)
    )
    shares = dict.fromkeys(("eyes", "nose", "mouth", "jaw", "skin", "hair"), 0.5)
    children = Child.objects.bulk_create(
        Child(family=family, job=job, shares=shares, image="none.jpg", thumbnail="none.jpg", latent="none.npz", **spec)
        for job in jobs
    )
    return family.pk, children[0].pk


def share(owner: User, child_id: Any) -> str:
    """Makes a link to a child, to which both parents agree. Returns its address."""
    from accounts.models import Purpose
    from accounts.people.consents import get_consent_text
    from generation.consent.answers import give
    from generation.models import Child
    from generation.sharing.services import Terms, create_link
    from generation.sharing.tokens import address_of

    child = Child.objects.get(pk=child_id)
    for person in child.family.parents:
        by = None if person.is_invited else owner
        give(person=person, text=get_consent_text(Purpose.PUBLISH, "en"), by=by)
    terms = Terms(label="", days=1, shows_films=True, shows_names=True, takes_guesses=True, password=None)
    return address_of(create_link(child.family, [child], terms))


def keep_worker_busy(site: str) -> None:
    """Has children drawn for another account, first one and then eight at a time, for as long as this process lives."""
    threading.Thread(target=lambda: Flood(site).ask_for_siblings(), daemon=True).start()
    time.sleep(BEGIN_SECONDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("site", help="address of a running site, such as http://localhost:8000")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each load")
    parser.add_argument("--busy", action="store_true", help="the shared page alone, while the heavy worker is busy")
    parser.add_argument("--note", default="", help="what else was going on, for the result")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    django.setup()
    from django.conf import settings

    site = arguments.site.rstrip("/")
    if arguments.busy:
        keep_worker_busy(site)
    with crowded_account() as (cookie, pages):
        web = WebProcesses(settings.VAR_DIR)
        measuring = measure_shared if arguments.busy else measure
        found = asyncio.run(measuring(site, cookie, pages, web, seconds=arguments.seconds))
    out = RESULTS / f"{'load-busy-worker' if arguments.busy else 'load'}-{today()}.json"
    out.write_text(json.dumps({"machine": describe(), "note": arguments.note, **found}, indent=2) + "\n")
    sys.stdout.write(out.read_text())


if __name__ == "__main__":
    main()
