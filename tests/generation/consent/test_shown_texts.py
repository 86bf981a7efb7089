from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Purpose
from accounts.people.consents import CURRENT_VERSIONS
from generation.consent.shown_texts import VERSION_FIELDS, OneConsentForm

PURPOSES = pytest.mark.parametrize("purpose", Purpose)


def sent(purpose: Purpose, **changes: Any) -> OneConsentForm:
    shown = {VERSION_FIELDS[purpose]: CURRENT_VERSIONS[purpose], "consent_language": "en", "says": "yes"}
    return OneConsentForm(purpose, {**shown, **changes})


@PURPOSES
def test_the_text_that_was_shown_is_the_one_agreed_to(purpose: Purpose) -> None:
    form = sent(purpose, consent_language="ko")
    assert form.is_valid()
    assert form.text is not None
    assert (form.text.purpose, form.text.version, form.text.language) == (purpose, CURRENT_VERSIONS[purpose], "ko")


@PURPOSES
@pytest.mark.parametrize("missing", ["version", "language"])
def test_a_text_that_is_not_named_was_not_shown(purpose: Purpose, missing: str) -> None:
    field = VERSION_FIELDS[purpose] if missing == "version" else "consent_language"
    form = sent(purpose, **{field: ""})
    assert list(form.errors) == [field]


@PURPOSES
def test_a_text_of_another_version_is_asked_about_anew(purpose: Purpose) -> None:
    form = sent(purpose, **{VERSION_FIELDS[purpose]: "0"})
    assert list(form.errors) == [VERSION_FIELDS[purpose]]
    assert form.first_error


def test_a_language_that_it_is_not_written_in_was_not_shown() -> None:
    assert not sent(Purpose.KEEP, consent_language="fr").is_valid()


def test_saying_no_needs_no_text() -> None:
    form = OneConsentForm(Purpose.KEEP, {"says": "no"})
    assert form.is_valid()
    assert form.text is None


def test_saying_nothing_is_no_answer() -> None:
    form = sent(Purpose.KEEP, says="")
    assert form.has_error("says", "required")
