from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from ml_core.errors import WeightsRefused
from ml_core.network_pickle import open_networks
from tests.ml_core.network_pickle import assembly as a
from tests.ml_core.network_pickle.writing import SavedNetwork, write_networks


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_refused_when_read(tmp_path: Path, number: float):
    array = np.array([[1.0, number]], dtype=np.float32)
    file = write_networks(tmp_path / "g.pkl", SavedNetwork(variables={"Conv/weight": array}))

    with open_networks(file) as (network,), pytest.raises(WeightsRefused, match="Conv/weight holds NaN or infinity"):
        network.variables["Conv/weight"].read()


def test_arrays_nobody_reads_are_not_looked_at(tmp_path: Path):
    arrays = {"bad": np.float32(np.nan), "good": np.float32(2)}

    with open_networks(write_networks(tmp_path / "g.pkl", SavedNetwork(variables=arrays))) as (network,):
        assert network.variables["good"].read() == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [("abcde", "has 5 bytes instead of 4"), ("abc\u20ac", "bytes written as text can't be decoded")],
)
def test_text_that_stands_for_other_bytes_is_refused_when_read(tmp_path: Path, text: str, reason: str):
    encoded = a.name("_codecs", "encode") + a.tuple_of(a.text(text), a.text("latin1")) + a.REDUCE
    file = tmp_path / "g.pkl"
    file.write_bytes(a.network_with(a.array(raw=encoded)))

    with open_networks(file) as (network,), pytest.raises(WeightsRefused, match=reason):
        network.variables["w"].read()


def test_a_scalar_in_encoded_text_is_read_whole_or_refused(tmp_path: Path):
    encoded = a.name("_codecs", "encode") + a.tuple_of(a.text("abcde"), a.text("latin1")) + a.REDUCE
    scalar = a.name("numpy.core.multiarray", "scalar") + a.tuple_of(a.dtype("i4"), encoded) + a.REDUCE
    file = tmp_path / "g.pkl"
    file.write_bytes(a.network_of_kwarg(scalar))

    with pytest.raises(WeightsRefused, match="has 5 bytes instead of 4"), open_networks(file):
        pass


def test_a_file_by_python_2_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It has one kind of string, for names and for bytes."""
    numbers = np.array([[1, 2], [3, 4]], dtype=np.float32)
    monkeypatch.setattr(a, "text", lambda value: b"U" + bytes([len(value)]) + value.encode("latin-1"))
    monkeypatch.setattr(a, "raw_bytes", lambda value: b"T" + struct.pack("<i", len(value)) + value)
    easy = a.name("dnnlib", "EasyDict") + a.EMPTY_TUPLE + a.NEWOBJ + a.text("x") + a.TRUE + a.SETITEM
    content = a.network(
        static_kwargs=a.dict_of({"easy": easy + a.EMPTY_DICT + a.BUILD, "name": a.text("caf\xe9")}),
        variables=a.list_of(
            a.variable(a.array(shape=a.shape_of(2, 2), is_fortran=a.TRUE, raw=a.raw_bytes(numbers.tobytes())))
        ),
    )
    file = tmp_path / "g.pkl"
    file.write_bytes(a.whole(content, protocol=2))

    with open_networks(file) as (network,):
        assert network.static_kwargs == {"easy": {"x": True}, "name": "café"}
        assert network.variables["w"].read().tolist() == [[1, 3], [2, 4]]
