"""A web process as the supervisor starts it, on a port of its own, with settings of the test's choice."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from babysite import processes
from babysite.paths import BASE_DIR


@dataclass(frozen=True)
class RunningWeb:
    listening: socket.socket
    pid: int


@contextmanager
def start_web(**environment: str) -> Iterator[RunningWeb]:
    """What connects to its socket before the process is up simply waits for it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = processes.Command(
            arguments=[sys.executable, "-m", "babysite.web", "--fd", str(listening.fileno())],
            directory=BASE_DIR,
            environment={**os.environ, **environment},
            keep_files=(listening.fileno(),),
        )
        process = processes.start(command)
        try:
            yield RunningWeb(listening, process.pid)
        finally:
            processes.end({process: command.stop_signal}, patience=10)


@contextmanager
def running_web(**environment: str) -> Iterator[socket.socket]:
    with start_web(**environment) as web:
        yield web.listening


def exchange(listening: socket.socket, *sent: bytes, timeout: float = 20.0) -> tuple[int, bytes]:
    """Sends the parts one after the other, then reads the answer: (status, head and body)."""
    with socket.create_connection(listening.getsockname(), timeout=timeout) as connection:
        for part in sent:
            connection.sendall(part)
        answer = b""
        while not is_whole(answer) and (part := connection.recv(65536)):
            answer += part
    return int(answer.split()[1]), answer


def is_whole(answer: bytes) -> bool:
    head, separator, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(separator and length and len(body) >= int(length[1]))
