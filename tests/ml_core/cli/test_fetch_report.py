"""Where there is no terminal: a line for each item, on standard error."""

from __future__ import annotations

import pytest

from ml_core.catalogue import FetchProgress
from ml_core.cli.fetch_report import FetchReport


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (FetchProgress(item="lpips==0.1.4", done=0, total=2_000_000), "lpips==0.1.4: fetching 2.0 MB"),
        (FetchProgress(item="a.pkl", done=0, total=None), "a.pkl: fetching"),
        (
            FetchProgress(item="a.pkl", done=500_000, total=2_000_000),
            "a.pkl: fetching 2.0 MB, 0.5 MB already downloaded",
        ),
        (FetchProgress(item="a.pkl", done=0, total=None, note="it is busy"), "it is busy"),
        (
            FetchProgress(item="", done=0, total=0, waiting=True),
            "Another process is fetching weights; waiting for it to end.",
        ),
    ],
)
def test_a_person_is_told(progress: FetchProgress, line: str, capsys: pytest.CaptureFixture[str]):
    FetchReport(quiet=False).show(progress)

    assert capsys.readouterr().err.splitlines() == [line]


def test_each_item_has_one_line(capsys: pytest.CaptureFixture[str]):
    report = FetchReport(quiet=False)
    for done in (0, 1, 2):
        report.show(FetchProgress(item="a.pkl", done=done, total=2))

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_quiet_one_says_nothing(capsys: pytest.CaptureFixture[str]):
    FetchReport(quiet=True).show(FetchProgress(item="a.pkl", done=0, total=2, note="it is busy"))

    assert capsys.readouterr().err == ""
