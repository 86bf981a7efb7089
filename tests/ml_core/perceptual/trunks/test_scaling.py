from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from ml_core.perceptual.trunks import scaling

GRID = np.random.default_rng(3).uniform(-1, 1, (2, 4, 5, 3)).astype(np.float32)


def test_torchvisions_scaling_is_what_lpips_writes_as_shift_and_scale() -> None:
    shift, scale = np.array([-0.030, -0.088, -0.188]), np.array([0.458, 0.448, 0.450])
    assert np.abs(scaling.TORCHVISION.apply(tf.constant(GRID)) - (GRID - shift) / scale).max() < 1e-5


def test_simonyan_and_zisserman_read_blue_first_and_minus_its_mean() -> None:
    blue, green, red = scaling.CAFFE.apply(tf.constant([[[[1.0, 0.0, -1.0]]]]))[0, 0, 0].numpy()
    assert (blue, green, red) == pytest.approx((0 - 103.939, 127.5 - 116.779, 255 - 123.68), abs=1e-4)
