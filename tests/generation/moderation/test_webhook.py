"""What is posted about a case to an address of the operator's, and where it never goes."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from babysite.addresses import webhook_at
from generation.models import Case, Reason, ShareLink
from generation.moderation import letters, webhook
from generation.moderation.webhook import WebhookFailed, post_case
from tests.generation.moderation.intake_rows import report

pytestmark = pytest.mark.django_db
Receive = Callable[..., "Receiver"]


class Receiver:
    """Stands in for the other side of a connection, up to where bytes would leave."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, resolves_to: str, status: int = 200) -> None:
        self.connected_to: list[str] = []
        self._there: list[socket.socket] = []
        self.status = status
        endpoint = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (resolves_to, 443))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: [endpoint])
        monkeypatch.setattr(socket, "create_connection", self._connect)
        monkeypatch.setattr(ssl.SSLContext, "wrap_socket", lambda context, raw, server_hostname: raw)

    def _connect(self, endpoint: tuple[str, int], timeout: float) -> socket.socket:
        assert timeout == webhook.TIMEOUT_SECONDS
        self.connected_to.append(endpoint[0])
        here, there = socket.socketpair()
        there.sendall(f"HTTP/1.1 {self.status} X\r\nLocation: https://elsewhere.example/\r\n\r\n".encode())
        self._there.append(there)
        return here

    def read(self) -> bytes:
        return self._there[-1].recv(100_000)

    def close(self) -> None:
        for there in self._there:
            there.close()


@pytest.fixture
def receive(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receive]:
    with ExitStack() as receivers:
        yield lambda **options: receivers.enter_context(closing(Receiver(monkeypatch, **options)))


@pytest.fixture
def hook(settings: Any) -> None:
    settings.MODERATION_WEBHOOK_URL = "https://chat.example/hooks/abc?x=1"


def test_the_webhook_is_told_the_case_its_reason_and_its_time(hook: None, link: ShareLink, receive: Receive) -> None:
    receiver = receive(resolves_to="93.184.215.14")
    case = report(link).case
    assert case is not None
    post_case(case.pk)
    sent = receiver.read()
    assert sent.startswith(b"POST /hooks/abc?x=1 HTTP/1.1\r\n")
    assert sent.endswith(
        f'{{"case": "{case.pk}", "reason": "own_face", "due_at": "{case.due_at.isoformat()}"}}'.encode()
    )
    # The address that was checked, not the name once more.
    assert receiver.connected_to == ["93.184.215.14"]


@pytest.mark.parametrize(
    "private", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "224.0.0.1"]
)
def test_the_webhook_never_reaches_a_private_address_unless_that_is_set(
    hook: None, link: ShareLink, receive: Receive, settings: Any, private: str
) -> None:
    receiver = receive(resolves_to=private)
    case = report(link).case
    assert case is not None
    with pytest.raises(WebhookFailed):
        post_case(case.pk)
    assert receiver.connected_to == []
    settings.MODERATION_WEBHOOK_PRIVATE = True
    post_case(case.pk)
    assert receiver.connected_to == [private]


@pytest.mark.parametrize("status", [301, 302, 307, 404, 500])
def test_the_webhook_follows_no_redirect_and_is_tried_again(
    hook: None, link: ShareLink, receive: Receive, status: int
) -> None:
    receiver = receive(resolves_to="93.184.215.14", status=status)
    case = report(link).case
    assert case is not None
    with pytest.raises(WebhookFailed) as failure:
        post_case(case.pk)
    assert len(receiver.connected_to) == 1
    assert "hooks/abc" not in str(failure.value)


def test_the_webhook_is_told_nothing_of_a_case_that_is_gone(hook: None, receive: Receive) -> None:
    receiver = receive(resolves_to="93.184.215.14")
    post_case(uuid4())
    assert receiver.connected_to == []


def test_only_a_committed_case_is_told_to_the_webhook(
    hook: None, link: ShareLink, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(letters, "enqueue_webhook", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        report(link, Reason.OTHER)
        report(link, Reason.OTHER)
    assert told == [Case.objects.get().pk]


@pytest.mark.parametrize(
    "given",
    [
        "http://chat.example/",
        "chat.example",
        "https://",
        "https://user:word@chat.example/",
        "https://chat.example/ x",
        "https://chat.example/#x",
        "https://chat.example:0/",
        "https://chat.example:99999/",
        "https://[::1/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
    ],
)
def test_a_webhook_that_is_no_public_https_address_stops_the_start(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODERATION_WEBHOOK_URL", given)
    with pytest.raises(ImproperlyConfigured) as mistake:
        webhook_at("MODERATION_WEBHOOK_URL", may_be_private=False)
    assert "word" not in str(mistake.value)


@pytest.mark.parametrize("given", ["", "https://chat.example/hooks/abc", "https://10.0.0.1:8443/x"])
def test_a_webhook_that_is_right_or_unset_is_taken(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODERATION_WEBHOOK_URL", given)
    assert webhook_at("MODERATION_WEBHOOK_URL", may_be_private=True) == given
