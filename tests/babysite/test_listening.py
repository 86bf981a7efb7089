from __future__ import annotations

import socket
from pathlib import Path

import pytest

from babysite.supervisor import listening
from babysite.supervisor.console import CannotStartError
from babysite.supervisor.listening import listen, url_of


def port_of(opened: socket.socket) -> int:
    return int(opened.getsockname()[1])


def test_the_port_of_last_time_is_taken_again(tmp_path: Path) -> None:
    remembered = tmp_path / "port"
    with listen("127.0.0.1", None, remembered=remembered) as first:
        port = port_of(first)
    with listen("127.0.0.1", None, remembered=remembered) as second:
        assert port_of(second) == port


def test_a_port_in_use_is_passed_over(tmp_path: Path) -> None:
    remembered = tmp_path / "port"
    first, second = (listen("127.0.0.1", None, remembered=remembered) for _ in range(2))
    with first, second:
        assert port_of(second) != port_of(first)


def test_a_port_that_was_asked_for_is_never_exchanged_for_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotStartError, match="in use"):
        listen("127.0.0.1", port_of(taken), remembered=tmp_path / "port")


def test_no_free_port_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(listening, "DEFAULT_PORT", port_of(taken))
        monkeypatch.setattr(listening, "NUM_PORTS_TRIED", 1)
        with pytest.raises(CannotStartError, match="PORT"):
            listen("127.0.0.1", None, remembered=tmp_path / "port")


def test_a_note_of_the_port_that_makes_no_sense_is_passed_over(tmp_path: Path) -> None:
    remembered = tmp_path / "port"
    remembered.write_text("99999999")
    with listen("127.0.0.1", None, remembered=remembered) as opened:
        assert 0 < port_of(opened) < 65536


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("127.0.0.1", "127.0.0.1")],  # noqa: S104 - what is tested
)
def test_the_address_can_be_opened_on_this_machine(tmp_path: Path, host: str, shown: str) -> None:
    with listen(host, None, remembered=tmp_path / "port") as opened:
        assert url_of(opened) == f"http://{shown}:{port_of(opened)}/"
