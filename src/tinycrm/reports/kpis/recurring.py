"""What subscriptions bring, keep and lose."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Recurring revenue"
_NONE = "- before the first subscription, then 0"
_START = "- when the start MRR is 0"
_CHANGES = "subscriptions and their changes"
_TERMS = "terms of subscriptions"


def _money(key: str, name: str, formula: str, *, less: bool = False, flow: bool = True) -> Kpi:
    return Kpi(key, name, "money", formula, _NONE, _CHANGES, less_is_better=less, group=GROUP, flow=flow)


def _ratio(key: str, name: str, formula: str, empty: str = _START, source: str = _CHANGES) -> Kpi:
    return Kpi(key, name, "ratio", formula, empty, source, group=GROUP)


KPIS: tuple[Kpi, ...] = (
    _money(
        "mrr",
        "MRR",
        "Σ amount / months of its interval (a week is 12/52 of a month) of the subscriptions on the last day, by their"
        " last change up to it, per currency; without trials, pauses and changes yet to come",
        flow=False,
    ),
    _money("arr", "ARR", "MRR × 12", flow=False),
    _money(
        "new_mrr",
        "New MRR",
        "end MRR of the parties with start MRR 0 that never paid for a subscription before, per currency",
    ),
    _money(
        "reactivation_mrr",
        "Reactivated MRR",
        "end MRR of the parties with start MRR 0 that paid for a subscription before, per currency",
    ),
    _money("expansion", "Expansion", "Σ rise of MRR, start to end, of the parties with start MRR, per currency"),
    _money(
        "contraction",
        "Contraction",
        "Σ fall of MRR to above 0, start to end, of the parties with start MRR, per currency",
        less=True,
    ),
    _money("churned_mrr", "Churned MRR", "Σ start MRR of the parties whose end MRR is 0, per currency", less=True),
    _ratio("nrr", "Net revenue retention", "Σ end MRR of the parties with start MRR / start MRR, per currency"),
    _ratio(
        "grr",
        "Gross revenue retention",
        "Σ the lesser of start and end MRR of the parties with start MRR / start MRR, per currency",
    ),
    _ratio("expansion_rate", "Expansion rate", "expansion / start MRR, per currency"),
    _ratio(
        "renewal_rate",
        "Renewal rate",
        "terms that ended in the period and were renewed no later than 30 days after / those less the undecided"
        " still in these 30 days today",
        "- when none ended",
        _TERMS,
    ),
    _ratio(
        "renewal_rate_value",
        "Renewal rate by value",
        "the same, each term with the MRR that was last paid by its end, per currency",
        "- when none ended that was paid for",
        f"{_TERMS}; their changes",
    ),
    Kpi(
        "arpa",
        "MRR per subscriber",
        "money",
        "MRR / subscribers on the last day",
        "- without subscribers; with several currencies, unless --in",
        _CHANGES,
        group=GROUP,
    ),
    Kpi(
        "subscribers",
        "Subscribers",
        "count",
        "parties with MRR on the last day; a subscription of nobody counts as one",
        _NONE,
        _CHANGES,
        group=GROUP,
    ),
)
