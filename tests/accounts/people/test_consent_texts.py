"""A published text is what people agreed to. Another wording is another file, with the next number."""

from __future__ import annotations

import hashlib

import pytest

from accounts.models import Purpose
from accounts.people.consents import CURRENT_VERSIONS, FOLDER, get_consent_text

PUBLISHED = {
    "compute-1.en.txt": "1ba88b37038bc848e4315860cbc5ca7683d890226f3bc5528cf9750fd8f65625",
    "compute-1.ko.txt": "7521fd2dce265116bcbd18ec7a2aebc43a6fd22e3ca8307fa4743f084bb7fa76",
    "compute-2.en.txt": "2bd995f4a97a07be253d650bc7411bdbbc5dd4315ee8649f7ad5144b901abdac",
    "compute-2.ko.txt": "7b37cc6132cc9dabda6c4987f8ac38050b2983fdbbdfe4272aefc3a9c7053511",
    "compute-3.en.txt": "b2ae504d02e15540075648d27f6b444a8badf4f6fcf92e819bf9e463cc417316",
    "compute-3.ko.txt": "abc21865934e8ab287e3ce38d36a2296307948468c6e55b83c39b589b6ae4911",
    "keep-1.en.txt": "22e177e9d360c74236f141cd0a8ed8a4b881ce102cffc8744d47fb701a53275a",
    "keep-1.ko.txt": "582131ff10a9e52f610eed67f68a7f0c32928b86383c0e74abade1b573c86983",
    "publish-1.en.txt": "08e0d8301772a8cdf57054644c2780ed6aa944b6353cf54d034d2b5499a2d1d9",
    "publish-1.ko.txt": "e1d3a9e9631220252b55e71d0479de2f82ddd7267633b51f3752363bc94f7ffd",
    "publish-2.en.txt": "70c46f16214bfe61fe2f3ec2a9b963f64b9c7d54c208879b87d3bc8567679b41",
    "publish-2.ko.txt": "0135c6e5e17842d73d9b5cece0ea7626586393821c4ffd214a67ad9c87d02f67",
}


def test_no_published_text_was_edited_or_removed() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.txt")}
    assert found == PUBLISHED


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_purpose_has_its_text_in_every_language_of_the_site(language: str) -> None:
    for purpose in Purpose:
        text = get_consent_text(purpose, language)
        assert (text.language, text.version) == (language, CURRENT_VERSIONS[purpose])
        assert all([text.title, text.notice, text.statement_self])
        # Nobody agrees for somebody else to being shown in public.
        assert bool(text.statement_attested) == (purpose != Purpose.PUBLISH)


@pytest.mark.parametrize("language", ["fr", "zh-Hans", "", "../../etc/passwd", "e\0n"])
def test_readers_of_other_languages_see_the_english_text(language: str) -> None:
    assert get_consent_text(Purpose.COMPUTE, language).language == "en"


def test_a_regional_language_is_its_language() -> None:
    assert get_consent_text(Purpose.COMPUTE, "ko-KR").language == "ko"
