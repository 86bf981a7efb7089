"""The origin of a picture, stated in its file as XMP by IPTC's Photo Metadata Standard 2025.1.

Only that a trained model made it, or a part of it, and which system in which version: no names, no numbers, nothing of
the family.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from uuid import UUID
from xml.sax.saxutils import escape

from PIL import PngImagePlugin

TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TRAINED_MODEL = TERMS + "trainedAlgorithmicMedia"
# Of a picture with something else beside what the model made, as photos.
WITH_TRAINED_MODEL = TERMS + "compositeWithTrainedAlgorithmicMedia"
SYSTEM = "babysite"
# Adobe's XMP specification, part 3: where MP4 keeps it.
XMP_BOX = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
PNG_KEY = "XML:com.adobe.xmp"
TEMPLATE = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 Iptc4xmpExt:DigitalSourceType="{source}"
 Iptc4xmpExt:AISystemUsed="{system}" Iptc4xmpExt:AISystemVersionUsed="{version}"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
SOURCE_TYPE = re.compile(
    rb"DigitalSourceType(?:=\s*[\"']|>\s*)(?P<source>https?://[\x21\x23-\x26\x28-\x3b\x3d-\x7e]{1,200})"
)


def xmp_of(version: str, source: str = TRAINED_MODEL) -> bytes:
    """version: the system's, as people read it; source: one of IPTC's terms."""
    text = TEMPLATE.format(source=source, system=SYSTEM, version=escape(version, {'"': "&quot;"}))
    return text.encode()


def png_texts(xmp: bytes) -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt(PNG_KEY, xmp.decode())
    return texts


def append_xmp(path: Path, xmp: bytes) -> None:
    """Appends metadata to an MP4 file. Raises OSError."""
    body = XMP_BOX + xmp
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(body), b"uuid") + body)


def find_source_type(data: bytes) -> str | None:
    """Returns the DigitalSourceType that a JPEG, PNG, WebP or MP4 file states, ours or another system's, or None.

    It is looked for in the bytes as they are, where all four keep XMP, so that no parser sees a stranger's file.
    """
    match = SOURCE_TYPE.search(data)
    return match["source"].decode() if match else None
