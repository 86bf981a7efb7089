"""Pictures as arrays: the only place that knows value ranges and what a picture file may be.

A `Picture` is uint8 RGB [H, W, 3]; networks see float32 in [-1, 1]. Light: numpy and Pillow only, for web processes.
"""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pi_heif
from PIL import Image, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError

from ml_core import code_points
from ml_core.contracts import FloatArray, Picture
from ml_core.errors import NotAPicture, PictureTooLarge
from ml_core.picture_structure import MAX_PROFILE_BYTES, check_structure, lacks_end, needed_of_png
from ml_core.whole_files import whole_file

# Less is looked at in a stranger's file: of its parts only the main picture is wanted.
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)

# Of chunks only profiles reach Pillow packed (`needed_of_png`).
PngImagePlugin.MAX_TEXT_CHUNK = MAX_PROFILE_BYTES

# Asked of Pillow at opening: a format not named here is never even looked into. Phone portraits in MPO open as JPEG.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
MP4_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ")
MAX_BYTES = 16 * 1024 * 1024
MAX_PIXELS = 51_000_000  # phones take 48 and 50 megapixels
MIN_SIDE = 64  # a face needs more; below this no message about faces would make sense
# Appended to a JPEG without an end: libjpeg then gives what is missing one colour.
JPEG_END = b"\xff\xd9"
# Rows of a JPEG come in blocks of 8 or 16.
BLOCK_ROWS = 16
MAX_MISSING = 0.25  # of the height; beyond, the photo would better be fetched again
WANTED = "Expected a JPEG, PNG, WebP, HEIC or AVIF photo."
# What Pillow raises on damaged files of these formats; the tests send it thousands.
DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)


def read_picture(data: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Picture:
    """Decodes a stranger's file into fresh pixels: first frame, upright, sRGB, transparency on white.

    Nothing of the file but its pixels survives: no EXIF, comment or colour profile. The array is read-only.

    Of a JPEG that lacks its end (`lacks_end`) only the rows that are there are returned.

    Raises:
        NotAPicture: no format of `FORMATS`, or damaged, or smaller than 64 pixels a side, or lacking over a quarter.
        PictureTooLarge: more bytes or pixels than allowed; found before decoding.
        PictureTooComplex: more scans or parts than a photo has; found before decoding.
    """
    if not data:
        raise NotAPicture(f"The file is empty. {WANTED}")
    if len(data) > max_bytes:
        raise PictureTooLarge(f"The file has {len(data):,} bytes; at most {max_bytes:,} are read. Use a smaller photo.")
    try:
        check_structure(data)
        is_cut_off = lacks_end(data)
        data = data + JPEG_END if is_cut_off else needed_of_png(data)
        # Of odd EXIF, and of sizes that are checked just below. The filter is the whole process's while this runs.
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image, max_pixels)
            return _to_srgb(_rows_there(image) if is_cut_off else image, code_points.find_code_points(data))
    except (Image.DecompressionBombError, MemoryError) as error:
        raise PictureTooLarge(f"The picture has far more pixels than the {max_pixels:,} that are read.") from error
    except UnidentifiedImageError as error:
        raise NotAPicture(f"The file is not a picture of a kind that is read, or is damaged. {WANTED}") from error
    except DAMAGE as error:
        raise NotAPicture(f"The picture is damaged or incomplete ({error}). {WANTED}") from error


def is_film(data: bytes) -> bool:
    """True for an MP4 file, by its first bytes; HEIC and AVIF, which begin alike, name other brands."""
    return data[4:8] == b"ftyp" and data[8:12] in MP4_BRANDS


