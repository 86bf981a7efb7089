"""Finds the face in a photo and crops it as FFHQ's faces are cropped, which is how every generator here knows faces."""

from __future__ import annotations

from ml_core.alignment.align import align

__all__ = ["align"]
