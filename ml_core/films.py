"""Pictures as films: MP4 by ffmpeg, animated WebP by Pillow. Whole files or none.

Pictures are uint8 RGB [H, W, 3], all of one size.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import imageio_ffmpeg
import numpy as np
from PIL import Image

from ml_core.contracts import Picture
from ml_core.errors import FilmFailed, InvalidRequest
from ml_core.images import read_picture
from ml_core.marks.metadata import append_xmp
from ml_core.whole_files import whole_file, whole_path

FPS = 24
# Nothing is seen of what is lost at this rate; a face of 512 px takes about 0.15 MB a second.
MP4_QUALITY = 18
WEBP_QUALITY, WEBP_EFFORT = 75, 4
FOR_EVER = 0
READING_SECONDS = 30


def find_ffmpeg() -> str:
    """The path of the one that came with imageio-ffmpeg, or that IMAGEIO_FFMPEG_EXE names.

    Raises:
        FilmFailed: there is none.
    """
    shipped = sorted(Path(imageio_ffmpeg.__file__).parent.glob("binaries/ffmpeg-*"))
    if shipped and not os.environ.get("IMAGEIO_FFMPEG_EXE"):
        return str(shipped[0])  # imageio-ffmpeg would run it once to try it, with all of our environment
    try:
        path = str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise FilmFailed(
            "There is no ffmpeg, which films are written with. Install imageio-ffmpeg again (`make setup`), or name "
            "one in IMAGEIO_FFMPEG_EXE."
        ) from error
    if shutil.which(path) is None:
        raise FilmFailed(f"ffmpeg can't be run: {path}. IMAGEIO_FFMPEG_EXE names a program, or is left unset.")
    return path


def check_size(size: int) -> None:
    """Raises InvalidRequest: H.264 with colours at half size takes even sides only."""
    if size < 2 or size % 2:
        raise InvalidRequest(f"A film's side is an even number of pixels. Received: {size}")


def write_mp4(
    pictures: Iterable[Picture],
    path: Path,
    *,
    size: int,
    height: int | None = None,
    num_held: int = 0,
    xmp: bytes = b"",
    max_bits_per_second: int | None = None,
) -> None:
    """H.264 as every browser and phone plays it, `FPS` pictures a second; begins to play before all of it is loaded.

    pictures: at least one, of `size` pixels a side, or `size` wide and `height` high; taken one by one. num_held: by so
    many pictures the first and the last stand longer. xmp: metadata, see `marks.metadata`. max_bits_per_second: on
    average over the film and one second more; what is hard to encode is shown less sharply for it.

    Raises:
        InvalidRequest: a side is odd, or a picture has another.
        FilmFailed: ffmpeg is missing, or failed: its last line is in the message.
        OSError: the folder can't be written.
    """
    shape = (height or size, size, 3)
    for side in shape[:2]:
        check_size(side)
    with whole_path(path) as unfinished:
        with _encoder(unfinished, f"{shape[1]}x{shape[0]}", max_bits_per_second) as pipe:
            for picture in _held(pictures, num_held):
                if picture.shape != shape:
                    raise InvalidRequest(f"Expected a picture of {shape}. Received: {picture.shape}")
                pipe.write(np.ascontiguousarray(picture).data)
        if xmp:
            append_xmp(unfinished, xmp)


def write_webp(pictures: Sequence[Picture], path: Path, *, picture_ms: int, held_ms: int = 0, xmp: bytes = b"") -> None:
    """An animation that goes round for ever. Pillow wants all pictures at once, so take few and small ones.

    picture_ms: for how long each is seen; held_ms: by how much longer the first and the last. xmp: metadata.

    Raises:
        OSError: the disk's.
    """
    first, *rest = (Image.fromarray(picture) for picture in pictures)
    durations = [picture_ms] * len(pictures)
    durations[0] += held_ms
    durations[-1] += held_ms
    with whole_file(path) as file:
        first.save(
            file,
            "WEBP",
            save_all=True,
            append_images=rest,
            duration=durations,
            loop=FOR_EVER,
            quality=WEBP_QUALITY,
            method=WEBP_EFFORT,
            xmp=xmp,
        )


def first_picture(path: Path) -> Picture:
    """uint8 [H, W, 3], the first of a film.

    Raises:
        FilmFailed: ffmpeg is missing, or can't read the file.
    """
    command = [find_ffmpeg(), "-nostdin", "-loglevel", "error", "-i", f"file:{path}", "-frames:v", "1"]
    written = subprocess.run(
        [*command, "-f", "image2pipe", "-c:v", "png", "-"],
        capture_output=True,
        check=False,
        timeout=READING_SECONDS,
        env=_environment(),
    )
    if written.returncode or not written.stdout:
        told = written.stderr.decode(errors="replace").strip().splitlines()
        raise FilmFailed(f"ffmpeg could not read {path}: {told[-1] if told else 'it holds no picture'}")
    return read_picture(written.stdout)


def pictures_of(path: Path) -> Iterator[Picture]:
    """uint8 [H, W, 3], the pictures of a film of our own, one by one.

    Raises:
        FilmFailed: ffmpeg is missing, or can't read the file.
    """
    height, width = first_picture(path).shape[:2]
    command = [find_ffmpeg(), "-nostdin", "-loglevel", "error", "-i", f"file:{path}", "-f", "rawvideo"]
    colours = ["-vf", "scale=in_color_matrix=bt709:in_range=tv", "-pix_fmt", "rgb24", "-"]
    num_bytes = height * width * 3
    with subprocess.Popen(
        [*command, *colours], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    ) as process:
        assert process.stdout is not None  # noqa: S101 -- for the type checker
        try:
            while len(data := process.stdout.read(num_bytes)) == num_bytes:
                yield np.frombuffer(data, np.uint8).reshape(height, width, 3)
        finally:
            process.kill()  # who asks for no more pictures must not leave it waiting


def _held(pictures: Iterable[Picture], number: int) -> Iterator[Picture]:
    picture: Picture | None = None
    for index, picture in enumerate(pictures):
        yield from [picture] * (1 + (number if index == 0 else 0))
    if picture is not None:
        yield from [picture] * number


@contextmanager
def _encoder(path: Path, size: str, max_bits_per_second: int | None) -> Iterator[IO[bytes]]:
    """Takes the raw pictures one after the other. Raises FilmFailed when ffmpeg ends with an error or too early."""
    # With its scheme, since ffmpeg takes film:1/a.mp4 for another one and -a.mp4 for an option.
    command = [find_ffmpeg(), *_arguments(size, max_bits_per_second), f"file:{path}"]
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words, env=_environment()
        )
        assert process.stdin is not None  # noqa: S101 -- for the type checker
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and said why
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.wait()
        if process.returncode:
            raise FilmFailed(
                f"ffmpeg could not write the film: {_last_line(words) or f'it ended with {process.returncode}'}"
            )


def _environment() -> dict[str, str]:
    """Our own may hold secrets of whoever uses this package, and ffmpeg needs none of it."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}


def _arguments(size: str, max_bits_per_second: int | None) -> list[str]:
    """size: width and height, as ffmpeg takes them.

    Colours are told to be BT.709, what players take them for. ffmpeg from 7.1 overlooks its own options for it.
    """
    pictures = f"-f rawvideo -pixel_format rgb24 -video_size {size} -framerate {FPS} -i pipe:0"
    told = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
    colours = f"-vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,{told}"
    limit = f"-maxrate {max_bits_per_second} -bufsize {max_bits_per_second}" if max_bits_per_second else ""
    encoder = f"-c:v libx264 -preset medium -crf {MP4_QUALITY} {limit}"
    film = f"{encoder} -pix_fmt yuv420p -movflags +faststart+write_colr -f mp4"
    return f"-loglevel error -y {pictures} {colours} {film}".split()


def _last_line(words: IO[bytes]) -> str:
    words.seek(0)
    lines = words.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
