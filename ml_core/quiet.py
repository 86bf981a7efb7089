"""TensorFlow without its greeting."""

from __future__ import annotations

import os
import sys


def import_tensorflow() -> None:
    """Imports TensorFlow and starts its runtime. Call it before anything else imports TensorFlow; two seconds.

    Its native part writes six lines about the processor to standard error before any log level is in force, between
    the progress bar and the errors that people should see. So the descriptor leads nowhere for as long as that takes;
    what Python raises meanwhile is raised all the same.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import tensorflow as tf

        tf.constant(0.0)
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
