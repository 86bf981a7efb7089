from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_core import films, latents
from ml_core.__main__ import main
from ml_core.contracts import Latent

ROOT = Path(__file__).parents[3]
FATHER, MOTHER = (str(ROOT / "generation" / "samples" / f"{role}.jpg") for role in ("father", "mother"))


def write_codes(folder: Path, couple: tuple[Latent, Latent]) -> list[str]:
    paths = [folder / "a.npz", folder / "b.npz"]
    for path, latent in zip(paths, couple, strict=True):
        path.write_bytes(latents.to_bytes(latent))
    return list(map(str, paths))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--ages", "1,three"], "--ages are years separated by commas, such as 1,3,6,10,15,20,25. Received: 1,three"),
        (["--ages", "6"], "2 to 12 ages. Received: 1"),
        (["--ages", "6,3"], "ages rise. Received: 6, 3"),
        (["--ages", "3,30"], "age_years must lie in [0, 25]"),
        (["--dominance", "2"], "dominance must lie in [-1, 1]"),
        (["--seconds", "90"], "2 to 30 seconds. Received: 90.0"),
        (["--size", "333"], "even number of pixels. Received: 333"),
        (["--out", "/proc/out"], "/proc can't be written"),
    ],
)
def test_a_request_that_makes_no_sense_is_answered_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    out = tmp_path / "out"
    assert main(["grow", "gone.jpg", "gone.jpg", "--out", str(out), *arguments]) == 2
    output = capsys.readouterr()
    assert output.err.startswith("error: ")
    assert said in output.err
    assert output.out == ""
    assert not out.exists()


def test_a_missing_ffmpeg_is_the_machine_s_fault_and_told_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "nowhere"))
    assert main(["grow", "gone.jpg", "gone.jpg", "--out", str(tmp_path / "out")]) == 1
    assert "ffmpeg can't be run" in capsys.readouterr().err


def test_a_bad_parent_is_told_before_tensorflow_is_loaded(tmp_path: Path) -> None:
    arguments = ["grow", FATHER, str(tmp_path / "gone.npz"), "--out", str(tmp_path / "out")]
    code = f"import sys; from ml_core.__main__ import main; main({arguments}); sys.exit('tensorflow' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "error: B " in result.stderr
    assert "gone.npz: " in result.stderr


@pytest.mark.science
@pytest.mark.usefixtures("few_steps")
def test_two_codes_become_a_strip_and_two_films(
    tmp_path: Path, couple: tuple[Latent, Latent], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "out"
    request = ["--ages", "4,22", "--sex", "boy", "--seconds", "2", "--size", "128", "--out", str(out), "--json"]
    assert main(["grow", *write_codes(tmp_path, couple), *request]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sex"], told["ages_years"], told["generator"]) == ("boy", [4.0, 22.0], couple[0].generator)
    assert {str(path) for path in out.iterdir()} == {told["strip"], told["mp4"], told["webp"]}
    with Image.open(told["strip"]) as strip:
        assert (strip.format, strip.size) == ("PNG", (512, 256))
    with Image.open(told["webp"]) as webp:
        assert (webp.size, webp.info["loop"], getattr(webp, "n_frames", 1)) == ((256, 256), 0, 12)
    assert Path(told["webp"]).stat().st_size < 2_000_000
    film = decode(told["mp4"], size=128)
    assert len(film) == 48
    assert np.abs(film[0] - film[-1]).mean() > 5


def decode(path: str, *, size: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """[N, size, size, 3]"""
    command = [films.find_ffmpeg(), "-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, size, size, 3).astype(np.float32)
