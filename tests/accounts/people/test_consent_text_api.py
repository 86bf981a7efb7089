from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Purpose
from accounts.people.consents import get_consent_text

ADDRESS = "/api/consent-text/"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_anybody_may_read_the_text_and_learn_which_one_it_is(client: Client, language: str) -> None:
    text = get_consent_text(Purpose.COMPUTE, language)
    assert client.get(ADDRESS, {"language": language}).json() == {
        "purpose": "compute",
        "version": text.version,
        "language": language,
        "sha256": text.sha256,
        "title": text.title,
        "notice": text.notice,
        "statements": {"self": text.statement_self, "attested": text.statement_attested},
    }


@pytest.mark.parametrize("language", ["fr", "../../etc/passwd", "\0", "x" * 5000])
def test_a_language_it_is_not_written_in_gives_english(client: Client, language: str) -> None:
    assert client.get(ADDRESS, {"language": language}).json()["language"] == "en"


def test_every_purpose_has_a_text_of_its_own(client: Client) -> None:
    found = {purpose: client.get(ADDRESS, {"purpose": purpose}).json() for purpose in Purpose.values}
    assert {purpose: text["purpose"] for purpose, text in found.items()} == {name: name for name in Purpose.values}
    assert set(found["publish"]["statements"]) == {"self"}


def test_another_purpose_is_refused_with_those_that_there_are(client: Client) -> None:
    answer = client.get(ADDRESS, {"purpose": "marketing"})
    assert answer.status_code == 400
    assert "compute, keep, publish" in answer.content.decode()


def test_without_a_language_it_is_the_readers(client: Client) -> None:
    assert client.get(ADDRESS, headers={"accept-language": "ko"}).json()["language"] == "ko"
