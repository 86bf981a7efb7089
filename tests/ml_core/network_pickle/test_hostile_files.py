from __future__ import annotations

from pathlib import Path

import pytest

from ml_core.errors import WeightsRefused
from ml_core.network_pickle import open_networks
from tests.ml_core.network_pickle import hostile_amounts, hostile_arrays, hostile_calls, hostile_states

CASES = {**hostile_calls.CASES, **hostile_amounts.CASES, **hostile_arrays.CASES, **hostile_states.CASES}


@pytest.mark.parametrize("case", CASES)
def test_the_file_is_refused_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str):
    monkeypatch.chdir(tmp_path)  # where a command that ran would leave its canary
    content, reason = CASES[case]
    file = tmp_path / "network.pkl"
    file.write_bytes(content)

    with pytest.raises(WeightsRefused, match=reason) as caught, open_networks(file):
        pass

    message = str(caught.value)
    assert message.startswith("network.pkl: ")
    assert message.isprintable()
    assert len(message) < 600
    assert list(tmp_path.iterdir()) == [file]


def test_no_case_hides_another():
    parts = (hostile_calls.CASES, hostile_amounts.CASES, hostile_arrays.CASES, hostile_states.CASES)

    assert len(CASES) == sum(map(len, parts))
