"""A web server of our own on a loopback port, that answers as it is told to: well, badly, or as a proxy."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

# Self-signed, for 127.0.0.1; its key is as public as this repository.
CERTIFICATE = Path(__file__).with_name("loopback.pem")
RESET = struct.pack("ii", 1, 0)  # closing sends a reset instead of a farewell


@dataclass(frozen=True, kw_only=True)
class Answer:
    """announce: the Content-Length; None = the body's, -1 = none is sent. sent: bytes of it before `then`.
    honours_ranges: as most servers do, an `If-Range` that does not fit included."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announce: int | None = None
    sent: int | None = None
    then: Literal["end", "reset", "stall"] = "end"
    honours_ranges: bool = True


@dataclass(frozen=True, kw_only=True)
class Request:
    target: str
    headers: dict[str, str]

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass
class Site:
    """`answers` by path: each request takes the next one, and the last stays. `requests` are those that came."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    address: str = ""
    _server: ThreadingHTTPServer | None = None

    def put(self, path: str, *answers: Answer) -> str:
        """Its address."""
        self.answers[path] = list(answers)
        return f"{self.address}{path}"

    def ranges(self) -> list[str | None]:
        return [request.headers.get("range") for request in self.requests]

    def start(self, *, tls: bool = False) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def do_CONNECT(self) -> None:
                site.answer(self)

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *args: object) -> None:
                pass  # clients hang up on us, which is what is tried

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        assert self._server is not None
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Request(target=request.path, headers=headers))
        answers = self.answers.get(urlsplit(request.path).path, [Answer(status=404)])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self._send(request, answer, _find_start(answer, headers))

    def _send(self, request: BaseHTTPRequestHandler, answer: Answer, start: int) -> None:
        if start and start >= len(answer.body):
            request.send_error(416)
            return
        body = answer.body[start:]
        request.send_response(206 if start else answer.status)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(answer.body) - 1}/{len(answer.body)}")
        if answer.announce != -1:
            request.send_header("Content-Length", str(len(body) if answer.announce is None else answer.announce))
        for name, value in answer.headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body[: answer.sent])
        request.wfile.flush()
        if answer.then == "stall":
            self.closing.wait(30)
        elif answer.then == "reset":
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        request.close_connection = True


def _find_start(answer: Answer, headers: dict[str, str]) -> int:
    """The first byte that is asked for and will be sent alone; 0 = all of it is sent."""
    known = (None, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
    if not answer.honours_ranges or answer.status != 200 or headers.get("if-range") not in known:
        return 0
    return int(headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
