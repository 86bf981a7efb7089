from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncRequestFactory, RequestFactory

from babysite.static_answers import WholeStaticFiles

CONTENT = b"a { color: red }"


@pytest.fixture
def static_files(tmp_path: Path, settings: Any) -> WholeStaticFiles:
    (tmp_path / "page.css").write_bytes(CONTENT)
    settings.STATIC_ROOT = tmp_path
    return WholeStaticFiles(lambda request: None)


async def test_a_file_is_sent_without_consuming_an_iterator(static_files: WholeStaticFiles) -> None:
    answer = static_files(AsyncRequestFactory().get("/static/page.css"))
    assert not answer.streaming
    assert answer.content == CONTENT
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_part_of_a_file_is_sent_too(static_files: WholeStaticFiles) -> None:
    answer = static_files(RequestFactory().get("/static/page.css", headers={"range": "bytes=2-4"}))
    assert (answer.status_code, answer.content) == (206, CONTENT[2:5])


def test_what_a_browser_has_is_not_sent_again(static_files: WholeStaticFiles) -> None:
    first = static_files(RequestFactory().get("/static/page.css"))
    again = static_files(RequestFactory().get("/static/page.css", headers={"if-none-match": first.headers["ETag"]}))
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Type" not in again.headers


def test_only_the_headers_are_asked_for(static_files: WholeStaticFiles) -> None:
    answer = static_files(RequestFactory().head("/static/page.css"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(CONTENT))
