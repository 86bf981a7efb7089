"""Looks at a photo before minutes are spent on it, and says what keeps the person in it from being recognised.

    for finding in examine(photo, align(photo)):
        print(sentence(finding))

Advice warns and the work goes on; "ask" waits for a person's word; only an apparent small child is refused. The codes,
their units and thresholds stand in one file per check, the figures behind them in docs/photo-advice.md. NumPy, SciPy,
Pillow, dlib and onnxruntime only: TensorFlow's seconds are not paid to turn a photo down.
"""

from __future__ import annotations

from ml_core.photo_advice.examine import CHECKS, examine, sentence

__all__ = ["CHECKS", "examine", "sentence"]
