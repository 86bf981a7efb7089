"""A database of the operator's own."""

from __future__ import annotations

import pytest

from babysite.supervisor import checks


@pytest.mark.django_db(transaction=True)
def test_a_superuser_is_named_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    checks.check_database()  # the tests sign in as one
    assert "signs in as a superuser of PostgreSQL" in capsys.readouterr().out
