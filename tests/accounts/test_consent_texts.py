"""A published text is what people agreed to. Another wording is another file, with the next number."""

from __future__ import annotations

import hashlib

import pytest

from accounts.consents import CURRENT_VERSIONS, FOLDER, get_consent_text
from accounts.models import Purpose

PUBLISHED = {
    "compute-1.en.txt": "1ba88b37038bc848e4315860cbc5ca7683d890226f3bc5528cf9750fd8f65625",
    "compute-1.ko.txt": "7521fd2dce265116bcbd18ec7a2aebc43a6fd22e3ca8307fa4743f084bb7fa76",
}


def test_no_published_text_was_edited_or_removed() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.txt")}
    assert found == PUBLISHED


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_purpose_has_its_text_in_every_language_of_the_site(language: str) -> None:
    for purpose in Purpose:
        text = get_consent_text(purpose, language)
        assert (text.language, text.version) == (language, CURRENT_VERSIONS[purpose])
        assert all([text.title, text.notice, text.statement_self, text.statement_attested])


@pytest.mark.parametrize("language", ["fr", "zh-Hans", "", "../../etc/passwd", "e\0n"])
def test_readers_of_other_languages_see_the_english_text(language: str) -> None:
    assert get_consent_text(Purpose.COMPUTE, language).language == "en"


def test_a_regional_language_is_its_language() -> None:
    assert get_consent_text(Purpose.COMPUTE, "ko-KR").language == "ko"
