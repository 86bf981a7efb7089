"""Lines of the log without secrets: links that open something, and what the database tells of rows."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import psycopg2

from babysite.log_links import without_links


class DiscreetFormatter(logging.Formatter):
    """Leaves of a database's error its first sentence. Its details quote rows, and its extract quotes the statement.

    Here and not in a filter: a filter sees no traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for error in _errors_of(record):
            line = line.replace(str(error).strip(), _first_sentence(error))
        return without_links(line)


def _errors_of(record: logging.LogRecord) -> Iterator[BaseException]:
    """Yields the database's errors that the line may quote."""
    found = [record.exc_info[1]] if record.exc_info else []
    found += [argument for argument in _arguments(record) if isinstance(argument, BaseException)]
    seen: set[int] = set()
    while found:
        error = found.pop()
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        if isinstance(error, psycopg2.Error) and str(error).strip():
            yield error
        found += [error.__cause__, error.__context__, *getattr(error, "exceptions", ())]


def _arguments(record: logging.LogRecord) -> tuple[object, ...]:
    if isinstance(record.args, tuple):
        return (record.msg, *record.args)
    return (record.msg, *(record.args or {}).values())


def _first_sentence(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
