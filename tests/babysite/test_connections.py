"""Connections that say nothing, and too many of them: everybody else is answered meanwhile."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse

import pytest

from tests.babysite.web_process import exchange, running_web

HEADER_SECONDS = 3
PER_ADDRESS = 4
IN_ALL = 6
NEIGHBOUR = "127.0.0.2"


@pytest.fixture(scope="module")
def web(servers: None, static_files: None) -> Iterator[socket.socket]:
    limits = {
        "MAX_HEADER_SECONDS": str(HEADER_SECONDS),
        "CONNECTIONS_PER_ADDRESS": str(PER_ADDRESS),
        "MAX_CONNECTIONS": str(IN_ALL),
    }
    with running_web(**limits) as listening:
        assert ask(listening) == 200
        yield listening


def ask(listening: socket.socket, path: str = "/healthz/", *, source: str = "127.0.0.1") -> int:
    with connect(listening, source) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = connection.recv(65536)
    return int(answer.split()[1]) if answer else 0


def connect(listening: socket.socket, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(listening.getsockname(), timeout=20, source_address=(source, 0))


def is_closed_within(connection: socket.socket, seconds: float) -> bool:
    connection.settimeout(seconds)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: local"], ids=["silent", "half a head"])
def test_a_connection_that_sends_no_whole_head_is_closed(web: socket.socket, said: bytes) -> None:
    with connect(web) as connection:
        began = time.monotonic()
        connection.sendall(said)
        assert is_closed_within(connection, HEADER_SECONDS + 5)
        assert time.monotonic() - began > HEADER_SECONDS - 1


@pytest.mark.parametrize("is_early", [False, True], ids=["after an answer", "during it"])
def test_a_head_that_drips_in_behind_another_request_is_cut_off(web: socket.socket, is_early: bool) -> None:
    with connect(web) as connection:
        connection.sendall(b"GET /healthz/ HTTP/1.1\r\nHost: localhost\r\n\r\n" + (b"GET / HT" if is_early else b""))
        answer = HTTPResponse(connection)
        answer.begin()
        assert (answer.status, bool(answer.read())) == (200, True)
        connection.sendall(b"TP" if is_early else b"GET / HT")
        assert is_closed_within(connection, HEADER_SECONDS + 5)


def test_one_address_keeps_nobody_else_out(web: socket.socket) -> None:
    with ExitStack() as silent:
        for _number in range(PER_ADDRESS):
            silent.enter_context(connect(web))
        assert ask(web, "/about/") == 503
        assert ask(web, "/healthz/") == 200
        assert ask(web, "/about/", source=NEIGHBOUR) == 200


def test_health_is_answered_when_nothing_else_is(web: socket.socket) -> None:
    with ExitStack() as silent:
        for number in range(IN_ALL):
            silent.enter_context(connect(web, f"127.0.1.{number}"))
        assert ask(web, "/about/", source=NEIGHBOUR) == 503
        assert ask(web, "/healthz/", source=NEIGHBOUR) == 200
    status, answer = exchange(web, b"GET /about/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert status == 200, answer
