"""Reads the constants of an OpenVINO IR v10 network: a plain XML description beside a file of raw numbers."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsDamaged


def read_constants(xml_path: Path, bin_path: Path) -> dict[str, FloatArray]:
    """Every float32 constant by its layer name, in file order.

    The two files come from the catalogue, which has checked their hashes; offsets are checked all the same, because a
    wrong pair of files would otherwise give plausible numbers.

    Raises:
        WeightsDamaged: the XML can't be parsed, or names bytes that the file of numbers doesn't hold.
    """
    numbers = np.memmap(bin_path, dtype=np.uint8, mode="r")
    try:
        layers = ElementTree.parse(xml_path).getroot().find("layers")  # noqa: S314 -- hash-checked, not a stranger's
    except ElementTree.ParseError as error:
        raise WeightsDamaged(f"{xml_path} is not readable XML ({error}). Delete it and run `make models`.") from error
    if layers is None:
        raise WeightsDamaged(f"{xml_path} describes no layers. Delete it and run `make models`.")
    constants: dict[str, FloatArray] = {}
    for layer in layers:
        data = layer.find("data")
        if layer.get("type") != "Const" or data is None or data.get("element_type") != "f32":
            continue
        shape = tuple(int(size) for size in (data.get("shape") or "").split(",") if size.strip())
        offset, num_bytes = int(data.get("offset", "0")), int(data.get("size", "0"))
        if num_bytes != 4 * int(np.prod(shape, dtype=np.int64)) or offset + num_bytes > numbers.size:
            raise WeightsDamaged(
                f"{xml_path.name}: {layer.get('name')} wants {num_bytes} bytes at {offset} for shape {shape}, "
                f"but {bin_path.name} has {numbers.size}. Delete both files and run `make models`."
            )
        raw = numbers[offset : offset + num_bytes].tobytes()
        constants[str(layer.get("name"))] = np.frombuffer(raw, dtype="<f4").reshape(shape)
    return constants
