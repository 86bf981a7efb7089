"""`python -m generation.portraits.decoder`: a stranger's bytes on stdin, a clean JPEG or the marks of it on stdout.

A process of its own, with little memory and time, because picture parsers have bugs and pixel floods are legal
pictures. It gets no settings, no secrets and no database, and imports nothing heavier than Pillow and NumPy. Before it
looks into the file it enters a sandbox, in which it can compute and answer and do nothing else.

stdin: one line of JSON {"max_bytes", "max_pixels", "require_seccomp"}, then the file. stdout: one line of JSON, {"ok":
true, "width", "height", "lacks_end"} followed by the JPEG, or {"ok": false, "code", "message"}. With "screening",
{"weights", "max_nudity"}, a picture that a network takes for nudity is refused. With "roots" and "serial_numbers" of
those who sign as the site, what the file's marks say is answered instead: see `find_marks`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generation.portraits import seccomp

if TYPE_CHECKING:
    from generation import engine

MEMORY_BYTES = 1536 * 1024 * 1024
# Twice what the largest photo takes that is allowed: HEIC of 51 megapixels and 16 MB (docs/decisions/0030).
CPU_SECONDS = 10
JPEG_QUALITY = 95
# Users that systems lend to programs for a while (systemd's range) and that own nothing. Containers have them too.
FIRST_USER, NUM_USERS = 61_184, 4_336
# HEIC's decoder starts a thread for each picture, and the main thread counts too.
MAX_THREADS = 4


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def enter_sandbox(
    *,
    with_threads: bool,
    require_seccomp: bool = False,
    with_credentials: bool = False,
    with_films: bool = False,
    screening: str = "",
) -> None:
    """Gives up everything but memory, output and error. What is loaded on first use is loaded here, before that.

    with_threads: further threads may be started. Only HEIC needs one.
    with_credentials: Content Credentials can be read then. with_films: films can be.
    screening: the weights of the network that looks for nudity; empty where nothing does.
    require_seccomp: raise where the kernel offers no filter, rather than go on with the limits alone.

    Raises SeccompMissing.
    """
    load_parsers()
    from generation import engine

    if with_credentials:
        engine.load_credentials_reader()
    if screening:
        engine.load_screening(Path(screening))
    if with_films:
        engine.load_film_reader()
    is_own_user = os.geteuid() == 0 and become_nobody()
    if not with_threads or is_own_user:  # of a user with other programs, the limit would count their threads too
        most = MAX_THREADS if with_threads else 0
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    try:
        seccomp.install(with_threads=with_threads)
    except seccomp.SeccompMissing:
        if require_seccomp:
            raise


def load_parsers() -> None:
    from PIL import AvifImagePlugin, Image

    from generation import engine  # noqa: F401

    Image.init()
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def become_nobody() -> bool:
    """Becomes a user that no other program runs as. Returns False where root may not, as in some containers."""
    user = FIRST_USER + os.getpid() % NUM_USERS
    with suppress(OSError):
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        return True
    return False


def needs_thread(data: bytes) -> bool:
    """Returns True for what HEIC's decoder may read: files of its container, unless they say that they are AVIF or a
    film.
    """
    return data[4:8] == b"ftyp" and data[8:12] not in (b"avif", b"avis") and not is_film(data)


def is_film(data: bytes) -> bool:
    """Looks at a few bytes, and parses nothing."""
    from generation import engine

    return engine.is_film(data)


def answer(told: dict[str, Any], data: bytes) -> tuple[dict[str, object], bytes]:
    from generation import engine

    try:
        return find_marks(told, data) if "roots" in told else decode(told, data)
    except engine.InputError as error:
        return {"ok": False, "code": error.code, "message": str(error)}, b""
    except MemoryError:
        return {
            "ok": False,
            "code": engine.PictureTooLarge.code,
            "message": "It takes too much memory.",
        }, b""


def decode(told: dict[str, Any], data: bytes) -> tuple[dict[str, object], bytes]:
    from generation import engine

    picture = engine.read_picture(data, max_bytes=told["max_bytes"], max_pixels=told["max_pixels"])
    if "screening" in told:
        screen(told["screening"], picture)
    jpeg = engine.encode_jpeg(picture, quality=JPEG_QUALITY)
    height, width = picture.shape[:2]
    return {"ok": True, "width": int(width), "height": int(height), "lacks_end": engine.lacks_end(data)}, jpeg


def screen(told: dict[str, Any], picture: engine.Picture) -> None:
    """Raises ShowsNudity. How sure the network is leaves this process no more than the picture does."""
    from generation import engine

    if engine.nudity(picture, Path(told["weights"])) > told["max_nudity"]:
        raise engine.ShowsNudity("A network takes the picture for nudity. Use a photo of the face alone.")


def find_marks(told: dict[str, Any], data: bytes) -> tuple[dict[str, object], bytes]:
    """{"ok": true, "credentials": [origin, signed by, source type], "source_type", "width", "height"}, then the pixels
    in which the invisible mark is to be looked for: plain numbers, so that its key need not come in here. Of a film
    these are several pictures of one size, one after the other; where none can be read, its width is 0.
    """
    from generation import engine

    known = engine.KnownSigners(told["roots"], frozenset(told["serial_numbers"]))
    found = {
        "ok": True,
        "credentials": engine.read_credentials(data, known),
        "source_type": engine.find_source_type(data),
    }
    try:
        pictures = [engine.reduced(picture) for picture in _pictures_in(told, data)]
    except (engine.NotAPicture, MemoryError):
        if not is_film(data):
            raise
        return {**found, "width": 0, "height": 0}, b""  # what is written in it was read all the same
    height, width = pictures[0].shape[:2]
    return {**found, "width": int(width), "height": int(height)}, b"".join(map(bytes, pictures))


def _pictures_in(told: dict[str, Any], data: bytes) -> list[engine.Picture]:
    from generation import engine

    if is_film(data):
        return engine.some_pictures_of_film(data)
    return [engine.read_picture(data, max_bytes=told["max_bytes"], max_pixels=told["max_pixels"])]


def main() -> None:
    # One thread: the thread pools of numeric libraries reserve more address space than the limit leaves.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    limit_this_process()
    told = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    enter_sandbox(
        with_threads=needs_thread(data),
        require_seccomp=bool(told["require_seccomp"]),
        with_credentials="roots" in told,
        screening=told.get("screening", {}).get("weights", ""),
        with_films="roots" in told and is_film(data),
    )
    verdict, picture = answer(told, data)
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
