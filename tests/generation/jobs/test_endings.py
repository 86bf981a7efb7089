from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from generation.jobs.endings import ENDINGS, OTHER_PHOTO_CODES, PHOTO_CODES, About, EndingCode, ending_of
from generation.jobs.states import is_retryable
from generation.models import Job, JobState

APP = settings.BASE_DIR / "generation"
TABLE = APP / "jobs" / "endings.py"
# A word with other meanings besides.
CODES = set(EndingCode) - {EndingCode.PHOTO_OF_INVITEE}


def test_every_code_has_its_ending() -> None:
    assert set(ENDINGS) == set(EndingCode)


@pytest.mark.parametrize("code", EndingCode)
def test_a_sentence_names_the_person_whose_photo_it_is_and_nobody_else(code: EndingCode) -> None:
    ending = ENDINGS[code]
    assert ("%(name)s" in str(ending.sentence)) == (ending.about == About.PHOTO)


@pytest.mark.parametrize("code", EndingCode)
def test_what_is_at_fault_with_the_request_is_final_and_everything_else_is_not(code: EndingCode) -> None:
    ending = ENDINGS[code]
    assert ending.is_final == (ending.about in (About.PHOTO, About.SPEC, About.CHILD))
    assert is_retryable(Job(state=JobState.FAILED, error_code=code)) == (not ending.is_final)


def test_another_photo_helps_unless_a_person_is_a_minor_or_gives_it_elsewhere() -> None:
    assert {EndingCode.DECLARED_MINOR, EndingCode.PHOTO_OF_INVITEE} == PHOTO_CODES - OTHER_PHOTO_CODES


def test_a_code_that_nobody_wrote_down_is_an_error_of_ours() -> None:
    assert ending_of("never heard of") == ENDINGS[EndingCode.INTERNAL_ERROR]
    assert ending_of("") == ENDINGS[EndingCode.INTERNAL_ERROR]


def test_no_code_is_a_bare_string_anywhere_else() -> None:
    sources = [path for path in APP.rglob("*.py") if path != TABLE and "migrations" not in path.parts]
    assert {path.name: found for path in sources if (found := strings_in(path) & CODES)} == {}


def strings_in(path: Path) -> set[str]:
    constants = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    return {node.value for node in constants if isinstance(node.value, str)}


def test_no_template_knows_a_code() -> None:
    found = [
        (path.name, code)
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for code in re.findall(r"""["']([a-z_]+)["']""", path.read_text())
        if code in CODES
    ]
    assert found == []
