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
    # --- revenue and customers ---
    ReportKind(
        "revenue",
        "What was earned: by month, product, company, source, owner, campaign or kind",
        "revenue",
        "revenue_report",
        reader="revenue.revenue",
        noun="sale",
        splits=(*TIMES, "product", "company", "source", "owner", "campaign", "kind"),
        period="year",
        takes=("compare", "in"),
    ),
    ReportKind(
        "customers",
        "Customers: who came, came back and left; retention, churn, growth; what each is worth",
        "customers",
        "customers_report",
        reader="customers.customers",
        noun="party",
        splits=TIMES,
        period="month",
        takes=("compare", "in"),
    ),
    ReportKind(
        "cohorts",
        "Who buys again: by month of the first purchase, one column a month later",
        "cohorts",
        "cohorts_report",
        reader="cohorts.cohorts",
        noun="party",
        splits=("month", "quarter"),
        period="last 12 months",
    ),
    ReportKind(
        "rfm",
        "Customers by class: champions, loyal, at risk, lost, by recency, frequency and money",
        "rfm",
        "rfm_report",
        reader="rfm.rfm",
        noun="party",
        splits=("class", "customer"),
        period="all",
        takes=("in",),
    ),
    ReportKind(
        "ltv",
        "What customers brought so far, the best first, and the lifetime value of one",
        "ltv",
        "ltv_report",
        reader="ltv.ltv",
        noun="party",
        period="month",
        takes=("in",),
    ),
    ReportKind(
        "cross-sell",
        "Which products go together; by company what each customer is missing",
        "cross_sell",
        "cross_sell_report",
        reader="cross_sell.cross_sell",
        noun="party",
        splits=("company",),
        period="all",
    ),
    # --- deals ---
    ReportKind(
        "pipeline",
        "Open deals by stage: count, value, weighted value, age",
        "pipeline",
        "pipeline_report",
        reader="deals.pipeline",
        noun="deal",
        splits=("owner", "company", "source", "campaign"),
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
        splits=(*TIMES, *(word for word in WORDS if word != "stage"), "campaign"),
        period="all",
        takes=("compare", "pipeline", "in"),
    ),
    ReportKind(
        "stages",
        "How many deals advance from each stage, and how long they stay",
        "stages",
        "stages_report",
        reader="deals.stages",
        noun="deal",
        splits=("owner", "source"),
        period="all",
        takes=("pipeline",),
    ),
    ReportKind(
        "funnel",
        "How many deals reach each stage, go on, and are won",
        "stages",
        "funnel_report",
        reader="deals.funnel",
        noun="deal",
        splits=("owner", "source"),
        period="all",
        takes=("compare", "pipeline"),
    ),
    ReportKind(
        "velocity",
        "What the pipeline brings a day, and the four numbers it is made of",
        "velocity",
        "velocity_report",
        reader="velocity.velocity",
        noun="deal",
        splits=(*TIMES, "owner", "source"),
        period="quarter",
        takes=("compare", "pipeline", "in"),
    ),
    # --- leads and marketing ---
    ReportKind(
        "leads",
        "New leads by source: conversion and time to the first answer",
        "leads",
        "leads_report",
        reader="leads.leads",
        noun="party",
        splits=(*TIMES, "source", "owner"),
        period="month",
        takes=("compare",),
    ),
    ReportKind(
        "sources",
        "What each source brings and costs: leads, conversion, customers, revenue, expenses",
        "sources",
        "sources_report",
        reader="sources.sources",
        noun="party",
        period="quarter",
        takes=("compare", "in"),
    ),
    ReportKind(
        "acquisition",
        "What it costs to win customers; expenses by channel; campaigns and what they bring",
        "acquisition",
        "acquisition_report",
        reader="acquisition.acquisition",
        noun="expense",
        splits=(*TIMES, "kind", "channel", "campaign"),
        period="quarter",
        takes=("compare", "in"),
    ),
    # --- recurring revenue ---
    ReportKind(
        "subscriptions",
        "MRR from the start of the period to its end, by month or product; retention; renewals",
        "subscriptions",
        "subscriptions_report",
        reader="subscriptions.subscriptions",
        noun="subscription",
        splits=(*TIMES, "product", "owner", "interval"),
        period="month",
        takes=("compare", "in"),
    ),
    # --- satisfaction and service ---
    ReportKind(
        "satisfaction",
        "NPS, CSAT and CES, their course and the latest comments",
        "satisfaction",
        "satisfaction_report",
        reader="satisfaction.satisfaction",
        noun="feedback",
        splits=(*TIMES, "owner", "channel", "product"),
        period="quarter",
        takes=("compare",),
    ),
    ReportKind(
        "service",
        "Tickets: time to the first answer and to resolution, what is open and how old",
        "service",
        "service_report",
        reader="service.service",
        noun="ticket",
        splits=(*TIMES, "channel", "priority", "owner"),
        period="month",
        takes=("compare",),
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
        takes=("compare",),
    ),
    ReportKind(
        "tasks",
        "Tasks: due, done by their day, late, overdue, by person or priority",
        "tasks",
        "tasks_report",
        reader="tasks.tasks",
        noun="task",
        splits=("owner", "priority", *TIMES),
        period="month",
        takes=("compare",),
    ),
    ReportKind(
        "stale",
        "Contacts, companies and open deals that nobody was in touch with for long",
        "stale",
        "stale_report",
        reader="stale.stale",
        noun="party",
        splits=("owner",),
    ),
    ReportKind(
        "data-quality",
        "How complete, unlike, valid and fresh the records are, and what is to be mended",
        "data_quality",
        "data_quality_report",
        reader="quality.quality",
        noun="party",
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
