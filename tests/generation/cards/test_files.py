from __future__ import annotations

import os
from pathlib import Path

import pytest

from generation.cards.files import MAX_CARD_BYTES, read_card


def test_a_card_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text("# 카드\n", encoding="utf-8")
    assert read_card(tmp_path / "card.md") == "# 카드\n"


def test_a_card_may_be_large_but_not_larger(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    card = tmp_path / "card.md"
    card.write_text("x" * MAX_CARD_BYTES)
    assert len(read_card(card)) == MAX_CARD_BYTES
    card.write_text("x" * (MAX_CARD_BYTES + 1))
    assert read_card(card) == ""
    assert "more than 65536 bytes" in caplog.text


def test_a_card_in_another_encoding_is_missing_and_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    card = tmp_path / "card.md"
    card.write_bytes(b"# M\xfcller\n")
    assert read_card(card) == ""
    assert f"{card} cannot be read" in caplog.text


def test_what_is_no_file_is_a_missing_card(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")  # to open it would wait for ever
    assert [read_card(path) for path in (tmp_path, tmp_path / "none.md", tmp_path / "pipe.md")] == ["", "", ""]
