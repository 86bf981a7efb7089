"""How a private picture leaves the site: fixed type, never cached, never run, never embedded elsewhere."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from generation.files import read_file

JPEG = "image/jpeg"
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def serve_picture(name: str | None, *, download_as: str | None = None) -> HttpResponse:
    """Answers 404 when there is no such picture (yet). Only for names that a selector gave to the asker."""
    response = serve_jpeg(read_or_404(name))
    if download_as:
        response["Content-Disposition"] = f'attachment; filename="{download_as}"'
    return response


def serve_jpeg(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type=JPEG, headers=HEADERS)


def read_or_404(name: str | None) -> bytes:
    if not name:
        raise Http404("There is no such picture yet.")
    try:
        return read_file(name)
    except FileNotFoundError as error:
        raise Http404("This picture has been deleted.") from error
