"""Trust in headers about the visitor, behind a proxy and without one."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from tests.babysite.web_process import exchange, running_web

HTTPS = {"HTTPS_ONLY": "True", "SITE_URL": "https://localhost"}


@pytest.fixture(scope="module")
def behind_a_proxy(servers: None, static_files: None) -> Iterator[socket.socket]:
    with running_web(**HTTPS, TRUSTED_PROXY_COUNT="1") as listening:
        yield listening


def ask(listening: socket.socket, *headers: str) -> tuple[int, bytes]:
    lines = ["GET /about/ HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return exchange(listening, ("\r\n".join(lines) + "\r\n\r\n").encode())


def test_who_came_to_the_proxy_by_https_gets_the_page(behind_a_proxy: socket.socket) -> None:
    status, answer = ask(behind_a_proxy, "X-Forwarded-Proto: https", "X-Forwarded-For: 192.0.2.1")
    assert status == 200
    assert re.search(rb"(?i)strict-transport-security: ", answer)


@pytest.mark.parametrize("headers", [[], ["X-Forwarded-Proto: http"]])
def test_who_came_by_plain_http_is_sent_to_https(behind_a_proxy: socket.socket, headers: list[str]) -> None:
    status, answer = ask(behind_a_proxy, *headers)
    assert status == 301
    assert b"https://localhost/about/" in answer


def test_without_a_proxy_nobody_is_believed(servers: None, static_files: None) -> None:
    with running_web(**HTTPS) as listening:
        assert ask(listening, "X-Forwarded-Proto: https")[0] == 301
