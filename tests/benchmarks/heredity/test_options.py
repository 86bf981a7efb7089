from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.heredity import options


def test_portraits_bring_the_real_set() -> None:
    assert options.parse([]).sets == ["drawn"]
    assert options.parse(["--faces", "/photos"]).sets == ["drawn", "real"]
    assert options.parse(["--faces", "/photos", "--sets", "real"]).faces == Path("/photos")


def test_a_few_ages_and_methods_can_be_asked_for() -> None:
    args = options.parse(["--ages", "3,6.5", "--methods", "babygan,ours", "--without", "traits,waits"])
    assert args.ages == [3.0, 6.5]
    assert args.methods == ["ours", "babygan"]
    assert args.without == ["traits", "waits"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--sets", "real"], "needs portraits"),
        (["--sets", "royal"], "drawn,real. Received: royal"),
        (["--couples", "1"], "at least 2. Received: 1"),
        (["--ages", "3,old"], "must be years"),
        (["--ages", "3,40"], "0..25 years"),
        (["--methods", "magic"], "Received: magic"),
        (["--without", "children"], "Received: children"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options.parse(arguments)
    assert told in capsys.readouterr().err
