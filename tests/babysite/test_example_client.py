"""The example of docs/api.md, as somebody would run it against a site."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from PIL import Image, ImageOps
from skimage import data

from tests.babysite.running_site import QUICK_NETWORKS, RunningSite, new_home
from tests.babysite.visitor import Visitor, jpeg_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

PAGE = "/accounts/tokens/"
PASSWORD = "correct horse battery"  # of `Visitor.sign_up`
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "make_child.py"


@pytest.fixture(scope="module")
def site() -> Iterator[RunningSite]:
    with new_home() as home:
        running = RunningSite(home / "site", **QUICK_NETWORKS)
        running.start()
        running.wait_until_up()
        yield running
        running.end()


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    face = Image.fromarray(data.astronaut())
    paths = [tmp_path / "a.jpg", tmp_path / "b.jpg"]
    # More than a megabyte each: who sends so much is asked before anything of it is read.
    for path, photo in zip(paths, (face, ImageOps.mirror(face)), strict=True):
        path.write_bytes(jpeg_of(photo.resize((2048, 2048))))
    return list(map(str, paths))


def send_form(visitor: Visitor, path: str, fields: list[tuple[str, str]]) -> str:
    body = urlencode([*fields, ("csrfmiddlewaretoken", visitor.token)]).encode()
    return visitor._open(path, body, "application/x-www-form-urlencoded").decode()


def new_token(site: RunningSite, *scopes: str) -> str:
    visitor = Visitor(site.url)
    visitor.sign_up(f"{uuid4()}@example.org")
    send_form(visitor, "/accounts/reauthenticate/", [("password", PASSWORD), ("next", PAGE)])
    form = [("name", "A script"), ("days", "30"), *(("scopes", scope) for scope in scopes)]
    page = send_form(visitor, PAGE, form)
    found = re.search(r'value="(babysite_[\w-]+)"', page)
    assert found is not None
    return found[1]


def run(site: RunningSite, token: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE), site.url, *arguments]
    environment = {**os.environ, "BABYSITE_TOKEN": token}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_two_photos_become_a_picture(site: RunningSite, photos: list[str], tmp_path: Path) -> None:
    token = new_token(site, "read", "make")
    out = tmp_path / "child.jpg"
    asked = run(site, token, *photos, str(out))
    assert asked.returncode == 1
    assert "--agreed" in asked.stderr
    done = run(site, token, *photos, str(out), "--age", "5", "--agreed")
    assert done.returncode == 0, done.stderr
    assert "5 years" in done.stdout
    with Image.open(out) as picture:
        assert picture.format == "JPEG"


@pytest.mark.parametrize(("scopes", "code"), [(["read"], "make"), ([], "")])
def test_a_token_that_may_not_is_told_why(
    site: RunningSite, photos: list[str], tmp_path: Path, scopes: list[str], code: str
) -> None:
    token = new_token(site, *scopes) if scopes else "babysite_nonsense"
    refused = run(site, token, *photos, str(tmp_path / "child.jpg"), "--agreed")
    assert refused.returncode == 1
    assert code in refused.stderr
    assert not (tmp_path / "child.jpg").exists()
