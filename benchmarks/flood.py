"""How long a first child takes while another account floods the site: `python -m benchmarks.flood ADDRESS`.

ADDRESS is that of a site that `make run` started on this machine, with real networks and without EMAIL_URL. A new
account asks for the sample couple's first child; then another does, while a third, from another address of the loopback
network, asks for eight siblings again and again, sends photos of noise, and holds silent connections open. What is
compared is the time from asking to the finished picture.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import socket
import sys
import threading
import time
from contextlib import ExitStack, suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
import requests
from PIL import Image
from requests.adapters import HTTPAdapter

from benchmarks.machine import describe, today

RESULTS = Path(__file__).parent / "results"
FLOODER = "127.0.0.2"
NUM_SILENT, NUM_UPLOADERS, SIBLINGS = 2000, 4, 8
PATIENCE_SECONDS = 900.0
PASSWORD = secrets.token_urlsafe(16)
HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
FAMILY = {
    "name_a": "Ada",
    "consent_basis_a": "self",
    "consent_a": "on",
    "name_b": "Ben",
    "consent_basis_b": "attested",
    "consent_b": "on",
    "sex": "girl",
    "age": "child",
}


class FromAddress(HTTPAdapter):
    """Connects from one address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__(pool_maxsize=16)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, source_address=(self._address, 0))


class Visitor:
    """A browser of an account that is signed up here."""

    def __init__(self, site: str, *, address: str = "127.0.0.1") -> None:
        self._site, self._session = site, requests.Session()
        self._session.mount("http://", FromAddress(address))
        fields = {"email": f"{uuid4().hex}@example.org", "password1": PASSWORD, "is_adult": "on"}
        answer = self.post("/accounts/signup/", fields)
        if "/accounts/signup/" in answer.url:
            raise SystemExit(f"Signing up at {site} was refused ({answer.status_code}).")

    def post(self, path: str, fields: dict[str, Any], *, form_at: str = "", **more: Any) -> requests.Response:
        """Sends the form of a page, with what the page itself puts in, such as its token against forgery.

        form_at: the page with the form, if that is not `path` itself.
        """
        page = self._session.get(self._site + (form_at or path), timeout=60)
        sent = {**dict(HIDDEN.findall(page.text)), **fields}
        return self._session.post(self._site + path, sent, timeout=120, headers={"Referer": self._site}, **more)

    def first_child(self) -> tuple[str, float]:
        """Returns the sample family's address, and the seconds from asking to the finished picture."""
        started = time.perf_counter()
        job = self.post("/families/sample/", {"sex": "girl", "age": "child", "submission": str(uuid4())}).url
        while time.perf_counter() - started < PATIENCE_SECONDS:
            state = self._session.get(f"{job}state/", headers={"Accept": "application/json"}, timeout=60).json()
            if state["state"] == "done":
                seconds = time.perf_counter() - started
                page = self._session.get(self._site + state["result_url"], timeout=60).text
                found = re.search(r'href="(/families/[0-9a-f-]{36}/)"', page)
                assert found is not None  # noqa: S101  # every page of a child leads to its family
                return found[1], seconds
            if state["state"] in ("failed", "cancelled"):
                raise SystemExit(f"The child was not made: {state}")
            time.sleep(0.25)
        raise SystemExit(f"No child within {PATIENCE_SECONDS:g} s.")


class Flood:
    """All that one account and its address can do to keep others waiting, until `is_over`."""

    def __init__(self, site: str) -> None:
        self.is_over = threading.Event()
        self.answers: dict[str, dict[int, int]] = {"siblings": {}, "photos": {}}
        self.num_silent = 0
        self._site = site
        self._visitor = Visitor(site, address=FLOODER)
        self._family, _ = self._visitor.first_child()

    def run(self) -> None:
        workers = [threading.Thread(target=self.ask_for_siblings), threading.Thread(target=self._hold_connections)]
        workers += [threading.Thread(target=self._send_photos) for _ in range(NUM_UPLOADERS)]
        for worker in workers:
            worker.start()
        self.is_over.wait()
        for worker in workers:
            worker.join()

    def ask_for_siblings(self) -> None:
        while not self.is_over.wait(0.2):
            fields = {"sex": "boy", "age": "baby", "siblings": str(SIBLINGS), "submission": str(uuid4())}
            self._count("siblings", f"{self._family}another/", fields, form_at=self._family)

    def _send_photos(self) -> None:
        noise = BytesIO()
        pixels = np.random.default_rng().integers(0, 256, (2000, 2000, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(noise, "JPEG", quality=90)
        while not self.is_over.wait(0.2):
            files = {name: ("a.jpg", noise.getvalue(), "image/jpeg") for name in ("photo_a", "photo_b")}
            self._count("photos", "/families/new/", {**FAMILY, "submission": str(uuid4())}, files=files)

    def _count(self, what: str, path: str, fields: dict[str, Any], **more: Any) -> None:
        with suppress(requests.RequestException):
            status = self._visitor.post(path, fields, **more).status_code
            self.answers[what][status] = self.answers[what].get(status, 0) + 1

    def _hold_connections(self) -> None:
        target = urlsplit(self._site)
        with ExitStack() as silent:
            while not self.is_over.wait(0.005):
                if self.num_silent == NUM_SILENT:
                    continue
                with suppress(OSError):
                    place = (str(target.hostname), int(target.port or 80))
                    silent.enter_context(socket.create_connection(place, timeout=5, source_address=(FLOODER, 0)))
                    self.num_silent += 1


def measure(site: str) -> dict[str, Any]:
    _, alone = Visitor(site).first_child()
    flood = Flood(site)
    second = Visitor(site)
    flooding = threading.Thread(target=flood.run)
    flooding.start()
    try:
        time.sleep(15)  # the flood is at its height
        _, flooded = second.first_child()
    finally:
        flood.is_over.set()
        flooding.join()
    return {
        "alone_seconds": round(alone, 1),
        "flooded_seconds": round(flooded, 1),
        "ratio": round(flooded / alone, 2),
        "answers_to_the_flood": flood.answers,
        "silent_connections": flood.num_silent,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("site", help="address of a running site, such as http://localhost:8000")
    figures = {"machine": describe(), **measure(parser.parse_args().site)}
    out = RESULTS / f"flood-{today()}.json"
    out.write_text(json.dumps(figures, indent=2) + "\n")
    sys.stdout.write(out.read_text())


if __name__ == "__main__":
    main()
