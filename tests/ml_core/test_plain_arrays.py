from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ml_core.errors import WeightsRefused
from ml_core.plain_arrays import Array, read_arrays


def read(file: Path, *, max_bytes: int = 1 << 20) -> dict[str, Array]:
    return read_arrays(file, is_wanted=lambda name: name != "other", max_bytes=max_bytes)


def refuse(file: Path, said: str) -> None:
    with pytest.raises(WeightsRefused, match=said) as refusal:
        read(file)
    assert len(str(refusal.value)) < 500 + len(str(file))


def pack(file: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.npy", data)
    return file


def npy(head: str, data: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    text = head.encode("latin1") + b"\n"
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text + data


def whole(array: Array) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_plain_arrays_come_back_as_numpy_wrote_them(tmp_path: Path, save: object) -> None:
    given = {"a": np.arange(6.0).reshape(2, 3), "b/c": np.array("text"), "d": np.asfortranarray(np.eye(3))}
    save(tmp_path / "x.npz", **given)  # type: ignore[operator]
    read_back = read(tmp_path / "x.npz")
    assert list(read_back) == list(given)
    for name, array in given.items():
        np.testing.assert_array_equal(read_back[name], array)


def test_what_nobody_wants_is_not_looked_at(tmp_path: Path) -> None:
    assert list(read(pack(tmp_path / "x.npz", other=b"rubbish", mine=whole(np.ones(2))))) == ["mine"]


@pytest.mark.parametrize("data", [b"", b"PK", b"\x80\x04N.", b"<!doctype html>", whole(np.ones(3)), b"\0" * 5000])
def test_other_kinds_of_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.npz").write_bytes(data)
    refuse(tmp_path / "x.npz", "can't be read as a .npz")


@pytest.mark.parametrize("name", ["nowhere.npz", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    refuse(tmp_path / name, "There is no ordinary file")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: float) -> None:
    file = pack(tmp_path / "x.npz", a=whole(np.random.default_rng(0).standard_normal(500)))
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * kept)])
    refuse(file, "can't be read as a .npz")


def test_a_flipped_byte_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", a=np.random.default_rng(0).standard_normal(500))
    data = bytearray((tmp_path / "x.npz").read_bytes())
    data[2000] ^= 1
    (tmp_path / "x.npz").write_bytes(data)
    refuse(tmp_path / "x.npz", "can't be read as a .npz.*CRC")


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", a=np.array(None))
    refuse(tmp_path / "x.npz", "a holds Python objects, which are never loaded")


@pytest.mark.parametrize("kind", ["complex64", "datetime64[s]", [("x", "f4")]])
def test_kinds_that_are_not_plain_are_refused(tmp_path: Path, kind: object) -> None:
    refuse(pack(tmp_path / "x.npz", a=whole(np.zeros(3, kind))), "expected numbers or text")  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "shape", ["(1000000000000,)", "(100000, 100000, 100000)", "(-1,)", "(3,)", "()", f"({10**30},)", "(0,)"]
)
def test_a_head_that_promises_another_size_is_refused_unread(tmp_path: Path, shape: str) -> None:
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}"
    refuse(pack(tmp_path / "x.npz", a=npy(head, b"\0" * 8)), "its size in the archive is another")


def test_values_without_a_size_are_refused(tmp_path: Path) -> None:
    head = "{'descr': '|S0', 'fortran_order': False, 'shape': (1000000000000,)}"
    refuse(pack(tmp_path / "x.npz", a=npy(head)), "expected numbers or text")


@pytest.mark.parametrize(
    "head",
    [
        "",
        "{",
        "(" * 5000,
        "__import__('os').abort()",
        "{'descr': '<f4'}",
        "{'descr': 'zzz', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 'xy'}",
        "{'descr': (), 'fortran_order': False, 'shape': (2,)}",
        "{'descr': 5, 'fortran_order': False, 'shape': (2,)}",
        " " * 20_000,
    ],
)
def test_a_head_that_is_none_is_refused(tmp_path: Path, head: str) -> None:
    refuse(pack(tmp_path / "x.npz", a=npy(head, b"\0" * 8)), "can't be read as a .npz")


@pytest.mark.parametrize("version", [b"\x03\x00", b"\x09\x09"])
def test_an_unknown_array_format_is_refused(tmp_path: Path, version: bytes) -> None:
    refuse(pack(tmp_path / "x.npz", a=npy("{}", version=version)), "can't be read as a .npz")


def test_a_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    file = pack(tmp_path / "x.npz", a=whole(np.zeros(4_000_000, np.float32)), b=whole(np.zeros(10)))
    assert file.stat().st_size < 1 << 16
    tracemalloc.start()
    refuse(file, r"unpacks to 2 arrays of 16,000,336 bytes together. At most 1000 arrays of 1,048,576 bytes")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


def test_many_small_arrays_are_a_bomb_too(tmp_path: Path) -> None:
    refuse(pack(tmp_path / "x.npz", **{f"a{n}": b"" for n in range(1001)}), "unpacks to 1001 arrays")


def test_a_directory_that_understates_a_size_is_not_believed(tmp_path: Path) -> None:
    """The head is held to the directory, and no more than the directory's size is unpacked."""
    data = whole(np.zeros(100_000, np.float32))
    file = pack(tmp_path / "x.npz", a=data)
    file.write_bytes(file.read_bytes().replace(len(data).to_bytes(4, "little"), (20_000).to_bytes(4, "little")))
    refuse(file, "its size in the archive is another")


def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.writestr("a.npy", whole(np.ones(2)))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.npy", whole(np.zeros(2)))
    refuse(tmp_path / "x.npz", "a is there twice")
