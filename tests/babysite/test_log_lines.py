"""What the site logs of a database's error: its first sentence, and no row."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User

pytestmark = pytest.mark.django_db
MARKER = "0f3c9a-typed-by-somebody"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the site's own handler would write."""
    (handler,) = (handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler)
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(handler.format(record))

    kept = Kept()
    logging.getLogger("site").addHandler(kept)
    yield written
    logging.getLogger("site").removeHandler(kept)


def take_a_taken_address() -> None:
    for _twice in range(2):
        User.objects.create(email=f"{MARKER}@example.org")


def quote_the_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM nowhere", [MARKER])


@pytest.mark.parametrize("do", [take_a_taken_address, quote_the_statement])
def test_an_error_of_the_database_is_logged_without_its_rows(do: Callable[[], None], lines: list[str]) -> None:
    try:
        with transaction.atomic():
            do()
    except DatabaseError as error:
        logging.getLogger("site").exception("It failed")
        logging.getLogger("site").warning("It failed: %s", error.__cause__)
        logging.getLogger("site").warning("It failed: %(why)s", {"why": error.__cause__})
        logging.getLogger("site").error(error.__cause__)
    assert len(lines) == 4
    assert "Traceback" in lines[0]
    assert all("duplicate key value" in line or 'relation "nowhere" does not exist' in line for line in lines)
    assert MARKER not in "".join(lines)
