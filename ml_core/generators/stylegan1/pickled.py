"""A generator out of one of NVIDIA's pickles, read without running it (`ml_core.network_pickle`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.generators.stylegan1.architecture import Architecture, check_shapes, check_variables
from ml_core.generators.stylegan1.static_kwargs import architecture_of
from ml_core.network_pickle import Network, open_networks

COMPONENTS = ("mapping", "synthesis")


@dataclass(frozen=True, kw_only=True)
class PickledGenerator:
    """network: its name in the file, such as Gs. variables: under NVIDIA's names, components' names in front."""

    network: str
    architecture: Architecture
    variables: dict[str, FloatArray]


def read_generator(path: Path) -> PickledGenerator:
    """The averaged generator Gs of a (G, D, Gs) file, or the one network of another. D's arrays are never read.

    Raises:
        WeightsRefused: the file, the kind of network, a size or a variable isn't what StyleGAN 1 has.
    """
    with open_networks(path) as networks:
        network = networks[-1]
        if tuple(sorted(network.components)) != COMPONENTS:
            raise WeightsRefused(
                f"{path.name} holds the network {network.name[:80]!r}, which is no StyleGAN 1 generator: "
                f"expected the parts {' and '.join(COMPONENTS)}, found {_listed(network)}."
            )
        parts = {"": network, **{f"{name}/": network.components[name] for name in COMPONENTS}}
        architecture = architecture_of(*(part.static_kwargs for part in parts.values()))
        stored = {f"{prefix}{name}": array for prefix, part in parts.items() for name, array in part.variables.items()}
        check_shapes(architecture, {name: array.shape for name, array in stored.items()})  # before memory is taken
        variables = {name: array.read() for name, array in stored.items()}
        check_variables(architecture, variables)
        return PickledGenerator(network=network.name, architecture=architecture, variables=variables)


def _listed(network: Network) -> str:
    return ", ".join(name[:40] for name in sorted(network.components)[:5]) or "none"
