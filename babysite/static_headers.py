"""Headers of static files, which whitenoise answers before the pages' own policy is added."""

from __future__ import annotations

from wsgiref.headers import Headers


def add_headers(headers: Headers, path: str, url: str) -> None:
    """Lets a file that is opened by itself run nothing, load nothing and appear in no frame: SVG can hold scripts."""
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
