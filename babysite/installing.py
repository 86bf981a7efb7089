"""The site as an app on a phone: its manifest, and a page for when there is no connection.

The service worker stores that page with its style and icon, and nothing else: no page of anybody stays in a browser.
"""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

PAPER = "#fbf5ec"  # as --paper in tokens.css
# Name, size, purpose.
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable.png", "512x512", "maskable"),
)
# What the page needs, besides itself.
PARTS = ("css/tokens.css", "css/offline.css", "img/icon.svg")


@require_safe
def show_manifest(request: HttpRequest) -> JsonResponse:
    manifest = {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "name": "babysite",
        "short_name": "babysite",
        "description": _(
            "Add a photo of each parent, and watch a child’s face appear with something of both. Imagined, for fun."
        ),
        "lang": get_language(),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": staticfiles_storage.url(f"img/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


@require_safe
def show_offline_page(request: HttpRequest) -> HttpResponse:
    """The same for everybody: the service worker asks without cookies, so the language is in the address."""
    with translation.override(_language_of(request)):
        return HttpResponse(_offline_page())


@require_safe
@cache_control(no_cache=True)
def show_service_worker(request: HttpRequest) -> HttpResponse:
    language = _language_of(request)
    with translation.override(language):
        version = hashlib.sha256(_offline_page().encode()).hexdigest()[:16]
    page = f"{reverse('offline')}?language={language}"
    files = [page, *map(staticfiles_storage.url, PARTS)]
    # A browser takes up another worker when a byte of it differs: another page makes another name.
    context = {"page": json.dumps(page), "files": json.dumps(files), "cache": json.dumps(f"offline-{version}")}
    return render(request, "installing/service-worker.js", context, content_type="text/javascript; charset=utf-8")


def _language_of(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE


def _offline_page() -> str:
    return render_to_string("installing/offline.html")
