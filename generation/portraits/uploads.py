"""A stranger's file becomes a clean picture, or one clear refusal. Every entrance of the site comes through here."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Timer
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from generation import engine

logger = logging.getLogger(__name__)

DECODE_SECONDS = 30
DECODERS_AT_ONCE = settings.DECODERS_AT_ONCE
WAIT_SECONDS = 60
# Four times the most that was measured of faces (docs/decisions/0071).
MAX_NUDITY = 0.9
# Of what a decoder answers: the pixels themselves have three, and a JPEG of noise hardly more.
MAX_BYTES_PER_PIXEL = 4
MAX_COMPLAINT_BYTES = 16 * 1024

# First come, first served is fair here: of each account and each network address one form is worked on at a time
# (babysite/gate.py), and a form sends its photos one after the other.
_decoders = ThreadPoolExecutor(DECODERS_AT_ONCE, thread_name_prefix="decoders")


@dataclass(frozen=True, kw_only=True)
class CleanPhoto:
    """A photo decoded anew: pixels without metadata, upright, in sRGB, as JPEG.

    lacks_end: the file ended early, and what was missing is left out.
    """

    jpeg: bytes
    width: int
    height: int
    lacks_end: bool


class UploadRefused(Exception):
    """An upload was refused. `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """The message for the person who chose the file, in the active language."""
        return _explain(self.code)


def check_size(upload: UploadedFile[bytes]) -> None:
    """Checks the size without reading the file. Raises UploadRefused."""
    size = upload.size or 0
    if size > settings.MAX_UPLOAD_BYTES:
        raise UploadRefused(engine.PictureTooLarge.code)
    if size == 0:
        raise UploadRefused("empty_file")


def clean_uploads(uploads: Sequence[UploadedFile[bytes]]) -> list[CleanPhoto | UploadRefused]:
    """Decodes uploads in their order, one after the other."""
    return [_clean_upload(upload) for upload in uploads]


def _clean_upload(upload: UploadedFile[bytes]) -> CleanPhoto | UploadRefused:
    try:
        return clean_photo(upload.read())
    except UploadRefused as refusal:
        return refusal


def clean_photo(data: bytes) -> CleanPhoto:
    """Raises UploadRefused."""
    verdict, jpeg = ask_decoder(data, **_screening())
    return CleanPhoto(jpeg=jpeg, width=verdict["width"], height=verdict["height"], lacks_end=verdict["lacks_end"])


def _screening() -> dict[str, Any]:
    """Tells the decoder to look for nudity, unless the operator wants none of it. Raises UploadRefused."""
    if not settings.SCREEN_UPLOADS:
        return {}
    try:
        weights = engine.screening_weights()
    except engine.ResourceError as error:
        logger.error("Photos are refused: %s", error)
        raise UploadRefused(engine.WeightsMissing.code) from error
    return {"screening": {"weights": str(weights), "max_nudity": MAX_NUDITY}}


def ask_decoder(data: bytes, **told: Any) -> tuple[dict[str, Any], bytes]:
    """Waits for a decoder. Returns what it says of a stranger's file, and what follows. told: besides its limits, see
    `decoder`.

    Raises UploadRefused.
    """
    header, _newline, rest = _wait_for(_decoders.submit(_run_decoder, data, told)).partition(b"\n")
    verdict = json.loads(header)
    if not verdict["ok"]:
        raise UploadRefused(verdict["code"])
    return verdict, rest


def _wait_for(answer: Future[bytes]) -> bytes:
    """Raises UploadRefused where no decoder has begun in time."""
    try:
        return answer.result(WAIT_SECONDS)
    except TimeoutError as error:
        if answer.cancel():
            raise UploadRefused("busy") from error
        return answer.result()


def _run_decoder(data: bytes, told: Mapping[str, Any]) -> bytes:
    told = {
        **told,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
        "max_pixels": settings.MAX_UPLOAD_PIXELS,
        "require_seccomp": settings.REQUIRE_SECCOMP,
    }
    try:
        result = _ask_decoder(json.dumps(told).encode() + b"\n" + data)
    except subprocess.TimeoutExpired as error:
        raise UploadRefused(engine.PictureTooComplex.code) from error
    if result.returncode == -signal.SIGXCPU:
        raise UploadRefused(engine.PictureTooComplex.code)
    if result.returncode != 0:
        # Killed by a limit, or a parser crashed. Either way the file is at fault, and the site goes on.
        last_words = result.stderr[-2000:].decode(errors="replace")
        logger.warning("A picture decoder ended with %s: %s", result.returncode, last_words)
        raise UploadRefused(engine.NotAPicture.code)
    return result.stdout


def _ask_decoder(question: bytes) -> subprocess.CompletedProcess[bytes]:
    """Asks a new decoder. One that was taken over, and answers without end, is killed.

    Raises TimeoutExpired.
    """
    command = [sys.executable, "-m", "generation.portraits.decoder"]
    is_late = Event()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={"PATH": "", "LANG": "C.UTF-8"},
    ) as process:

        def give_up() -> None:
            is_late.set()
            process.kill()

        alarm = Timer(DECODE_SECONDS, give_up)
        alarm.start()
        try:
            answer, complaint = _talk(process, question)
        except BaseException:
            process.kill()
            raise
        finally:
            alarm.cancel()
    if is_late.is_set():
        raise subprocess.TimeoutExpired(command, DECODE_SECONDS)
    return subprocess.CompletedProcess(command, process.returncode, answer, complaint)


def _talk(process: subprocess.Popen[bytes], question: bytes) -> tuple[bytes, bytes]:
    """Says all and then listens, as the decoder listens to all before it answers."""
    stdin, stdout, stderr = (cast("IO[bytes]", pipe) for pipe in (process.stdin, process.stdout, process.stderr))
    with suppress(BrokenPipeError), stdin:
        stdin.write(question)
    most = MAX_BYTES_PER_PIXEL * settings.MAX_UPLOAD_PIXELS
    answer = stdout.read(most)
    if len(answer) == most:
        process.kill()
    complaint = stderr.read(MAX_COMPLAINT_BYTES)
    process.wait()
    return answer, complaint


def _explain(code: str) -> str:
    megabytes = settings.MAX_UPLOAD_BYTES // 2**20
    megapixels = settings.MAX_UPLOAD_PIXELS // 10**6
    if code == engine.PictureTooLarge.code:
        return _(
            "This picture is too large. Up to %(megabytes)d MB and %(megapixels)d megapixels can be read. "
            "Save it smaller, or take a screenshot of it."
        ) % {"megabytes": megabytes, "megapixels": megapixels}
    if code == engine.PictureTooComplex.code:
        return _(
            "This picture takes too long to read: it is built in an unusual way. Save it again as an ordinary JPEG, or "
            "take a screenshot of it."
        )
    if code == engine.ShowsNudity.code:
        return _(
            "This photo looks like it shows nudity. Use one of the face alone. A program judged it, and may be wrong: "
            "nothing of the photo was kept, and nobody was told."
        )
    if code == engine.WeightsMissing.code:
        return _(
            "No photos can be taken just now. The people who run the site have to download what it needs for that with "
            "“make models”."
        )
    if code == "empty_file":
        return _("This file is empty. Choose the photo again, perhaps after its download has finished.")
    if code == "busy":
        return _("Many photos are being processed right now. Try again in a minute.")
    return _(
        "This file could not be read as a picture. It may be damaged, incomplete or in another format. Choose a photo "
        "saved as JPEG, PNG, WebP, HEIC or AVIF."
    )
