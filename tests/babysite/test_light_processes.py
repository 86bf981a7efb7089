"""Modules that the processes which open strangers' requests and photos must never load, as they report themselves."""

from __future__ import annotations

import subprocess
import sys

import pytest

from babysite.paths import BASE_DIR

# The networks, what reads their weights, and what only they compute with.
SCIENCE = {
    *("tensorflow", "keras", "dlib", "onnxruntime", "scipy", "h5py", "safetensors", "skimage", "imageio_ffmpeg", "av"),
    *("ml_core.pipeline", "ml_core.catalogue.fetch", "ml_core.catalogue.from_web", "ml_core.catalogue.from_wheel"),
}
# What speaks to others, and what knows the site's secrets.
NETWORK = {"requests", "urllib3", "pip", "uvicorn"}
SITE = {"django", "rest_framework", "channels", "dramatiq", "psycopg2", "redis", "allauth", "accounts", "babysite"}

ENGINE = "from generation import engine"
# Every page and endpoint is imported by the addresses. allauth signs people in with other sites' accounts through
# `requests`, so that is there; nothing of ours uses it in this process.
WEB = "import babysite.asgi; from django.urls import get_resolver; get_resolver().url_patterns"
DECODER = "from generation.portraits import decoder; decoder.load_parsers()"


def loaded_by(program: str) -> set[str]:
    """Names of all modules and, for each, of the package at its top."""
    told = f"import sys\n{program}\nprint(*sys.modules, sep='\\n')"
    found = subprocess.run([sys.executable, "-c", told], cwd=BASE_DIR, capture_output=True, text=True, check=True)
    names = set(found.stdout.split())
    return names | {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    ("program", "forbidden"),
    [(ENGINE, SCIENCE | NETWORK | SITE), (WEB, SCIENCE), (DECODER, SCIENCE | NETWORK | SITE)],
    ids=["the door to ml_core", "the web process", "the decoder of photos"],
)
def test_it_loads_nothing_it_has_no_use_for(program: str, forbidden: set[str]) -> None:
    loaded = loaded_by(program)
    assert "ml_core.images" in loaded
    assert loaded & forbidden == set()
