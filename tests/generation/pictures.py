"""Real picture files for tests, made as they are needed."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(width: int = 320, height: int = 400, *, seed: int = 0) -> Image.Image:
    """Makes a picture of smooth colours, because noise makes large files."""
    corners = np.random.default_rng(seed).integers(0, 256, (3, 3, 3), dtype=np.uint8)
    return Image.fromarray(corners).resize((width, height), Image.Resampling.BICUBIC)


def picture_file(kind: str = "JPEG", *, width: int = 320, height: int = 400, seed: int = 0, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture(width, height, seed=seed).save(buffer, kind, **options)
    return buffer.getvalue()


def upload(data: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_file() if data is None else data, content_type="image/jpeg")
