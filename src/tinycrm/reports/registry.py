"""The reports there are, and what each may be asked."""

from __future__ import annotations

from tinycrm.errors import UsageError
from tinycrm.reports.groups import TIMES, WORDS


class ReportKind:
    """One report.

    Attributes:
        name: as `tinycrm report NAME`.
        about: one line.
        module, function: where its formula stands, for the documentation.
        reader: MODULE.FUNCTION under services/reporting that reads and makes it.
        noun: what --where is a filter of; "party" for contacts and companies alike, "" when it takes none.
        splits: what `--by` may name.
        period: the period it is of when none is given; "" for a look at today, which has none.
        takes: which of the options "compare", "pipeline" and "in" mean something to it.
    """

    __slots__ = ("about", "function", "module", "name", "noun", "period", "reader", "splits", "takes")

    def __init__(
        self,
        name: str,
        about: str,
        module: str,
        function: str,
        *,
        reader: str,
        noun: str = "",
        splits: tuple[str, ...] = (),
        period: str = "",
        takes: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.about = about
        self.module = module
        self.function = function
        self.reader = reader
        self.noun = noun
        self.splits = splits
        self.period = period
        self.takes = takes


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        "kpi",
        "The scorecard: every KPI with the period before and its goal",
        "kpi",
        "kpi_report",
        reader="scorecard.kpi",
        noun="party",
        period="month",
        takes=("compare", "pipeline", "in"),
    ),
    ReportKind(
        "next",
        "Who to call today and why: tickets, feedback, replies owed, renewals, rotting deals, lapsed buyers, cadence",
        "attention",
        "next_report",
        reader="attention.next_calls",
        noun="party",
    ),
    # --- deals ---
    ReportKind(
        "pipeline",
        "Open deals by stage: count, value, weighted value, age",
        "pipeline",
        "pipeline_report",
        reader="deals.pipeline",
        noun="deal",
        splits=("owner", "company", "source"),
        takes=("pipeline", "in"),
    ),
    ReportKind(
        "forecast",
        "Weighted value of open deals by month of expected close",
        "forecast",
        "forecast_report",
        reader="deals.forecast",
        noun="deal",
        takes=("pipeline", "in"),
    ),
    ReportKind(
        "win-loss",
        "Won and lost deals: rates, values, cycle, reasons",
        "win_loss",
        "win_loss_report",
        reader="deals.win_loss",
        noun="deal",
        splits=(*TIMES, *(word for word in WORDS if word != "stage")),
        period="all",
        takes=("pipeline", "in"),
    ),
    ReportKind(
        "stages",
        "How deals get from stage to stage, and how long they stay",
        "stages",
        "stages_report",
        reader="deals.stages",
        noun="deal",
        period="all",
        takes=("pipeline",),
    ),
    # --- leads and marketing ---
    ReportKind(
        "leads",
        "New leads by source: conversion and time to the first answer",
        "leads",
        "leads_report",
        reader="leads.leads",
        noun="party",
        period="month",
    ),
    # --- discipline ---
    ReportKind(
        "activity",
        "Interactions by kind, person and day; tasks done on time",
        "activity",
        "activity_report",
        reader="activity.activity",
        noun="interaction",
        splits=("kind", "owner", "day", *TIMES),
        period="month",
    ),
)
_SCORECARD = next(kind for kind in REPORTS if kind.name == "kpi")


def find_report(text: str, kpis: tuple[str, ...] = ()) -> tuple[ReportKind, str]:
    """Gives the report that a name means, and the single KPI when the name is one's key.

    Raises:
        UsageError: neither; the hint names the reports.
    """
    from tinycrm.domain.fields import did_you_mean

    word = text.strip().lower()
    for kind in REPORTS:
        if word.replace("_", "-") == kind.name:
            return kind, ""
    if word.replace("-", "_") in kpis:
        return _SCORECARD, word.replace("-", "_")
    names = [kind.name for kind in REPORTS]
    raise UsageError(
        f"there is no report '{text}'",
        code="unknown_report",
        hint=f"{did_you_mean(word, [*names, *kpis])}one of: {', '.join(names)}, or the key of a KPI",
    )
