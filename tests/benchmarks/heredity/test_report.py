from __future__ import annotations

import numpy as np

from benchmarks.heredity import report
from benchmarks.heredity.chosen_traits import Moved
from benchmarks.heredity.families import Siblings
from benchmarks.heredity.figures import Judged, Row
from benchmarks.heredity.measures import Resemblance
from ml_core.contracts import Sex

OURS = report.Ours(
    chosen=[
        Moved(trait="nose", source="a", gains={"nose": 0.3, "eyes": 0.1, "hair": -0.1}),
        Moved(trait="nose", source="b", gains={"nose": 0.1, "eyes": 0.5, "hair": 0.1}),
    ],
    siblings=Siblings(apart=0.7, least=0.31, cost=0.6),
    monotone=0.95,
)


def row(age_years: float, sex: Sex, *, auc: float, sex_met: float) -> Row:
    found = Resemblance(own=0.6, other=0.8, auc=auc, first=0.5, spread=0.9, unbalanced=0.25, lost=1)
    return Row(
        method="ours",
        age_years=age_years,
        sex=sex,
        resemblance=found,
        age_error=1.5,
        sex_met=sex_met,
        seconds=1.0,
    )


def page(*rows: Row) -> list[str]:
    drifts, oddities = {"light": 1.25, "tan": 3.0}, {"children": 24, "glasses": 2}
    judged = Judged(method="ours", rows=list(rows), kept=0.75, drifts=drifts, oddities=oddities, faces={})
    machine = {"date": "2026-11-26", "processor": "a processor", "cores": 2, "tensorflow": "2"}
    text = report.page(
        machine,
        "generator:1",
        [judged],
        titles={"ours": "our way"},
        differences=["theirs: other"],
        num_couples=24,
        ours=OURS,
    )
    return text.splitlines()


def test_the_first_table_is_the_mean_over_all_ages_and_counts_lost_faces() -> None:
    lines = page(row(1.0, "girl", auc=0.9, sex_met=np.nan), row(6.0, "boy", auc=0.7, sex_met=0.5))
    cells = next(line for line in lines if line.startswith("| our way")).split(" | ")
    assert cells[1] == "0.800"
    assert cells[8:11] == ["50%", "75%", "2"]


def test_an_age_at_which_sex_is_not_judged_says_so() -> None:
    lines = page(row(1.0, "girl", auc=0.9, sex_met=np.nan), row(6.0, "boy", auc=0.7, sex_met=0.5))
    below = lines[lines.index("## At 1") :]
    assert next(line for line in below if line.startswith("| our way")).split(" | ")[8] == "-"


def test_skin_is_told_by_tone_and_a_chosen_trait_by_where_it_moved() -> None:
    lines = page(row(6.0, "girl", auc=0.9, sex_met=1.0))
    assert "| way | light | tan |" in lines
    assert "| our way | 1.2 | 3.0 |" in lines
    assert "| nose | 2 | 50% | 20% | 15% |" in lines
    assert any("0.70 of the distance" in line for line in lines)


def test_what_nobody_asked_for_is_counted() -> None:
    lines = page(row(6.0, "girl", auc=0.9, sex_met=1.0))
    assert "| way | children | glasses |" in lines
    assert "| our way | 24 | 2 |" in lines
