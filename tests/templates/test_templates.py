"""Every template compiles, keeps to the content security policy, and needs nothing that the site does not ship."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from django.utils import translation

ROOT = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
PAGES = [name for name in NAMES if name.endswith(".html")]
ERROR_PAGES = [name for name in PAGES if re.fullmatch(r"\d{3}\.html", name)]


def source_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    assert get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_no_template_has_inline_style_or_script(name: str) -> None:
    source = source_of(name)
    assert not re.search(r'<style|<[^>%]*\sstyle=["\']', source)
    assert not re.search(r"\son[a-z]+=", source)
    assert "javascript:" not in source
    for tag in re.findall(r"<script[^>]*>", source):
        assert " src=" in tag, f"{tag} runs inline, which the content security policy forbids."


@pytest.mark.parametrize("name", PAGES)
def test_every_static_file_that_a_template_names_exists(name: str) -> None:
    for path in re.findall(r"{% static '([^']+)' %}", source_of(name)):
        assert finders.find(path), f"static/{path} is missing."


@pytest.mark.parametrize("name", PAGES)
def test_no_template_loads_anything_from_elsewhere(name: str) -> None:
    assert not re.search(r"""(src|href)=["'](https?:)?//""", source_of(name))


def test_pages_have_a_card_for_messengers_and_an_icon_for_phones() -> None:
    page = render_to_string("404.html")
    card = re.search(r'<meta property="og:image" content="(.*?)"', page)
    assert card
    assert card[1].startswith(f"{settings.SITE_URL}/static/img/card")
    assert re.search(r'<link rel="apple-touch-icon" href="/static/img/apple-touch-icon\S*\.png">', page)


@pytest.mark.parametrize("name", NAMES)
def test_every_time_is_told_by_the_filters_that_say_its_zone(name: str) -> None:
    assert not re.search(r"\|\s*(date|time|timesince|timeuntil)\b", source_of(name))


@pytest.mark.parametrize("name", PAGES)
def test_every_form_that_changes_something_carries_its_token(name: str) -> None:
    if re.search(r"sharing/base_(shared|open)\.html", source_of(name)):
        return  # its pages set no cookie, and take forms by where they come from: `generation.sharing.access`
    for form in re.findall(r"<form.*?</form>", source_of(name), flags=re.DOTALL):
        if re.search(r"""method=["']post["']""", form):
            assert "{% csrf_token %}" in form


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_context(name: str, language: str, static_files: None) -> None:
    with translation.override(language):
        page = render_to_string(name)
    assert f'<html lang="{language}">' in page
    assert "<h1>" in page


def test_error_pages_use_their_message_and_nothing_else() -> None:
    """They are rendered when much else is broken."""
    for name in ERROR_PAGES:
        assert set(re.findall(r"{{ (\w+)", source_of(name))) == {"message"}
