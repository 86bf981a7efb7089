"""Weights that their authors publish on servers of their own, and mirrors of built-in ones.

Licences forbid us to pass the optional ones on, so a person fetches them. No author publishes a hash of NVIDIA's two.
"""

from __future__ import annotations

from ml_core.catalogue.contents import Contents
from ml_core.catalogue.sources import DriveFile, WebFile
from ml_core.catalogue.weight import Weight

DLIB_68_LANDMARKS = WebFile(
    url="https://dlib.net/files/shape_predictor_68_face_landmarks.dat.bz2",
    packed=Contents(
        size=64_040_097, sha256="7d6637b8f34ddb0c1363e09a4628acb34314019ec3566fd66b80c04dda6980f5", format="bz2"
    ),
)

PUBLISHED = (
    Weight(
        name="stylegan1/karras2019stylegan-ffhq-1024x1024.pkl",
        sources=(DriveFile(id="1MEGjdvVpUsu1jB4zrXZN7Y4kBBOzizDQ"),),
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
            DriveFile(id="1N2-m9qszOeVC9Tq77WxsLnuWwOedQiD2"),
            WebFile(url="https://nvlabs-fi-cdn.nvidia.com/stylegan/networks/metrics/vgg16_zhang_perceptual.pkl"),
        ),
        format="pickle",
        licence="CC-BY-NC-4.0",
        purpose="LPIPS on ImageNet's VGG16 as the StyleGAN authors used it, to be converted",
    ),
    Weight(
        name="keras/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
        sources=(
            WebFile(
                url="https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
                "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
            ),
        ),
        md5="6d6bbae143d832006294945121d1f1fc",
        format="hdf5",
        licence="CC-BY-4.0",
        purpose="VGG16 convolutions of ImageNet, without the classifier",
    ),
)
