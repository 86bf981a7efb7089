"""One version number for the package, the API and the CHANGELOG."""

from __future__ import annotations

import re
import tomllib

from django.conf import settings

from babysite import __version__


def test_the_newest_numbered_section_of_the_changelog_is_this_version() -> None:
    changelog = (settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+)$", changelog, flags=re.MULTILINE)
    assert sections[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(__version__)} \(\d{{4}}-\d\d-\d\d\)", sections[1])


def test_the_api_states_it() -> None:
    assert settings.SPECTACULAR_SETTINGS["VERSION"] == __version__


def test_the_package_reads_it_from_the_code() -> None:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "babysite.__version__"}
