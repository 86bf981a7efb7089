from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from ml_core.errors import WeightsRefused
from ml_core.network_pickle import Network, open_networks
from tests.ml_core.network_pickle.writing import SavedNetwork, write_networks

PROTOCOLS = (2, 4, 5)
# Little text, so that most bytes matter.
WHOLE = SavedNetwork(
    static_kwargs={"a": [1, (2.5, None)], "b": {"c": "text"}, "d": np.float64(3)},
    components={
        "mapping": SavedNetwork(
            build_module_src="pass", variables={"lod": np.float32(1), "bias": np.ones(3, np.float32)}
        )
    },
    build_module_src="pass",
)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path, protocol: int):
    file = write_networks(tmp_path / "g.pkl", WHOLE, protocol=protocol)
    content = file.read_bytes()

    for length in range(len(content)):
        file.write_bytes(content[:length])
        with pytest.raises(WeightsRefused), open_networks(file):
            pass


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_changed_bytes_give_networks_or_a_refusal(tmp_path: Path, protocol: int):
    file = write_networks(tmp_path / "g.pkl", WHOLE, protocol=protocol)
    content = file.read_bytes()
    changes = random.Random(protocol)

    outcomes = [_outcome(file, _changed(content, changes)) for _ in range(600)]

    # Both occur: a changed letter of a name is still a network, a changed opcode is not.
    assert {True, False} == set(outcomes)


def _outcome(file: Path, content: bytes) -> bool:
    """Whether it was read; any exception but a refusal fails the test."""
    file.write_bytes(content)
    try:
        with open_networks(file) as networks:
            for network in networks:
                _read(network)
    except WeightsRefused:
        return False
    return True


def _read(network: Network) -> None:
    for stored in network.variables.values():
        stored.read()
    for component in network.components.values():
        _read(component)


def _changed(content: bytes, changes: random.Random) -> bytes:
    """One to three bytes replaced, left out, or written twice."""
    changed = bytearray(content)
    for _ in range(changes.randint(1, 3)):
        at = changes.randrange(2, len(changed))
        match changes.randrange(4):
            case 0:
                del changed[at]
            case 1:
                changed[at:at] = changed[at - 1 : at]
            case 2:
                changed[at] ^= 1 << changes.randrange(8)
            case _:
                changed[at] = changes.randrange(256)
    return bytes(changed)
