from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from generation import engine
from generation.models import Expression, Job


@dataclass(frozen=True, kw_only=True)
class ChildSpec:
    """The description of a child, or of several. sex "" = left to chance; seed None = any; sources: the parent of each
    trait that was chosen; siblings: how many at once; years_apart: by how much each is older than the one before;
    identical: they are twins.

    Raises engine.InputError for what cannot be made, so that no row ever holds it.
    """

    age_years: float
    sex: str = ""
    dominance: float = 0.0
    expression: str = Expression.CALM.value
    seed: int | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    siblings: int = 1
    years_apart: int = 0
    identical: bool = False

    def __post_init__(self) -> None:
        self.requests()

    def requests(self) -> list[engine.ChildRequest]:
        """Returns a request for each child."""
        first = engine.ChildRequest(
            age_years=self.age_years,
            sex=next((sex for sex in engine.SEXES if sex == self.sex), None),
            dominance=self.dominance,
            expression=cast("engine.Expression", self.expression),
            seed=self.seed or 0,
            sources=cast("Mapping[engine.Trait, engine.Source]", self.sources),
        )
        return engine.siblings(first, self.siblings, identical=self.identical, years_apart=self.years_apart)


def spec_of(job: Job) -> ChildSpec:
    return ChildSpec(
        age_years=job.age_years,
        sex=job.sex,
        dominance=job.dominance,
        expression=job.expression,
        seed=job.seed,
        sources=job.sources,
        siblings=job.siblings,
        years_apart=job.years_apart,
        identical=job.identical,
    )
