"""`python -m generation.portraits.decoder`: a stranger's bytes on stdin, a clean JPEG on stdout.

A process of its own, with little memory and time, because picture parsers have bugs and pixel floods are legal
pictures. It gets no settings, no secrets and no database, and imports nothing heavier than Pillow and NumPy. Before it
looks into the file it gives up opening anything: no file, no socket, no other program.

stdin: one line of JSON {"max_bytes", "max_pixels"}, then the file. stdout: one line of JSON, {"ok": true, "width",
"height"} followed by the JPEG, or {"ok": false, "code", "message"}.
"""

from __future__ import annotations

import json
import os
import resource
import sys

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 20
JPEG_QUALITY = 95


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def close_every_door() -> None:
    """Forbids files, sockets and other programs from here on. Lazily loaded modules have to be loaded before that."""
    from PIL import Image

    from generation import engine  # noqa: F401

    Image.init()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def decode(limits: dict[str, int], data: bytes) -> tuple[dict[str, object], bytes]:
    from generation import engine

    try:
        picture = engine.read_picture(data, max_bytes=limits["max_bytes"], max_pixels=limits["max_pixels"])
        jpeg = engine.encode_jpeg(picture, quality=JPEG_QUALITY)
    except engine.InputError as error:
        return {"ok": False, "code": error.code, "message": str(error)}, b""
    except MemoryError:
        return {
            "ok": False,
            "code": engine.PictureTooLarge.code,
            "message": "It takes too much memory.",
        }, b""
    height, width = picture.shape[:2]
    return {"ok": True, "width": int(width), "height": int(height)}, jpeg


def main() -> None:
    # One thread: the thread pools of numeric libraries reserve more address space than the limit leaves.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    limit_this_process()
    limits = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    close_every_door()
    verdict, jpeg = decode(limits, data)
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + jpeg)


if __name__ == "__main__":
    main()
