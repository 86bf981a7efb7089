"""Content Credentials (C2PA): a signed statement that a trained model made a file or a part of it, and that nothing
was changed since.

Nobody's name and nothing of the family: who signed, which system, and the source. c2pa is loaded on first use.

Source: C2PA's specification 2.2, Content Credentials; written and read by c2pa-python.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ml_core.errors import SigningFailed
from ml_core.images import is_film
from ml_core.marks.metadata import SYSTEM, TRAINED_MODEL

if TYPE_CHECKING:
    import c2pa

Algorithm = Literal["es256", "es384", "es512"]
# ours: signed by one of the signers that were named; foreign: whole, and signed by somebody else; broken: the file
# isn't what was signed.
Origin = Literal["ours", "foreign", "broken", "none"]

# Nothing outside the machine is asked, and a thumbnail would be one more copy of a face.
SETTINGS: dict[str, Any] = {
    "version": 1,
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
}
# What a file with credentials holds, whatever its format.
BOX = b"c2pa"
# Failures that say something of the signer, and nothing of the file.
OF_SIGNER = ("signingCredential.", "timeStamp.")
MAX_NAME = 80


class Credentials(NamedTuple):
    """What a file's credentials say. signed_by: a stranger's words, nobody has checked them; source_type: as IPTC's
    terms, None where nothing is said."""

    origin: Origin
    signed_by: str = ""
    source_type: str | None = None


@dataclass(frozen=True)
class Signer:
    """Whoever signs. certificates: PEM, the signer's own first; time_stamp_url: a service that states when."""

    certificates: bytes
    private_key: bytes = field(repr=False)
    algorithm: Algorithm = "es256"
    time_stamp_url: str = ""

    def sign(self, data: bytes, media_type: str, version: str, source: str = TRAINED_MODEL) -> bytes:
        """JPEG, PNG, WebP or MP4 -> the same, signed. Whoever changes a byte afterwards breaks the credentials.

        version: the system's, as people read it; source: one of IPTC's terms, as the metadata state it.

        Raises SigningFailed: the certificates are outdated, or the time stamp can't be had.
        """
        import c2pa

        created = {"action": "c2pa.created", "digitalSourceType": source}
        manifest = {
            "claim_generator_info": [{"name": SYSTEM, "version": version}],
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
        }
        info = c2pa.C2paSignerInfo(
            alg=self.algorithm.encode(),
            sign_cert=self.certificates,
            private_key=self.private_key,
            ta_url=self.time_stamp_url.encode() or None,
        )
        signed = io.BytesIO()
        # Both anew each time: threads that shared one crashed the process (c2pa-python's pull request 314).
        try:
            with c2pa.Signer.from_info(info) as signer, c2pa.Builder(manifest, _context()) as builder:
                builder.sign(signer, media_type, io.BytesIO(data), signed)
        except c2pa.C2paError as error:
            raise SigningFailed(f"A file could not be signed: {error}. See CONTENT_CREDENTIALS.") from error
        return signed.getvalue()


@dataclass(frozen=True)
class KnownSigners:
    """Those who are "ours". roots: PEM of who vouches for them, and maybe for others; serial_numbers: their own, None
    where the roots vouch for nobody else."""

    roots: str
    serial_numbers: frozenset[str] | None = None


NOBODY = KnownSigners(roots="")


@cache
def load() -> c2pa.Stream:
    """Loads the library, for a process that may neither open files nor make memory executable later.

    The stream is kept: with it there is executable memory, in which the calls from the library back to Python lie.
    """
    import c2pa

    _context()
    return c2pa.Stream(io.BytesIO())


def media_type_of(data: bytes) -> str | None:
    """Returns the type by the first bytes, whatever the file is called; None for what holds no credentials we read."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if is_film(data):
        return "video/mp4"
    if data[4:8] == b"ftyp":
        return "image/avif" if data[8:12] in (b"avif", b"avis") else "image/heif"
    return None


def read(data: bytes, known: KnownSigners = NOBODY) -> Credentials:
    """Reads the credentials of a stranger's file: c2pa parses it, in the memory of this process."""
    import c2pa

    media_type = media_type_of(data)
    if media_type is None or BOX not in data:
        return Credentials("none")
    try:
        with c2pa.Reader(media_type, io.BytesIO(data), context=_context(known.roots)) as reader:
            told = json.loads(reader.json())
    except (c2pa.C2paError.ManifestNotFound, c2pa.C2paError.RemoteManifest):
        return Credentials("none")
    except (c2pa.C2paError, ValueError) as error:
        # Somewhere else on the network, where nobody looks. The library names this case in words alone.
        return Credentials("none" if str(error).startswith("Remote:") else "broken")
    manifest = told.get("manifests", {}).get(told.get("active_manifest"), {})
    signature = manifest.get("signature_info") or {}
    codes = [status.get("code", "") for status in told.get("validation_status", [])]
    if any(not code.startswith(OF_SIGNER) for code in codes):
        return Credentials("broken")
    is_known = known.serial_numbers is None or signature.get("cert_serial_number") in known.serial_numbers
    is_ours = told.get("validation_state") == "Trusted" and is_known
    return Credentials(
        "ours" if is_ours else "foreign",
        signed_by=_plain(signature.get("common_name") or signature.get("issuer")),
        source_type=_source_type_of(manifest.get("assertions", [])),
    )


def _source_type_of(assertions: Iterable[dict[str, Any]]) -> str | None:
    actions = [
        action
        for assertion in assertions
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in assertion.get("data", {}).get("actions", [])
    ]
    return next((_plain(action["digitalSourceType"], 250) for action in actions if "digitalSourceType" in action), None)


def _plain(words: object, most: int = MAX_NAME) -> str:
    """A stranger's words, shortened, and without what turns or hides others."""
    return "".join(letter for letter in str(words or "") if letter.isprintable())[:most]


def _context(roots: str = "") -> c2pa.Context:
    return _context_of(os.getpid(), roots)


@cache
def _context_of(_process_id: int, roots: str) -> c2pa.Context:
    """A forked process can't use its parent's."""
    import c2pa

    return c2pa.Context(c2pa.Settings.from_dict({**SETTINGS, "trust": {"user_anchors": roots}} if roots else SETTINGS))
