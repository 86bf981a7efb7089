"""Some pictures of a stranger's film, decoded in this process: the decoder's sandbox can start no other.

PyAV is loaded on first use. A file may claim anything, so that pictures, steps to each and time are bounded.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ml_core.contracts import Picture
from ml_core.errors import NotAPicture

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# Where pictures are looked for, as parts of a film's length: its ends may be black, or somebody's title.
PLACES = (0.1, 0.3, 0.5, 0.7, 0.9)
# From the key frame before a place so many packets are decoded at most, two seconds of most films.
MAX_PACKETS = 60
MAX_PIXELS = 4096 * 2304  # of one picture; sixteen that a decoder keeps take 230 MB
MAX_SECONDS = 4.0  # of the processor, after which those that are there must do
# What phones, browsers and messengers write.
CODECS = frozenset({"h264", "hevc", "mpeg4", "vp9", "av1", "libdav1d"})
NOT_FOR_READING = ("av.__main__", "av.datasets")
WANTED = "Send an MP4 film of H.264 or HEVC, of at most 4096 x 2304 pixels, or a screenshot of it."


def load() -> None:
    """Loads the decoders, for a process that can open no files afterwards. PyAV would load parts on first use."""
    import av

    for module in pkgutil.walk_packages(av.__path__, "av."):
        if module.name not in NOT_FOR_READING:
            importlib.import_module(module.name)


def some_pictures(data: bytes) -> list[Picture]:
    """data: an MP4 file -> uint8 [H, W, 3] each, upright: one to five, all of one size, from all over the film.

    Raises:
        NotAPicture: no picture of it can be decoded, or they are too large.
        MemoryError: where memory is bounded.
    """
    import av

    try:
        # Of the kinds of files that FFmpeg knows, some name others to be opened.
        with av.open(io.BytesIO(data), "r", format="mp4", metadata_errors="ignore") as film:
            pictures = list(_pictures(film))
    except (av.FFmpegError, ValueError, OverflowError) as error:
        raise NotAPicture(f"The film can't be read ({error}). {WANTED}") from error
    if not pictures:
        raise NotAPicture(f"No picture of the film can be decoded. {WANTED}")
    return [picture for picture in pictures if picture.shape == pictures[0].shape]


def _pictures(film: InputContainer) -> Iterator[Picture]:
    """Raises NotAPicture."""
    stream = next(iter(film.streams.video), None)
    if stream is None or stream.codec_context is None:  # of a kind that nobody knows
        raise NotAPicture(f"The film has no pictures. {WANTED}")
    context = stream.codec_context
    if context.name not in CODECS or not 0 < context.width * context.height <= MAX_PIXELS:
        raise NotAPicture(f"Received: {context.name}, {context.width} x {context.height}. {WANTED}")
    context.thread_count = 1
    context.options = {"max_pixels": str(MAX_PIXELS)}  # later ones may be larger than what the file says
    deadline = time.process_time() + MAX_SECONDS
    seen = set()
    for place in PLACES if stream.duration else PLACES[:1]:
        frame = _frame_at(film, stream, int(place * (stream.duration or 0)), deadline)
        if frame is not None and frame.pts not in seen:
            seen.add(frame.pts)
            yield np.ascontiguousarray(np.rot90(frame.to_ndarray(format="rgb24"), round(frame.rotation / 90)))


def _frame_at(film: InputContainer, stream: VideoStream, ticks: int, deadline: float) -> VideoFrame | None:
    """Returns the frame at a time, in the stream's own ticks; one before it where the way is long, None for none."""
    import av

    frame = None
    film.seek((stream.start_time or 0) + ticks, stream=stream)
    for number, packet in enumerate(film.demux(stream)):
        if number >= MAX_PACKETS or time.process_time() > deadline:
            break
        try:
            for frame in packet.decode():
                if frame.pts is not None and frame.pts >= (stream.start_time or 0) + ticks:
                    return frame
        except av.FFmpegError:
            continue  # a damaged part; the next key frame may be whole
    return frame
