"""Writes what face-api itself says of the sample couple, for AgeGenderNet's parity test.

    npm install --prefix FOLDER @tensorflow/tfjs@4.22.0
    npm pack @vladmandic/face-api@1.7.15
    python -m benchmarks.heredity.age_gender_net_reference --package vladmandic-face-api-1.7.15.tgz \\
        --node-modules FOLDER/node_modules --out tests/benchmarks/heredity/age_gender_net.npz

Takes seconds; Node 20 is needed here alone. face-api is given dlib's landmarks, so that no detector of its own comes
between.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ml_core.alignment import detection
from ml_core.catalogue.store import ROOT
from ml_core.contracts import FloatArray, Picture
from ml_core.images import load_picture, resize
from ml_core.training import tfjs_package

SAMPLES = ROOT / "generation" / "samples"
SCRIPT = Path(__file__).with_name("age_gender_net_in_face_api.mjs")
FILES = ("dist/face-api.node.js", "model/age_gender_model-weights_manifest.json", "model/age_gender_model.bin")
SIZE = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="@vladmandic/face-api, a .tgz or its folder")
    parser.add_argument("--node-modules", type=Path, required=True, help="a folder with @tensorflow/tfjs")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    pictures = np.stack([resize(load_picture(SAMPLES / f"{role}.jpg"), SIZE) for role in ("father", "mother")])
    landmarks = np.stack([detection.find_landmarks(picture, detection.find_faces(picture)[0]) for picture in pictures])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in FILES:
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_bytes(tfjs_package.read_file(args.package, file))
        answers = [
            _ask(folder, picture, points, node_modules=args.node_modules.resolve())
            for picture, points in zip(pictures, landmarks, strict=True)
        ]
    np.savez_compressed(
        args.out,
        pictures=pictures,
        landmarks=landmarks,
        age_years=np.array([answer["age_years"] for answer in answers], np.float32),
        p_female=np.array([answer["p_female"] for answer in answers], np.float32),
        cut_shapes=np.array([answer["cut"]["shape"] for answer in answers]),
        cut_corners=np.array([answer["cut"]["corner"] for answer in answers], np.uint8),
    )


def _ask(folder: Path, picture: Picture, landmarks: FloatArray, *, node_modules: Path) -> dict[str, Any]:
    height, width = picture.shape[:2]
    (folder / "picture.u8").write_bytes(picture.tobytes())
    (folder / "request.json").write_text(
        json.dumps({"height": height, "width": width, "landmarks": landmarks.tolist()})
    )
    files = [folder / file for file in ("picture.u8", "request.json", "answer.json")]
    subprocess.run(["node", SCRIPT, node_modules, folder, *files], check=True)
    answer: dict[str, Any] = json.loads((folder / "answer.json").read_text())
    return answer


if __name__ == "__main__":
    main()
