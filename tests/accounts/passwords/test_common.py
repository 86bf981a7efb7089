from __future__ import annotations

import random
import string
import sys
from pathlib import Path

import pytest

from accounts.passwords import make
from accounts.passwords.common import FILE, HASH_BYTES, count, is_common, pack


@pytest.mark.parametrize("password", ["password", "Password1", "12345678", "iloveyou1", "smokey24", "homelesspa"])
def test_a_common_password_is_known(password: str) -> None:
    """The last but one is the 100,000th, the last is on Django's list alone."""
    assert is_common(password)


@pytest.mark.parametrize("password", ["correct horse battery", "another staple 7", "비밀번호는길게", ""])
def test_an_uncommon_one_is_not(password: str) -> None:
    assert not is_common(password)


def test_there_are_a_hundred_thousand_in_half_a_megabyte() -> None:
    assert count() > make.NUM_PASSWORDS
    assert FILE.stat().st_size == count() * HASH_BYTES < 512 * 1024


def test_one_in_forty_thousand_others_is_taken_for_one() -> None:
    assert count() / 256**HASH_BYTES < 1 / 40_000
    draw = random.Random(5)
    tried = ("".join(draw.choices(string.ascii_letters + string.digits, k=12)) for _try in range(20_000))
    assert sum(map(is_common, tried)) < 6  # half a one is expected


def test_the_list_is_made_of_the_commonest_that_are_long_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source_data").mkdir()
    (tmp_path / make.LIST_IN_PACKAGE).write_text("123456\nOpen sesame\nopen sesame\nmellon mellon\nthe third\n")
    monkeypatch.setattr(make, "NUM_PASSWORDS", 2)
    monkeypatch.setattr(sys, "argv", ["make", "--package", str(tmp_path), "--out", str(tmp_path / "made.bin")])
    make.main()
    made = (tmp_path / "made.bin").read_bytes()
    shipped = {made[i : i + HASH_BYTES] for i in range(0, len(made), HASH_BYTES)}
    assert pack(["open sesame"]) in shipped
    assert pack(["mellon mellon"]) in shipped
    assert pack(["homelesspa"]) in shipped
    assert shipped.isdisjoint({pack(["123456"]), pack(["the third"])})
