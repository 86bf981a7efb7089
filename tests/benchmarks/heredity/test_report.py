from __future__ import annotations

import numpy as np

from benchmarks.heredity import report
from benchmarks.heredity.chosen_traits import Moved
from benchmarks.heredity.clock import Waits
from benchmarks.heredity.couples import SetName, Subjects
from benchmarks.heredity.families import Siblings
from benchmarks.heredity.figures import Row
from benchmarks.heredity.reconstructions import Reconstructions
from benchmarks.heredity.results import SetResults, as_json
from tests.benchmarks.heredity.made_up import couple, judged, row

SISTERS = Siblings(age_years=6.0, apart=0.7, least=0.31, seconds=0.6, faces=[])
CHOSEN = [
    Moved(trait="nose", source="a", gains={"nose": 0.3, "eyes": 0.1, "hair": -0.1}),
    Moved(trait="nose", source="b", gains={"nose": 0.1, "eyes": 0.5, "hair": 0.1}),
]
MACHINE = {"date": "2026-11-26", "processor": "a processor", "cores": 2, "tensorflow": "2"}
BABY, CHILD = row(1.0, "girl", auc=0.9, sex_met=np.nan), row(6.0, "boy", auc=0.7, sex_met=0.5)


def results(name: SetName, *rows: Row, methods: int = 1, num_left_out: int = 0) -> SetResults:
    return SetResults(
        subjects=Subjects(name=name, couples=[couple(1), couple(2)], num_left_out=num_left_out),
        reconstructions=Reconstructions(identity_distance=0.19, lpips=0.12, naturalness=1.5, seconds=22.0),
        judged=[judged(*rows)] * methods,
        siblings=[SISTERS],
        chosen=CHOSEN if name == "drawn" else (),
        monotone=0.95 if name == "drawn" else None,
        waits=Waits(first_child=44.0, further_child=1.5, preview=0.25),
    )


def page(*sets: SetResults) -> list[str]:
    text = report.page(MACHINE, "generator:1", sets, titles={"ours": "our way"}, differences=["theirs: other"])
    return text.splitlines()


def cells(lines: list[str], beginning: str, *, below: str) -> list[str]:
    rest = lines[lines.index(below) :]
    return next(line for line in rest if line.startswith(f"| {beginning} |")).strip("| ").split(" | ")


def test_each_set_has_a_line_an_age_beside_natures() -> None:
    lines = page(results("drawn", BABY, CHILD), results("real", CHILD))
    for name, ages in (("drawn", ("1", "6")), ("real", ("6",))):
        for age in ages:
            assert cells(lines, age, below=f"## Children of {name} couples, our way")
    drawn = cells(lines, "6", below="## Children of drawn couples, our way")
    assert drawn[1:7] == ["0.700", "0.800", "50%", "0.90", "0.70", "0.31"]
    assert drawn[7:] == ["1.25", "50%", "10%", "1.5", "4.5", "50%", "50%", "2.0", "1.00"]
    nature = cells(lines, "*nature, 20+*", below="## Children of drawn couples, our way")
    assert nature[1:6] == ["0.90", "0.80", "6 of 7", "0.99", "0.80-0.90"]


def test_an_age_at_which_sex_or_siblings_are_not_judged_says_so() -> None:
    baby = cells(page(results("drawn", BABY, CHILD)), "1", below="## Children of drawn couples, our way")
    assert baby[5:7] == ["-", "-"]
    assert baby[12:14] == ["-", "-"]


def test_all_ways_stand_in_a_mean_over_ages_that_counts_lost_faces() -> None:
    lines = page(results("drawn", BABY, CHILD, methods=2))
    mean = cells(lines, "our way", below="## All ways, drawn couples, mean over all ages")
    assert mean[1] == "0.800"
    assert mean[-3:] == ["75%", "2", "1.00"]
    assert cells(lines, "our way", below="## All ways, drawn couples, at 6")[-3:] == ["-", "1", "1.00"]


def test_skin_is_told_by_tone_and_a_chosen_trait_by_where_it_moved() -> None:
    lines = page(results("drawn", CHILD))
    assert "| way | light | tan |" in lines
    assert "| our way | 1.2 | 3.0 |" in lines
    assert "| nose | 2 | 50% | 20% | 15% |" in lines
    assert any(line.startswith("In 95% of couples") for line in lines)


def test_oddities_are_counted_and_faults_are_shares() -> None:
    lines = page(results("drawn", CHILD))
    assert "| way | children | glasses | teeth |" in lines
    assert "| our way | 24 | 2 | 20% |" in lines


def test_parents_and_waits_stand_side_by_side() -> None:
    lines = page(results("drawn", CHILD), results("real", CHILD))
    assert "| real | 2 | 0.190 | 0.120 | 1.50 | 22 |" in lines
    assert "| drawn | 44 s | 1.5 s | 0.25 s |" in lines


def test_a_page_without_drawn_couples_shows_nobody() -> None:
    assert not any("heredity.webp" in line for line in page(results("real", CHILD)))
    assert any("heredity.webp" in line for line in page(results("drawn", CHILD), results("real", CHILD)))


def test_what_was_left_out_is_a_number() -> None:
    assert any("1 files or couples could not be used" in line for line in page(results("real", CHILD, num_left_out=1)))


def test_results_hold_figures_and_neither_codes_nor_pictures() -> None:
    found = as_json(MACHINE, [results("real", CHILD)])["sets"]["real"]
    assert found["rows"][0]["natural"]["residual"] == 1.25
    assert found["siblings"] == [{"age_years": 6.0, "apart": 0.7, "least": 0.31, "seconds": 0.6}]
    assert "w_plus" not in str(found)
    assert "array" not in str(found)
