"""What a browser may do with what isn't a page: files that anybody gets, and pictures that one account gets."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from generation.storage.serving import serve_jpeg


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["css/base.css", "js/studio.js", "img/sample-child.jpg"])
def test_a_static_file_runs_nothing_and_is_shown_in_no_frame(client: Client, name: str) -> None:
    answer = client.get(staticfiles_storage.url(name))
    assert answer.content
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_private_picture_is_shown_in_no_frame() -> None:
    assert "frame-ancestors 'none'" in serve_jpeg(b"picture").headers["Content-Security-Policy"]
