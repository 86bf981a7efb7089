from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterable, Iterator

import pytest

from tests.babysite.web_process import exchange, running_web

MAX_UPLOAD_BYTES = 100_000
TOO_LARGE = 2 * MAX_UPLOAD_BYTES + 256 * 1024 + 1
PATIENCE_SECONDS = 1
MIN_RATE = 2000
MAX_SECONDS = 5


@pytest.fixture(scope="module")
def web(servers: None, static_files: None) -> Iterator[socket.socket]:
    limits = {
        "MAX_UPLOAD_BYTES": str(MAX_UPLOAD_BYTES),
        "UPLOAD_PATIENCE_SECONDS": str(PATIENCE_SECONDS),
        "MIN_UPLOAD_BYTES_PER_SECOND": str(MIN_RATE),
        "MAX_UPLOAD_SECONDS": str(MAX_SECONDS),
    }
    with running_web(**limits) as listening:
        yield listening


def head(path: str = "/accounts/login/", *, headers: str) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n\r\n".encode()


def test_a_body_that_says_it_is_too_large_is_refused_with_a_page(web: socket.socket) -> None:
    status, answer = exchange(web, head(headers=f"Content-Length: {TOO_LARGE}"), b"x" * TOO_LARGE)
    assert status == 413
    assert "What you sent has 451.3\xa0KB, and up to 451.3\xa0KB can be taken here." in answer.decode()
    assert b"<html" in answer


def test_a_body_that_grows_too_large_is_refused(web: socket.socket) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    status, _ = exchange(web, head(headers="Transfer-Encoding: chunked"), *[chunk] * 8, b"0\r\n\r\n")
    assert status == 413


def test_a_body_within_the_limit_arrives(web: socket.socket) -> None:
    status, _ = exchange(web, head(headers="Content-Length: 1000"), b"x" * 1000)
    assert status == 403  # it was read: only the token against forgery is missing


def steadily(part: bytes, *, times: int, every: float) -> Iterator[bytes]:
    for _time in range(times):
        yield part
        time.sleep(every)


def test_a_slow_body_may_take_its_time(web: socket.socket) -> None:
    parts = steadily(b"x" * 2000, times=12, every=0.25)  # 8,000 bytes a second, for three times the patience
    status, _ = exchange(web, head(headers="Content-Length: 24000"), *parts)
    assert status == 403  # it was read


@pytest.mark.parametrize(
    "sent", [[b"x"], [b"x" * 20_000], steadily(b"x" * 50, times=10, every=0.2)], ids=["idle", "a burst", "drops"]
)
def test_a_body_that_stands_still_or_drips_in_is_cut_off(web: socket.socket, sent: Iterable[bytes]) -> None:
    exchange(web, head(headers="Content-Length: 0"))  # the process is up, so the clock below is fair
    began = time.monotonic()
    status, answer = exchange(web, head(headers="Content-Length: 60000"), *sent)
    assert status == 408
    assert b"took too long to arrive" in answer
    assert PATIENCE_SECONDS <= time.monotonic() - began < 2 * PATIENCE_SECONDS + 3


def test_a_body_that_comes_steadily_has_an_end(web: socket.socket) -> None:
    exchange(web, head(headers="Content-Length: 0"))
    began = time.monotonic()
    parts = steadily(b"x" * 1000, times=26, every=0.2)  # 5,000 bytes a second
    status, _ = exchange(web, head(headers="Content-Length: 60000"), *parts)
    assert status == 408
    assert MAX_SECONDS <= time.monotonic() - began < MAX_SECONDS + 3


def test_the_api_refuses_in_its_own_shape(web: socket.socket) -> None:
    sent = head("/api/families/", headers=f"Content-Length: {TOO_LARGE}")
    status, answer = exchange(web, sent, b"x" * TOO_LARGE)
    assert status == 413
    error = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    assert error["code"] == "request_too_large"


def test_the_refusal_speaks_the_language_that_was_asked_for(web: socket.socket) -> None:
    headers = f"Content-Length: {TOO_LARGE}\r\nAccept-Language: ko"
    _, answer = exchange(web, head(headers=headers), b"x" * TOO_LARGE)
    assert "사진" in answer.decode()
