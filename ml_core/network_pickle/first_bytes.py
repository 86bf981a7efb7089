"""Tells what people really have when a file isn't a pickle: the sentence they need is another each time."""

from __future__ import annotations

from ml_core.errors import WeightsRefused

START_BYTES = 1024
PROTOCOLS = (2, 3, 4, 5)

ANOTHER_KIND = "Expected is a network as NVIDIA's StyleGAN code saves it, a pickle that it names .pkl."
STARTS: tuple[tuple[bytes, str], ...] = (
    (
        b"version https://git-lfs.github.com/",
        "this is a Git LFS pointer, which stands for the network in a repository. Run `git lfs pull` there.",
    ),
    (b"PK\x03\x04", f"this is a zip archive, as PyTorch's files are. {ANOTHER_KIND}"),
    (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", f"this is a file of PyTorch's. {ANOTHER_KIND}"),
    (b"\x1f\x8b", "this is a gzip archive. Unpack it first (`gunzip`)."),
    (b"BZh", "this is a bzip2 archive. Unpack it first (`bunzip2`)."),
    (b"\xfd7zXZ\x00", "this is an xz archive. Unpack it first (`unxz`)."),
    (b"\x89HDF\r\n\x1a\n", f"this is an HDF5 file, as Keras saves. {ANOTHER_KIND}"),
)


def check_start(name: str, start: bytes) -> None:
    """start: the file's first bytes, START_BYTES of them if it has so many.

    Raises:
        WeightsRefused: no pickle of protocol 2 to 5 begins so.
    """
    if not start:
        raise WeightsRefused(f"{name}: this file is empty: the download was interrupted. Download it again.")
    if _is_web_page(start):
        raise WeightsRefused(
            f"{name}: this is a web page, not a network: the download was refused by the server, as Google Drive does "
            "when a file was asked for too often. Open it in a browser to see why, then download again, later or from "
            "another address."
        )
    for beginning, sentence in STARTS:
        if start.startswith(beginning):
            raise WeightsRefused(f"{name}: {sentence}")
    if start[0] != 0x80 or len(start) < 2 or start[1] not in PROTOCOLS:
        raise WeightsRefused(
            f"{name}: this isn't a pickle of protocol 2 to 5: it begins with {start[:8]!r}. {ANOTHER_KIND}"
        )


def _is_web_page(start: bytes) -> bool:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return text.startswith(b"<") and (b"<!doctype html" in text or b"<html" in text or b"<head" in text)
