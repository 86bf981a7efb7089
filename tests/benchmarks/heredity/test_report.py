from __future__ import annotations

import numpy as np

from benchmarks.heredity import report
from benchmarks.heredity.figures import Judged, Row
from benchmarks.heredity.measures import Resemblance
from ml_core.contracts import Sex


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
    judged = Judged(method="ours", rows=list(rows), kept=0.75, faces={})
    machine = {"date": "2026-11-26", "processor": "a processor", "cores": 2, "tensorflow": "2"}
    text = report.page(
        machine, "generator:1", [judged], titles={"ours": "our way"}, differences=["theirs: other"], num_couples=24
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
