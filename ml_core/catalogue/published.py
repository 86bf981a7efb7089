"""Weights that their authors publish on servers of their own.

Licences forbid us to pass the optional ones on, so a person fetches them. No author publishes a hash of NVIDIA's two.
"""

from __future__ import annotations

from ml_core.catalogue.weight import Weight

VGG16_NO_TOP = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"

PUBLISHED = (
    Weight(
        name="stylegan1/karras2019stylegan-ffhq-1024x1024.pkl",
        sources=("https://drive.google.com/file/d/1MEGjdvVpUsu1jB4zrXZN7Y4kBBOzizDQ/view",),
        sha256="f277a43711447812d809b2fdd7748b945cfd7bdcd391d66e557a68d590309aab",
        official=False,  # one third party's record; the size agrees with the arithmetic of the network's arrays
        size=324_733_157,
        format="pickle",
        licence="CC-BY-NC-4.0",
        purpose="generator of the paper: StyleGAN, FFHQ 1024, to be converted",
    ),
    Weight(
        name="perceptual/vgg16_zhang_perceptual.pkl",
        sources=(
            "https://drive.google.com/file/d/1N2-m9qszOeVC9Tq77WxsLnuWwOedQiD2/view",
            "https://nvlabs-fi-cdn.nvidia.com/stylegan/networks/metrics/vgg16_zhang_perceptual.pkl",
        ),
        format="pickle",
        licence="CC-BY-NC-4.0",
        purpose="LPIPS on ImageNet's VGG16 as the StyleGAN authors used it, to be converted",
    ),
    Weight(
        name=f"keras/{VGG16_NO_TOP}",
        sources=(f"https://storage.googleapis.com/tensorflow/keras-applications/vgg16/{VGG16_NO_TOP}",),
        md5="6d6bbae143d832006294945121d1f1fc",
        format="hdf5",
        licence="CC-BY-4.0",
        purpose="VGG16 convolutions of ImageNet, without the classifier",
    ),
)
