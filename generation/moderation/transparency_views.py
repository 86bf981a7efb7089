"""What moderators did each year, in numbers, for everybody."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from generation.models import Appellant, DecisionKind, Ground, Outcome, Reason
from generation.moderation.figures import HOURS_TO_DECIDE, Figures, get_figures


@dataclass(frozen=True, kw_only=True)
class Table:
    title: str
    rows: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(number for _label, number in self.rows)


@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    years = [{"figures": figures, "tables": _tables(figures)} for figures in get_figures()]
    return render(request, "moderation/transparency.html", {"years": years, "hours": HOURS_TO_DECIDE})


@require_safe
def download_year(request: HttpRequest, year: int) -> HttpResponse:
    figures = next((figures for figures in get_figures() if figures.year == year), None)
    if figures is None:
        raise Http404("There are no figures of that year.")
    name = f"transparency-{year}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow(["figure", "code", "value"])
    writer.writerows(_lines(figures))
    return response


def _tables(figures: Figures) -> list[Table]:
    """Only what happened: a year with little to tell is short."""
    tables = [
        Table(title=_("Reports, by what is wrong"), rows=_rows(figures.reports, Reason)),
        Table(title=_("Decisions, by what was decided"), rows=_rows(figures.decisions, DecisionKind)),
        Table(title=_("What decisions rest on"), rows=_rows(figures.grounds, Ground)),
        Table(title=_("Appeals, by who made them"), rows=_rows(figures.appeals, Appellant)),
        Table(title=_("What came of appeals"), rows=_rows(figures.outcomes, Outcome)),
    ]
    return [table for table in tables if table.rows]


def _rows(counter: Counter[str], choices: type[TextChoices]) -> list[tuple[str, int]]:
    """In the order of the choices; codes of former ones last, as they are."""
    labels = dict(choices.choices)
    codes = [*labels, *sorted(code for code in counter if code not in labels)]
    return [(str(labels.get(code, code)), counter[code]) for code in codes if counter[code]]


def _lines(figures: Figures) -> list[list[Any]]:
    """All codes, also those of which there is nothing, so that years can be laid side by side. An empty value: there is
    none.
    """
    counted = [
        ("reports", figures.reports, Reason),
        ("decisions", figures.decisions, DecisionKind),
        ("grounds", figures.grounds, Ground),
        ("appeals", figures.appeals, Appellant),
        ("appeals_decided", figures.outcomes, Outcome),
    ]
    return [
        ["cases_opened", "", figures.num_cases],
        ["hidden_at_once", "", figures.num_hidden],
        ["looks_in_full", "", figures.num_looks],
        ["median_hours_to_decision", "", figures.median_hours],
        [f"percent_decided_within_{HOURS_TO_DECIDE}_hours", "", figures.percent_in_time],
        *(
            [figure, code, counter[code]]
            for figure, counter, choices in counted
            for code in [*choices.values, *sorted(set(counter) - set(choices.values))]
        ),
    ]
