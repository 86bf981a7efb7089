from __future__ import annotations

import bz2
import gzip
import lzma
import os
import pickle
import zipfile
from pathlib import Path

import pytest

from ml_core.errors import WeightsRefused
from ml_core.network_pickle import limits, open_networks

QUOTA_PAGE = b"<!DOCTYPE html><html><head><title>Google Drive - Quota exceeded</title></head></html>"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:f277a43711447812\nsize 324733157\n"
WEB_PAGE = "this is a web page, not a network: the download was refused by the server.* download again"

MISTAKEN = {
    "web page": (QUOTA_PAGE, WEB_PAGE),
    "web page after blanks": (b"\xef\xbb\xbf\r\n  <HTML lang=en>" + b" " * 5000, WEB_PAGE),
    "web page in XHTML": (b'<?xml version="1.0"?>\n<!doctype html>', WEB_PAGE),
    "empty": (b"", "this file is empty: the download was interrupted"),
    "pointer": (POINTER, "this is a Git LFS pointer.* Run `git lfs pull`"),
    "gzip": (gzip.compress(b"x"), r"this is a gzip archive. Unpack it first"),
    "bzip2": (bz2.compress(b"x"), r"this is a bzip2 archive. Unpack it first"),
    "xz": (lzma.compress(b"x"), r"this is an xz archive. Unpack it first"),
    "old torch": (pickle.dumps(0x1950A86A20F9469CFC6C, 2) + b"x", "this is a file of PyTorch's"),
    "keras": (b"\x89HDF\r\n\x1a\n" + bytes(100), "this is an HDF5 file, as Keras saves"),
    "text": (b"hello world", r"isn't a pickle of protocol 2 to 5: it begins with b'hello wo'"),
    "zeros": (bytes(100), "isn't a pickle of protocol 2 to 5"),
    "one byte": (b"\x80", "isn't a pickle of protocol 2 to 5"),
    "protocol 0": (pickle.dumps([1], 0), "isn't a pickle of protocol 2 to 5"),
    "protocol 1": (pickle.dumps([1], 1), "isn't a pickle of protocol 2 to 5"),
    "protocol 6": (b"\x80\x06N.", "isn't a pickle of protocol 2 to 5"),
    "an honest pickle": (pickle.dumps({"a": [1, 2.5, b"x"]}), "must be a network with its state, but is a dict of 1"),
}


@pytest.mark.parametrize("case", MISTAKEN)
def test_the_file_is_named_for_what_it_is(tmp_path: Path, case: str):
    content, sentence = MISTAKEN[case]
    file = tmp_path / "network.pkl"
    file.write_bytes(content)

    _refused(file, sentence)


def test_a_zip_archive_is_named(tmp_path: Path):
    file = tmp_path / "network.pkl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", b"x")

    _refused(file, "this is a zip archive, as PyTorch's files are")


def test_a_file_of_pytorch_s_stylegan_is_told_apart(tmp_path: Path):
    file = tmp_path / "network.pkl"
    file.write_bytes(b"\x80\x03}q\x00X\x01\x00\x00\x00Gq\x01ctorch_utils.persistence\n_reconstruct_persistent_obj\n.")

    _refused(file, "it is PyTorch's, and only the files of the TensorFlow code are read")


def test_a_missing_file_is_named(tmp_path: Path):
    _refused(tmp_path / "nothing.pkl", r"nothing\.pkl can't be read \(.*No such file.*\)\. Give the path")


def test_a_folder_is_no_file(tmp_path: Path):
    _refused(tmp_path, "is no ordinary file")


def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")

    _refused(tmp_path / "pipe", "is no ordinary file")


def test_a_path_with_a_null_byte_is_refused():
    _refused(Path("a\0b"), "can't be read .*null byte")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_named(tmp_path: Path):
    file = tmp_path / "network.pkl"
    file.touch(mode=0o000)

    _refused(file, "can't be read .*Permission denied")


def test_a_file_larger_than_any_network_is_not_opened(tmp_path: Path):
    file = tmp_path / "network.pkl"
    with file.open("wb") as sparse:
        sparse.truncate(limits.MAX_FILE_BYTES + 1)

    _refused(file, "has 2,147,483,649 bytes, more than the 2,147,483,648 that are read")


def _refused(file: Path, sentence: str) -> None:
    with pytest.raises(WeightsRefused, match=sentence), open_networks(file):
        pass
