"""Which pages may send forms and open websockets: one setting says so for both."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlparse

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from babysite.hosts import origins_of
from babysite.origins import OwnOriginValidator

VALIDATOR = OwnOriginValidator(None)


@pytest.mark.parametrize(
    ("entry", "origin", "is_let_in"),
    [
        ("https://photos.example", "https://photos.example", True),
        ("https://Photos.example/", "https://photos.example", True),
        ("https://photos.example:443", "https://photos.example", True),
        ("https://photos.example:8443", "https://photos.example:8443", True),
        ("https://*.photos.example", "https://our.photos.example", True),
        ("https://[2001:db8::1]", "https://[2001:db8::1]", True),
        ("https://photos.example", "http://photos.example", False),
        ("https://photos.example", "https://photos.example:8443", False),
        ("https://photos.example", "https://photos.example.evil.example", False),
        ("https://*.photos.example", "https://evilphotos.example", False),
    ],
)
@pytest.mark.django_db  # which notes a refusal
def test_forms_and_websockets_are_decided_alike(entry: str, origin: str, is_let_in: bool, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = origins_of([entry])
    assert VALIDATOR.valid_origin(urlparse(origin)) is is_let_in
    client = Client(enforce_csrf_checks=True, headers={"origin": origin})
    token = "t" * 32
    client.cookies[settings.CSRF_COOKIE_NAME] = token
    form = {"csrfmiddlewaretoken": token, "language": "ko"}
    assert client.post("/i18n/setlang/", form).status_code == (302 if is_let_in else 403)


@pytest.mark.parametrize(
    "entry", ["photos.example", "https://photos.example/path", "ftp://photos.example", "https://*"]
)
def test_what_is_no_origin_is_refused_at_the_start(entry: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CSRF_TRUSTED_ORIGINS names"):
        origins_of([entry])


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://testserver:81", "https://" + "x" * 5000, None])
def test_a_websocket_that_is_refused_leaves_a_short_line_in_the_log(
    origin: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "babysite.origins"):
        assert not VALIDATOR.valid_origin(urlparse(origin) if origin else None)
    (record,) = caplog.records
    assert "CSRF_TRUSTED_ORIGINS" in record.getMessage()
    assert len(record.getMessage()) < 500
