"""More of the numbers that went into a KPI than a scorecard has to read."""

from __future__ import annotations

from tinycrm.reports.acquisition import WINNING
from tinycrm.reports.figures import money_of, money_sum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.domain.results import Json
    from tinycrm.reports.figure import Figure
    from tinycrm.services.reporting.question import Question

    Inputs = list[tuple[str, Json]]
    Teller = Callable[[Question, Figure], Inputs]

_EVERY = {"month": "every month", "week": "every week"}


def tell_more(q: Question, figures: Sequence[Figure]) -> None:
    """The figures of one KPI in the period have every number that went in among their inputs."""
    for figure in figures:
        teller = _TELLERS.get(figure.key)
        if teller is not None:
            figure.inputs = tuple(teller(q, figure))


def _mrr(q: Question, figure: Figure) -> Inputs:
    """Who pays at which interval, and what it is a month."""
    from tinycrm.services.reporting.recurring import bridged

    found = bridged(q, [q.span], "interval")
    inputs: Inputs = []
    for interval, currency in sorted(found.of):
        bridge = found.of[interval, currency][0]
        if currency != figure.currency or not bridge.end_n:
            continue
        words = _EVERY.get(interval, f"every {interval}")
        inputs.append((f"subscribers that pay {words}", bridge.end_n))
        inputs.append((f"MRR of what is paid {words}", money_of(found.monthly.value(bridge.end), currency)))
    return [*inputs, *figure.inputs]


def _subscribers(q: Question, figure: Figure) -> Inputs:
    from tinycrm.services.reporting.recurring import bridged

    found = bridged(q, [q.span])
    inputs: Inputs = []
    for (_, currency), (bridge, *_) in sorted(found.of.items()):
        if bridge.end_n:
            inputs.append((f"parties that pay in {currency}", bridge.end_n))
    return [*inputs, *figure.inputs]


def _arpa(q: Question, figure: Figure) -> Inputs:
    """With several currencies, what is paid in each."""
    if figure.value is not None:
        return list(figure.inputs)
    from tinycrm.services.reporting.recurring import bridged

    found = bridged(q, [q.span])
    inputs: Inputs = []
    for (_, currency), (bridge, *_) in sorted(found.of.items()):
        if bridge.end:
            inputs.append(
                (f"MRR in {currency}", _amount(money_of(found.monthly.value(bridge.end), currency), currency))
            )
    return [*inputs, *figure.inputs]


def _revenue_per_customer(q: Question, figure: Figure) -> Inputs:
    return _in_each(q, figure, q.span.first)


def _ltv_to_date(q: Question, figure: Figure) -> Inputs:
    from tinycrm.domain.periods import FIRST_DAY

    return _in_each(q, figure, FIRST_DAY)


def _in_each(q: Question, figure: Figure, first: str) -> Inputs:
    """With several currencies, what was earned in each."""
    from tinycrm.services.reporting.revenue import earned

    (name, total), *rest = figure.inputs
    parts = earned(q, first, q.span.as_of)
    if total is not None or not parts:
        return list(figure.inputs)
    sums = [
        (f"{name} in {code}", _amount(money_of(own.total.share, code), code)) for code, own in sorted(parts.items())
    ]
    return [*sums, *rest]


def _amount(value: Json, currency: str) -> Json:
    return {"amount": value, "currency": currency}


def _new_leads(q: Question, figure: Figure) -> Inputs:
    """Those whose day nobody knows are counted apart."""
    from tinycrm.services.reporting.leads import split_leads, steps_of
    from tinycrm.store.queries.leads import undated

    sources = split_leads(q, q.span, "source", answers=False)
    inputs: Inputs = [(f"from {name}" if name else "without a source", own.count) for name, own in sources.items()]
    missing = undated(q.db, steps_of(q), q.span.first, q.span.as_of)
    return [*inputs, *figure.inputs, ("imported without the day they became leads, left out", missing)]


def _cac(q: Question, figure: Figure) -> Inputs:
    from tinycrm.services.reporting.acquisition import spent_by

    by_kind = spent_by(q, q.span, "kind")
    inputs: Inputs = []
    for kind in WINNING:
        for code, own in sorted(by_kind.get(kind, {}).items()):
            amount = money_sum(own.total.share, code)
            inputs.append((f"expenses for {kind}, {own.count} of them", _amount(amount, code)))
    return [*inputs, *figure.inputs]


def _interactions(q: Question, figure: Figure) -> Inputs:
    from tinycrm.store.queries.activity import touched

    counts = touched(q.db, q.span.first, q.span.as_of, q.narrow("interaction"), ("kind",))
    return [*((kind, count) for _, kind, _, count, _, _ in counts), *figure.inputs]


def _overdue(q: Question, figure: Figure) -> Inputs:
    from tinycrm.store.queries.tasks import overdue

    days = [(day, count) for _, day, count in overdue(q.db, q.span.as_of, q.narrow("task"))]
    if not days:
        return list(figure.inputs)
    return [("open tasks due before", q.span.as_of), ("the oldest was due on", min(days)[0]), *figure.inputs]


_TELLERS: dict[str, Teller] = {
    "mrr": _mrr,
    "arr": _mrr,
    "subscribers": _subscribers,
    "arpa": _arpa,
    "revenue_per_customer": _revenue_per_customer,
    "ltv_to_date": _ltv_to_date,
    "new_leads": _new_leads,
    "cac": _cac,
    "interactions": _interactions,
    "overdue_tasks": _overdue,
}
