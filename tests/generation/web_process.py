"""A real web process on the tests' database, asked over a real connection.

python -m tests.generation.web_process --fd 7
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from tests.cast import signed_in

TOKEN = "t" * 32
PATIENCE_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True, kw_only=True)
class WebProcess:
    """A web process with one user, whose session is made once: clients in threads need no database of their own."""

    port: int
    pid: int
    session: str
    log: Path

    def post(self, path: str, fields: dict[str, Any]) -> Answer:
        body = encode_multipart(BOUNDARY, {**fields, "csrfmiddlewaretoken": TOKEN})
        return self.send("POST", path, body, content_type=MULTIPART_CONTENT)

    def send(self, method: str, path: str, body: bytes, *, content_type: str) -> Answer:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, {"Cookie": cookies, "Content-Type": content_type})
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(status=response.status, headers=dict(response.getheaders()), text=text)
        finally:
            connection.close()

    def resident_mib(self) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
        return int(kilobytes) / 1024


@contextmanager
def running_web_process(folder: Path, user: User, **environment: str) -> Iterator[WebProcess]:
    log = folder / "web.log"
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("w") as stderr:
        port = listening.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.generation.serve_test_database", "--fd", str(listening.fileno())],
            cwd=settings.BASE_DIR,
            env={**os.environ, "SITE_URL": f"http://127.0.0.1:{port}", **environment},
            pass_fds=[listening.fileno()],
            stdout=stderr,
            stderr=stderr,
        )
        try:
            web = WebProcess(port=port, pid=process.pid, session=session, log=log)
            assert web.send("GET", "/healthz/", b"", content_type="").status == HTTPStatus.OK  # once it has started
            yield web
        finally:
            has_died = process.poll() is not None
            process.terminate()
            process.wait(PATIENCE_SECONDS)
            assert not has_died, log.read_text()
