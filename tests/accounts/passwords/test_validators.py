from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import ConsentBasis, User
from accounts.people.services import create_person


def codes_of(password: str, user: User | None) -> list[str]:
    """Returns why a password is refused."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [str(reason.code) for reason in error.error_list]
    return []


def account_of(address: str) -> User:
    return User(email=address)


def test_a_common_password_is_refused_whatever_its_capitals(db: None) -> None:
    assert codes_of("SmoKey24", None) == ["password_too_common"]


@pytest.mark.parametrize(
    "password",
    [
        "babysite2024",
        "Babysite-2024!",
        "minji1990!",
        "kim.minji.77",
        "daehan-mail",
        "minji@daehan-mail.kr",
        "minjipassword",
    ],
)
def test_a_password_made_of_the_site_or_the_address_is_refused(db: None, password: str) -> None:
    assert codes_of(password, account_of("minji.kim77@daehan-mail.kr")) == ["password_of_context"]


def test_so_is_one_made_of_the_address_of_the_site(db: None, settings: Any) -> None:
    settings.SITE_URL = "https://faces.oakfield.example"
    assert codes_of("oakfield-1234", None) == ["password_of_context"]


def test_what_is_only_similar_to_the_address_is_refused_too(db: None) -> None:
    assert codes_of("brimblewick", account_of("brumblewick@example.org")) == ["password_too_similar"]


@pytest.mark.parametrize(
    "password", ["correct horse battery", "babysite has no horse battery", "minji likes long walks", "kimchi-rocket-42"]
)
def test_such_words_do_no_harm_in_a_long_password(db: None, password: str) -> None:
    assert codes_of(password, account_of("minji.kim77@daehan-mail.kr")) == []


def test_names_of_people_in_the_account_are_no_password(alice: User, bob: User) -> None:
    create_person(owner=alice, name="하윤", consent_basis=ConsentBasis.ATTESTED)
    create_person(owner=alice, name="Theodora Quill", consent_basis=ConsentBasis.ATTESTED)
    for password in ("하윤20240101", "Theodora!24", "quill-theodora"):
        expected = ["password_of_context"] if password != "하윤20240101" else []
        assert codes_of(password, alice) == expected
        assert codes_of(password, bob) == []
    assert codes_of("하윤1234567", alice) == ["password_of_context"]
