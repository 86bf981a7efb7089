"""The Korean texts are complete, and what is compiled is what is written."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from tests.templates.po_files import Entry, read_po

FOLDER = Path(settings.BASE_DIR) / "locale" / "ko" / "LC_MESSAGES"
ENTRIES = read_po(FOLDER / "django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def test_nothing_is_untranslated_or_only_guessed() -> None:
    assert [entry.msgid for entry in ENTRIES if not all(entry.texts) or not entry.texts] == []
    assert [entry.msgid for entry in ENTRIES if "fuzzy" in entry.flags] == []


def test_sentences_have_curly_apostrophes() -> None:
    assert [entry.msgid for entry in ENTRIES if re.search(r"\w'\w", entry.msgid)] == []


def test_translations_keep_the_places_to_be_filled() -> None:
    def places(text: str) -> set[str]:
        return set(PLACEHOLDER.findall(text))

    wrong = [entry.msgid for entry in ENTRIES for text in entry.texts if places(text) != places(entry.msgid)]
    assert wrong == []


def test_the_compiled_file_says_what_the_source_says() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in ENTRIES:
        assert looked_up(compiled, entry) == entry.texts, f"Run “manage.py compilemessages” ({entry.msgid!r})"
    assert number_of_messages(FOLDER / "django.mo") == len(ENTRIES) + 1  # and the header


def test_every_sentence_of_the_code_has_an_entry(tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("gettext's programs are not installed (Debian: apt-get install gettext).")
    known = {entry.msgid for entry in ENTRIES}
    assert sentences_of_the_code(tmp_path) - known == set()


def looked_up(compiled: gettext.GNUTranslations, entry: Entry) -> list[str]:
    if not entry.msgid_plural:
        return [compiled.pgettext(entry.context, entry.msgid) if entry.context else compiled.gettext(entry.msgid)]
    return [compiled.ngettext(entry.msgid, entry.msgid_plural, 1)]  # Korean has one form


def number_of_messages(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[8:12], "little")


def sentences_of_the_code(folder: Path) -> set[str]:
    """Returns the sentences of modules and templates; the latter as Django's own makemessages would read them."""
    templates = Path(settings.BASE_DIR) / "templates"
    for number, path in enumerate(templates.rglob("*.*")):
        (folder / f"template_{number}.py").write_text(templatize(path.read_text(encoding="utf-8")), encoding="utf-8")
    files = [*folder.glob("template_*.py")]
    files += [
        path for app in ("accounts", "generation", "babysite") for path in (settings.BASE_DIR / app).rglob("*.py")
    ]
    found = folder / "found.po"
    keywords = [f"--keyword={word}" for word in ("_", "gettext_lazy", "gettext", "ngettext:1,2", "pgettext:1c,2")]
    command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-wrap", f"--output={found}", *keywords]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True)
    return {entry.msgid for entry in read_po(found)}
