from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf
from scipy.signal import correlate2d

from ml_core.contracts import AlignedFace, Picture
from ml_core.images import resize, to_unit
from ml_core.perceptual.encoder_loss import EncoderLoss
from ml_core.perceptual.trunks import scaling
from ml_core.perceptual.trunks.weights import Layer, Origin, TrunkWeights
from ml_core.perceptual.vgg16 import VGG16


@pytest.fixture(scope="module")
def loss() -> EncoderLoss:
    return EncoderLoss.load("hed")


@pytest.fixture(scope="module")
def face(astronaut_face: AlignedFace) -> Picture:
    return resize(astronaut_face.pixels, 64)


def unit(picture: Picture) -> tf.Tensor:
    return tf.constant(to_unit(picture))[None]


def block3_conv3(pixels: Picture, layers: tuple[Layer, ...]) -> npt.NDArray[np.float64]:
    """VGG16's first seven layers by scipy, in double precision. [H, W, 3] -> [H/4, W/4, 256]."""
    x = pixels[..., ::-1].astype(np.float64) - (103.939, 116.779, 123.68)
    for number, (kernel, bias) in enumerate(layers[:7]):
        if number in (2, 4):
            x = x.reshape(x.shape[0] // 2, 2, x.shape[1] // 2, 2, -1).max(axis=(1, 3))
        maps = [
            sum(correlate2d(x[..., i], kernel[..., i, o], mode="same") for i in range(x.shape[-1]))
            for o in range(kernel.shape[-1])
        ]
        x = np.maximum(np.stack(maps, axis=-1) + bias, 0.0)
    return x


def test_it_is_the_mean_squared_difference_of_block3_conv3_over_82890(random_layers: tuple[Layer, ...]) -> None:
    layers = tuple((kernel[:, :, :8, :8], bias[:8]) for kernel, bias in random_layers)  # thin, so that scipy is quick
    trunk = VGG16(TrunkWeights(name="thin", origin=Origin.CAFFE, scaling=scaling.CAFFE, layers=layers))
    loss = EncoderLoss(trunk, is_exact=True)
    a, b = np.random.default_rng(4).integers(0, 256, (2, 16, 24, 3), dtype=np.uint8)
    expected = np.mean(np.square(block3_conv3(a, layers) - block3_conv3(b, layers))) / 82890
    found = float(loss.distance(loss.prepare(unit(a)), loss.prepare(unit(b)))[0])
    assert found == pytest.approx(expected, rel=1e-4)


def test_a_batch_gives_a_figure_for_each(loss: EncoderLoss, face: Picture) -> None:
    pair = tf.concat([unit(face), unit(face // 2)], axis=0)
    same, darker = loss.distance(loss.prepare(pair), loss.prepare(tf.repeat(unit(face), 2, axis=0))).numpy()
    assert same == pytest.approx(0.0, abs=1e-6)
    assert darker > 100 * max(same, 1e-6)


def test_gradients_lead_towards_the_target(loss: EncoderLoss, face: Picture) -> None:
    target = loss.prepare(unit(face))
    picture = tf.Variable(unit(face // 2))
    with tf.GradientTape() as tape:
        before = loss.distance(loss.prepare(picture), target)[0]
    gradient = tape.gradient(before, picture)
    picture.assign_sub(0.05 * gradient / tf.reduce_max(tf.abs(gradient)))
    assert float(loss.distance(loss.prepare(picture), target)[0]) < float(before)


def test_on_the_stand_in_its_name_says_that_it_is_approximate(loss: EncoderLoss) -> None:
    assert loss.name == "block3_conv3 of VGG16 (HED fine-tuned), approximate"
    assert not loss.is_exact
