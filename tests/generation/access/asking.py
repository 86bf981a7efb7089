"""One request by one visitor, of which nothing remains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, Literal

from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import SecurityEvent, User
from tests.generation.access.addresses import fill_in
from tests.generation.access.matrix import Row
from tests.generation.access.world import BODIES, Values, World
from tests.generation.streams import body_of

WRITES = ("POST", "PUT", "PATCH", "DELETE")
# What became of the rows that were there.
Trace = Literal["nothing", "more", "changed"]
Rows = dict[str, dict[Any, Any]]


@dataclass(frozen=True)
class Answer:
    response: Any
    trace: Trace

    @property
    def word(self) -> str:
        return word_for(self.response)

    @cached_property
    def told(self) -> bytes:
        """All that it says, head and body."""
        return repr(self.response.headers).encode() + body_of(self.response)


def ask(
    client: Client, method: str, address: str, world: World, rows: Rows | None = None, values: Values | None = None
) -> Answer:
    """Sends a request. rows: those before it. values: in place of the world's own."""
    filled = {**world.values_at(address), **(values or {})}
    path = fill_in(address, filled)
    cookies = client.cookies.copy()
    with transaction.atomic():
        if method == "POST" and address in BODIES:
            response = client.post(path, BODIES[address](filled))
        else:
            response = client.generic(method, path)
        may_have_written = method in WRITES and response.status_code != HTTPStatus.METHOD_NOT_ALLOWED
        trace = compare(rows, all_rows(world)) if rows is not None and may_have_written else "nothing"
        transaction.set_rollback(True)
    client.cookies = cookies  # type: ignore[assignment]  # a copy of one is one
    return Answer(response, trace)


def ask_as_written(client: Client, row: Row, world: World, rows: Rows | None = None) -> Answer:
    return ask(client, row.method, row.address, world, rows, values_for(row, world))


def values_for(row: Row, world: World) -> Values:
    return {**world.values_at(row.address), **(world.invitees if row.is_of_the_invitee else {})}


def word_for(response: Any) -> str:
    """Returns the word for a response, from the legend in docs/access.md."""
    status = response.status_code
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return "ok"
    if status != HTTPStatus.FOUND:
        return str(status)
    target = response.headers["Location"].partition("?")[0]
    if target in {reverse("account_login"), reverse("account_signup"), reverse("admin:login")}:
        return "sign in"
    return "fresh" if target == reverse("account_reauthenticate") else "on"


def all_rows(world: World) -> Rows:
    """Returns the rows about people and what they make; of accounts only Alice's. Without the security log, where
    a refusal leaves a line.
    """
    return {name: dict(rows) for name, rows in _tables(world)}


def _tables(world: World) -> Iterator[tuple[str, Iterator[tuple[Any, Any]]]]:
    for app in ("accounts", "generation"):
        for model in apps.get_app_config(app).get_models():
            if model is SecurityEvent:
                continue
            rows = model._default_manager.all()
            if model is User:
                rows = rows.filter(pk=world.alice.pk)
            yield model.__name__, ((row["pk"], row) for row in rows.values("pk", *_columns(model)))


def _columns(model: Any) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields]


def compare(before: Rows, after: Rows) -> Trace:
    if before == after:
        return "nothing"
    is_kept = all(after[name].get(pk) == row for name, rows in before.items() for pk, row in rows.items())
    return "more" if is_kept else "changed"
