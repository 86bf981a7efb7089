"""A request to the whole application, without a server: as uvicorn hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from babysite.asgi import application

PATIENCE_SECONDS = 60
PART_BYTES = 64 * 1024
CSRF = "0" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


def cookies_of(client: Client | None) -> str:
    """Whose token against forgery is CSRF."""
    own = {name: morsel.value for name, morsel in client.cookies.items()} if client else {}
    return "; ".join(f"{name}={value}" for name, value in (own | {settings.CSRF_COOKIE_NAME: CSRF}).items())


async def ask(
    method: str, path: str, *, body: bytes = b"", client: Client | None = None, chunked: bool = False, **headers: str
) -> Answer:
    sent = {"host": "testserver", "cookie": cookies_of(client), "x-csrftoken": CSRF}
    sent |= {"transfer-encoding": "chunked"} if chunked else {"content-length": str(len(body))}
    sent |= {name.replace("_", "-"): text for name, text in headers.items()}
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), text.encode("latin-1")) for name, text in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    end = ApplicationCommunicator(application, scope)
    for begin in range(0, max(len(body), 1), PART_BYTES):
        part, is_last = body[begin : begin + PART_BYTES], begin + PART_BYTES >= len(body)
        await end.send_input({"type": "http.request", "body": part, "more_body": not is_last})
    start = await end.receive_output(PATIENCE_SECONDS)
    parts = [await end.receive_output(PATIENCE_SECONDS)]
    while parts[-1].get("more_body"):
        parts.append(await end.receive_output(PATIENCE_SECONDS))
    await end.wait(PATIENCE_SECONDS)
    return Answer(
        status=start["status"],
        headers={name.decode().lower(): text.decode() for name, text in start["headers"]},
        body=b"".join(part.get("body", b"") for part in parts).decode(errors="replace"),
    )
