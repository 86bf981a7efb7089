from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from ml_core import films
from ml_core.marks import metadata

VERSION = '0.1.0 <&"odd">'


def saved(kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 64)).save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_source_that_was_written_is_read_back(kind: str) -> None:
    options: dict[str, Any] = (
        {"pnginfo": metadata.png_texts(metadata.xmp_of(VERSION))}
        if kind == "PNG"
        else {"xmp": metadata.xmp_of(VERSION)}
    )
    assert metadata.find_source_type(saved(kind, **options)) == metadata.TRAINED_MODEL


def test_a_marked_film_says_its_source_and_still_plays(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    films.write_mp4((np.zeros((64, 64, 3), np.uint8) for _ in range(4)), path, size=64)
    metadata.append_xmp(path, metadata.xmp_of(VERSION))
    assert metadata.find_source_type(path.read_bytes()) == metadata.TRAINED_MODEL
    played = subprocess.run(
        [films.find_ffmpeg(), "-loglevel", "error", "-i", path, "-f", "null", "-"], capture_output=True, check=True
    )
    assert played.stderr == b""


def test_the_metadata_is_xml_and_names_system_and_version() -> None:
    text = metadata.xmp_of(VERSION).decode()
    root = ElementTree.fromstring(text[text.index("<x:xmpmeta") : text.index("<?xpacket end")])  # noqa: S314  # ours
    said = {name.partition("}")[2]: value for name, value in root[0][0].attrib.items()}
    assert said["AISystemUsed"] == "babysite"
    assert said["AISystemVersionUsed"] == VERSION


@pytest.mark.parametrize(
    "xmp",
    [
        b'<rdf:Description Iptc4xmpExt:DigitalSourceType="http://x/digitalCapture"/>',
        b"<Iptc4xmpExt:DigitalSourceType>http://x/digitalCapture</Iptc4xmpExt:DigitalSourceType>",
    ],
)
def test_other_systems_ways_to_write_it_are_read(xmp: bytes) -> None:
    assert metadata.find_source_type(saved("JPEG", xmp=xmp)) == "http://x/digitalCapture"


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", bytes(4) + b"ftypisom", saved("JPEG")]
)
def test_a_file_that_says_nothing_has_no_source(data: bytes) -> None:
    assert metadata.find_source_type(data) is None
