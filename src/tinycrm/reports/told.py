"""KPIs that are rows of a report and no single figure: what `report explain` says of them.

The text is data, since a program that runs without docstrings says it too; tools/generate_kpis.py compares it with
what the report says of itself.
"""

from __future__ import annotations


class Told:
    """One such KPI.

    Attributes:
        key, name: for programs and people.
        report: the name of the report that shows the numbers.
        formula, unit, empty, source: its definition.
    """

    __slots__ = ("empty", "formula", "key", "name", "report", "source", "unit")

    def __init__(self, key: str, name: str, report: str) -> None:
        self.key = key
        self.name = name
        self.report = report
        self.formula, self.unit, self.empty, self.source = (text.removesuffix(".") for text in TEXTS[report])


# report → formula, unit, empty, source
TEXTS: dict[str, tuple[str, str, str, str]] = {
    "cohorts": (
        (
            "parties of the month that have a purchase in the month k later / parties of the month; k = 0 is 1. "
            "Retained: the same over all the months that have come so far. Nobody is new twice: what was bought before "
            "the period counts as the first purchase too."
        ),
        "parties; ratio.",
        '"-" where the month k later ends after as_of, and for a month in which nobody bought for the first time.',
        "sales, won deals without sales of their own.",
    ),
    "rfm": (
        (
            "each score = 1 + ⌊5 × (parties strictly worse) / n⌋, equal values equal scores: days since the last "
            "purchase at as_of, purchases, net money in one currency. FM = ⌈(F + M) / 2⌉. R 4-5: FM 4-5 champion, 2-3 "
            "promising, 1 new; R 3: FM 4-5 loyal, 1-3 attention; R 1-2: FM 4-5 at risk, 3 slipping, 1-2 lost. All "
            "purchases up to as_of count, whenever the period begins."
        ),
        "parties; ratio; money; days.",
        '"-" under 5 parties.',
        "sales, refunds, won deals without sales of their own.",
    ),
    "cross-sell": (
        (
            "a basket is what a party bought in the period and subscribes to since; support = P(both); confidence = "
            "P(both) / P(product); lift = confidence / P(other). Missing: of the products that a customer does not "
            "have, the one with the highest confidence from one that it has, where lift is above 1 and two customers "
            "have both."
        ),
        "parties; ratio; lift is a number.",
        "no row without two products of one customer.",
        "sales that are no refunds, subscriptions; products that neither names are not known.",
    ),
    "forecast": (
        (
            "Σ value × probability (the deal's own, else its stage's) of the deals expected in the month; those "
            "expected before today are overdue, those without a day undated, in rows of their own."
        ),
        "money of the row's currency.",
        '"-" where no deal of the row has a value; deals without a value are counted.',
        "open deals and pipelines.yaml.",
    ),
    "win-loss": (
        (
            "win rate = won / (won + lost); by value = won value / (won + lost value), per currency; average deal = won"
            " value / valued won deals; cycle = closed_on - opened_on of won deals, mean and median; deals and their"
            " value by reason."
        ),
        "deals; ratio; money of the row's currency; days.",
        (
            'counts and sums are 0 once there is any deal, else "-"; a rate or mean without a denominator is "-", as is'
            " the rate by value without lost value."
        ),
        "won and lost deals, each once.",
    ),
    "stages": (
        (
            "conversion = of deals that first entered the stage in the period: later in a further open stage, or won / "
            "entered; decided = the same / advanced or closed; days = of the stays that ended in the period, mean and "
            "median; funnel = reached beyond the stage / reached it or beyond, a skipped stage counting as reached. A "
            "backward move is no advance."
        ),
        "ratio; days.",
        '"-" where nothing entered, reached or left.',
        "the history of stages.",
    ),
    "funnel": (
        (
            "funnel = reached beyond the stage / reached the stage or one beyond it for the first time in the period; a"
            " skipped stage counts as reached, a backward move takes nothing back. Of all = reached / reached the first"
            " stage."
        ),
        "deals; ratio.",
        '"-" where nothing was reached.',
        "the history of stages.",
    ),
    "sources": (
        (
            "conversion = ever customer by the end of the period / new leads; revenue = that of parties and deals of "
            "the source; spent = expenses of kind marketing and sales whose channel has the source's name; CAC = spent "
            "/ new customers of the source."
        ),
        "parties; ratio; money of the row's currency.",
        '"-" without leads, revenue, expenses or new customers; CAC is "-" when several currencies were spent.',
        (
            "leads as in the report leads; sales, won deals, subscriptions; expenses. The counts of a source stand in "
            "its first row, so that they add up."
        ),
    ),
}


TOLD: tuple[Told, ...] = (
    Told("stage_conversion", "Stage conversion", "stages"),
    Told("stage_days", "Days in a stage", "stages"),
    Told("funnel", "Funnel", "funnel"),
    Told("forecast", "Forecast", "forecast"),
    Told("reasons", "Reasons", "win-loss"),
    Told("cohorts", "Cohorts", "cohorts"),
    Told("rfm", "RFM scores", "rfm"),
    Told("rfm_class", "RFM class", "rfm"),
    Told("cross_sell", "Cross-sell", "cross-sell"),
    Told("by_source", "By source", "sources"),
)
# other names of KPIs
ALIASES = {"loyalty": "repeat_rate"}


def find_told(key: str) -> Told | None:
    """Gives the KPI of a report with this key, or None."""
    return next((kpi for kpi in TOLD if kpi.key == key), None)
