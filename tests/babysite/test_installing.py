from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from babysite.paths import BASE_DIR

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def manifest_of(client: Client, language: str) -> dict[str, Any]:
    response = client.get(reverse("manifest"), headers={"accept-language": language})
    assert response.headers["Content-Type"] == "application/manifest+json"
    manifest: dict[str, Any] = json.loads(response.content)
    return manifest


def worker_of(client: Client, language: str) -> Any:
    return client.get(reverse("service-worker"), {"language": language})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_is_in_the_language_of_the_visitor(client: Client, language: str) -> None:
    manifest = manifest_of(client, language)
    assert manifest["lang"] == language
    assert any("가" <= letter <= "힣" for letter in manifest["description"]) == (language == "ko")


@pytest.mark.django_db
def test_every_page_of_the_site_names_the_manifest_and_the_worker(client: Client) -> None:
    page = client.get("/").content.decode()
    assert f'href="{reverse("manifest")}"' in page
    assert f'data-worker="{reverse("service-worker")}?language=en"' in page


def test_the_icons_are_as_large_as_they_say(client: Client) -> None:
    icons = manifest_of(client, "en")["icons"]
    for icon in icons:
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", icon["src"].removeprefix("/static/"))
        image = Image.open(io.BytesIO((BASE_DIR / "static" / name).read_bytes()))
        assert "x".join(map(str, image.size)) == icon["sizes"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")
    }  # fmt: skip


def test_nothing_of_a_maskable_icon_is_transparent(client: Client) -> None:
    for name in ("icon-maskable.png", "apple-touch-icon.png"):
        image = Image.open(BASE_DIR / "static" / "img" / name).convert("RGBA")
        assert image.getchannel("A").getextrema() == (255, 255)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worker_stores_the_page_its_style_and_its_icon_and_nothing_else(client: Client, language: str) -> None:
    response = worker_of(client, language)
    found = re.search(r"FILES = (.*);", response.content.decode())
    assert found
    parts = ["css/tokens.css", "css/offline.css", "img/icon.svg"]
    assert json.loads(found[1]) == [f"/offline/?language={language}", *map(staticfiles_storage.url, parts)]
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cache-Control"] == "no-cache"


def test_pages_let_browsers_take_workers_and_manifests_of_this_site_alone(client: Client) -> None:
    policy = client.get(reverse("offline")).headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_without_a_connection_is_in_the_language_of_its_address(client: Client, language: str) -> None:
    response = client.get(reverse("offline"), {"language": language}, headers={"accept-language": "en"})
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.django_db
def test_the_page_without_a_connection_is_the_same_for_everybody(client: Client, alice_client: Client) -> None:
    assert client.get(reverse("offline")).content == alice_client.get(reverse("offline")).content


@pytest.mark.parametrize("language", ["", "xx", "';alert(1)//"])
def test_an_unknown_language_is_that_of_the_visitor(client: Client, language: str) -> None:
    worker = worker_of(client, language).content.decode()
    assert '"/offline/?language=en"' in worker
    assert "alert" not in worker


def test_a_changed_page_makes_another_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = worker_of(client, "en").content
    monkeypatch.setattr("babysite.installing._offline_page", lambda: "another")
    assert worker_of(client, "en").content != before