def load_picture(path: str | Path) -> Picture:
    """`read_picture` of a file.

    Raises:
        NotAPicture: also when there is no such file.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PictureTooLarge(f"The file has {path.stat().st_size:,} bytes; at most {MAX_BYTES:,} are read.")
        return read_picture(path.read_bytes())
    except OSError as error:
        raise NotAPicture(f"The file can't be read ({error.strerror}). {WANTED}") from error


def encode_png(picture: Picture, *, texts: PngImagePlugin.PngInfo | None = None) -> bytes:
    return _encode(picture, "PNG", compress_level=4, pnginfo=texts)


def encode_jpeg(picture: Picture, *, quality: int = 92, xmp: bytes = b"") -> bytes:
    return _encode(picture, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2, optimize=True, xmp=xmp)


def encode_webp(picture: Picture, *, quality: int, xmp: bytes = b"") -> bytes:
    return _encode(picture, "WEBP", quality=quality, method=6, xmp=xmp)


def save_png(picture: Picture, path: str | Path) -> None:
    """Writes whole or not at all: the name appears when the bytes are there."""
    with whole_file(Path(path)) as file:
        file.write(encode_png(picture))


def resize(picture: Picture, size: int) -> Picture:
    """Square picture [R, R, 3] -> [size, size, 3], Lanczos."""
    return np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.LANCZOS))


def to_unit(picture: Picture) -> FloatArray:
    """uint8 0..255 -> float32 in [-1, 1]: 0 -> -1, 255 -> 1."""
    return (picture.astype(np.float32) / 127.5) - np.float32(1.0)


def from_unit(values: npt.NDArray[Any]) -> Picture:
    """float in [-1, 1] -> uint8, clipped, to the nearest: the inverse of `to_unit`."""
    return np.clip(np.rint((values + 1.0) * 127.5), 0, 255).astype(np.uint8)


def _check_size(image: Image.Image, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise PictureTooLarge(
            f"The picture has {width} x {height} pixels; at most {max_pixels:,} in all are read. Use a smaller photo."
        )
    if min(width, height) < MIN_SIDE:
        raise NotAPicture(f"The picture has only {width} x {height} pixels; at least {MIN_SIDE} a side are needed.")


def _rows_there(image: Image.Image) -> Image.Image:
    """Returns the picture without the rows at its end that the file lacks, nor the block of rows in which it ends."""
    width, height = image.size
    bottom = height
    top = (height - 1) // BLOCK_ROWS * BLOCK_ROWS
    while top > 0 and _is_one_colour(image.crop((0, top, width, bottom))):
        bottom, top = top, top - BLOCK_ROWS
    if top < (1 - MAX_MISSING) * height:
        raise NotAPicture(f"The picture is incomplete: of its {height} rows only the first {top} are there. {WANTED}")
    whole = image.crop((0, 0, width, top))
    whole.info = image.info
    return whole


def _is_one_colour(image: Image.Image) -> bool:
    return len(image.getcolors(maxcolors=1) or ()) == 1


def _to_srgb(image: Image.Image, points: code_points.CodePoints | None) -> Picture:
    """Copies no more than it must: at the cap of 51 megapixels each form of the picture takes 200 MB."""
    image.load()  # the first frame, or the one that the file calls its main picture
    _turn_upright(image)
    flat = _eight_bits(image)
    if points and not points.are_srgb and flat.mode in ("RGB", "RGBA"):
        flat = code_points.to_srgb(flat, points)
    else:
        flat = _apply_profile(flat, image.info.get("icc_profile"))
    if flat.mode == "RGBA":
        background = Image.new("RGB", flat.size, "white")
        background.paste(flat, mask=flat.getchannel("A"))
        flat = background
    return np.asarray(flat if flat.mode == "RGB" else flat.convert("RGB"))


def _turn_upright(image: Image.Image) -> None:
    """Applies the EXIF orientation; damaged EXIF counts as none."""
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except (*DAMAGE, AttributeError):
        return


def _eight_bits(image: Image.Image) -> Image.Image:
    """Any mode to L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):  # 16-bit grey, which Pillow would clip to white
        return Image.fromarray((np.asarray(image).clip(0, 65535) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours to sRGB by the embedded profile; a damaged or unfit profile is passed over, as browsers do."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *DAMAGE):  # a grey profile on colours, for instance
        return image
    return image if converted is None else converted


def _encode(picture: Picture, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, **options)
    return buffer.getvalue()
