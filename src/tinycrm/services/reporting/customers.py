"""Reads customers: who is active, who came, who left, and what they are worth."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from tinycrm.domain.fold import fold
from tinycrm.domain.periods import FIRST_DAY
from tinycrm.reports.customers import Customers, customers_report, lifetime_value, monthly_churn
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, money_of, share
from tinycrm.reports.kpis import table
from tinycrm.reports.spans import parts_of
from tinycrm.services.reporting.course import course_of, year_to
from tinycrm.services.reporting.revenue import ahead, before_of, earned, earned_in, purchases_of
from tinycrm.services.reporting.scorecard import scorecard
from tinycrm.store.queries import leads as lead_rows
from tinycrm.store.queries import revenue as rows
from tinycrm.store.queries.figures import first_day
from tinycrm.store.queries.purchases import Moves, Purchases, day_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Json, Report
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.services.reporting.revenue import Parts

_MONTH = Share(146_097, 4_800)  # days of a month: 400 years of the calendar are 146,097 days


def start_of(span: Period) -> str:
    """Gives the day that a period starts from: the one before it, or as_of when the period lies ahead."""
    return min(day_before(span.first), span.as_of)


def counted(q: Question, spans: Sequence[Period]) -> list[Customers]:
    """Gives the customers of each period."""
    own = purchases_of(q)
    known = q.once("active", dict[str, int])
    every = [_moves(q, own, start_of(span), span.as_of) for span in spans]
    # from the last day back: each period mostly ends where the one after it starts
    for span, moves in sorted(zip(spans, every, strict=True), key=lambda one: one[0].as_of, reverse=True):
        start, end = start_of(span), span.as_of
        risen = moves.came + moves.back - moves.lost
        if end not in known:
            known[end] = known[start] + risen if start in known else own.active(end)
        known[start] = known[end] - risen
    return [
        Customers(
            known[start_of(span)], known[span.as_of], lost=moves.lost, came=moves.came, back=moves.back, new=first_time
        )
        for span, first_time, moves in zip(spans, new_customers(q, spans), every, strict=True)
    ]


def _moves(q: Question, own: Purchases, start: str, end: str) -> Moves:
    """Who came and left between two days, asked once."""
    held = q.once("moves", dict[tuple[str, str], Moves])
    if (start, end) not in held:
        held[start, end] = own.moves(start, end) if start < end else Moves(0, 0, 0)
    return held[start, end]


def _first_time(q: Question, own: Purchases, start: str, end: str) -> int:
    """Gives how many parties bought or paid for the first time between two days."""
    if start >= end:
        return 0
    # who buys is active for a window: all of these came, but for those who paid in between and stopped
    if (start, end) in q.once("moves", dict[tuple[str, str], Moves]) and start >= own.reach(end):
        return _moves(q, own, start, end).came + own.passing(start, end)
    return own.new(start, end)


def new_customers(q: Question, spans: Sequence[Period]) -> list[int]:
    """Gives how many parties bought or paid for the first time in each period; without either, by customer_since."""
    return [new for new, _ in _by_since(q, spans)]


def _by_since(q: Question, spans: Sequence[Period]) -> list[tuple[int, int]]:
    """Gives the new customers of each period, and the parties known as customers that had bought nothing by its end."""
    held = q.once("new customers", dict[tuple[str, str], tuple[int, int]])
    todo = [span for span in spans if (span.first, span.as_of) not in held]
    if todo:
        own = purchases_of(q)
        quiet = _quiet(own, todo)
        for span, (new, ever) in zip(todo, quiet, strict=True):
            start = start_of(span)
            bought = _first_time(q, own, start, span.as_of)
            held[span.first, span.as_of] = (bought + new, ever)
    return [held[span.first, span.as_of] for span in spans]


def _quiet(own: Purchases, spans: Sequence[Period]) -> list[tuple[int, int]]:
    """Gives, of the parties with nothing but customer_since by a period's end, those since its start, and all."""
    counts = [[0, 0] for _ in spans]
    for _, days in _known(own, [span.as_of for span in spans]):
        for span, count, since in zip(spans, counts, days, strict=True):
            if since:
                count[0] += since > start_of(span)
                count[1] += 1
    return [(new, ever) for new, ever in counts]


def _known(own: Purchases, days: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yields each party known as a customer with its customer_since, "" where it had bought or paid by the day."""
    for party, rows_of_party in groupby(own.known(min(days), max(days)), key=itemgetter(0)):
        (_, first, bought), *others = rows_of_party
        found = [first if first <= end and not "" < bought <= end else "" for end in days]
        for _, since, event in others:
            # of a company and its people the earliest
            for at, end in enumerate(days):
                if since <= end and not "" < event <= end and (not found[at] or since < found[at]):
                    found[at] = since
        yield party, found


def new_customers_by_source(q: Question, span: Period) -> dict[str, int]:
    """Gives the new customers of a period by their source, "" for none; spellings of a word are one."""
    own, start = purchases_of(q), start_of(span)
    names: dict[str, str] = {}
    found: dict[str, int] = {}
    counts = own.new_by_source(start, span.as_of) if start < span.as_of else []
    quiet = [party for party, (since,) in _known(own, [span.as_of]) if since > start]
    for source, count in [*counts, *((source, 1) for source in own.sources(quiet))]:
        name = names.setdefault(fold(source), source)
        found[name] = found.get(name, 0) + count
    return found


def ever(q: Question, spans: Sequence[Period]) -> list[tuple[int, int, int]]:
    """Gives, up to the end of each period, the parties that bought, those that did twice, and all ever customers."""
    own = purchases_of(q)
    known: dict[str, tuple[int, int]] = {}
    found: list[tuple[int, int, int]] = []
    last = max(span.as_of for span in spans)
    known[last] = own.repeating(last)
    paying = own.only_paying([span.as_of for span in spans])
    for span, (_, quiet), only in zip(spans, _by_since(q, spans), paying, strict=True):
        day = span.as_of
        if day not in known:
            more = own.repeating_since(day, last)
            known[day] = known[last][0] - more[0], known[last][1] - more[1]
        once, twice = known[day]
        found.append((once, twice, once + only + quiet))
    return found


def any_customer(q: Question, day: str) -> bool:
    """Says whether there was anybody who could be a customer by a day."""
    return rows.any_money(q.db, day, sold=q.sold) or lead_rows.any_party(q.db, day)


def months_of(span: Period, begins: str = "") -> Share:
    """Gives the months of what has elapsed of a period, or of it since a day: whole ones, else by mean length."""
    first, after = date.fromisoformat(begins or span.first), date.fromisoformat(span.as_of) + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        return Share((after.year - first.year) * 12 + after.month - first.month, 1)
    return Share((after - first).days * _MONTH.under, _MONTH.over)


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    days = [(first, span.as_of) for span in spans for first in (FIRST_DAY, span.first) if first <= span.as_of]
    ahead(q, days, spans)
    customers, evers = counted(q, spans), ever(q, spans)
    paid = q.family("recurring", spans)
    found: list[list[Figure]] = []
    to_date = _to_date(q, spans)
    for at, span in enumerate(spans):
        own, known = customers[at], any_customer(q, span.as_of)
        revenue = earned(q, span.first, span.as_of)
        arpa = next(figure for figure in paid[at] if figure.key == "arpa")
        part = _counts(own, known=known)
        part += [_retained(q, span), _repeat(evers[at])]
        a_head = _per_customer(q, revenue, own)
        part += [a_head, _ltv(q, span, own, arpa, a_head), _ltv_to_date(q, to_date[at], evers[at][2])]
        found.append(part)
    return found


def _counts(own: Customers, *, known: bool) -> list[Figure]:
    ends: list[tuple[str, Json]] = [
        ("active at the start", own.start),
        ("came", own.came),
        ("came back", own.back),
        ("left", own.lost),
        ("active at the end", own.end),
    ]
    counts = {
        "customers_start": own.start,
        "customers_end": own.end,
        "new_customers": own.new,
        "lost_customers": own.lost,
        "reactivated": own.back,
    }
    rates = {"customer_growth": own.growth(), "retention": own.retention(), "churn": own.churn()}
    return [
        *(Figure(key, Share(n, 1) if known else None, n, inputs=ends) for key, n in counts.items()),
        *(Figure(key, value, own.start, inputs=ends) for key, value in rates.items()),
    ]


def _retained(q: Question, span: Period) -> Figure:
    before = before_of(q, span)
    bought = again = 0
    if before is not None:
        days = day_before(before.first), before.as_of
        bought, again = purchases_of(q).retained(days, (start_of(span), span.as_of))
    inputs: list[tuple[str, Json]] = [("bought in both periods", again), ("bought in the period before", bought)]
    return Figure("retained_buyers", share(again, bought), bought, inputs=inputs)


def _repeat(counts: tuple[int, int, int]) -> Figure:
    once, twice, _ = counts
    inputs: list[tuple[str, Json]] = [("bought at least twice", twice), ("bought at least once", once)]
    return Figure("repeat_rate", share(twice, once), once, inputs=inputs)


def _only(q: Question, revenue: Parts) -> tuple[str, Share | None]:
    """The only currency that something was earned in, and how much; several are none."""
    if len(revenue) > 1:
        return q.base, None
    for currency, own in revenue.items():
        return currency, own.total.share
    return q.exchange.target or q.base, Share(0, 1)


def _left(q: Question, revenue: Parts) -> list[tuple[str, Json]]:
    """The currencies of revenue without a rate, as an input; without them nothing can be told of a customer."""
    left = {code for own in revenue.values() for code in own.left}
    q.exchange.withheld |= bool(left)
    return [("currencies left out", ", ".join(sorted(left)))] if left else []


def _per_customer(q: Question, revenue: Parts, own: Customers) -> Figure:
    currency, total = _only(q, revenue)
    mean, left = own.mean(), _left(q, revenue)
    inputs: list[tuple[str, Json]] = [
        ("revenue", money_of(total, currency)),
        ("currencies", len(revenue)),
        *left,
        ("active at the start", own.start),
        ("active at the end", own.end),
        ("mean of the two", str(mean.number())),
    ]
    value = None if total is None or left else total.per(mean)
    return Figure("revenue_per_customer", value, own.end, currency, inputs=inputs)


def _ltv(q: Question, span: Period, own: Customers, arpa: Figure, a_head: Figure) -> Figure:
    margin, churn = margin_of(q), own.churn()
    used: tuple[str, Json] = ("margin", str(margin.number()))
    lost: tuple[str, Json] = ("churn of the period", None if churn is None else str(churn.number()))
    if arpa.n:
        # a period without a beginning is as long as the records go back
        begins = first_day(q.db) if span.first == FIRST_DAY else ""
        months = months_of(span, begins if begins <= span.as_of else "")
        monthly = None if churn is None or months.over <= 0 else monthly_churn(churn, months)
        inputs: list[tuple[str, Json]] = [
            ("MRR per subscriber", money_of(arpa.value, arpa.currency)),
            used,
            lost,
            ("months", str(months.number())),
            ("churn a month", None if monthly is None else str(monthly.number())),
        ]
        return Figure("ltv", lifetime_value(arpa.value, margin, monthly), own.start, arpa.currency, inputs=inputs)
    inputs = [("revenue per customer", money_of(a_head.value, a_head.currency)), used, lost]
    return Figure("ltv", lifetime_value(a_head.value, margin, churn), own.start, a_head.currency, inputs=inputs)


def margin_of(q: Question) -> Share:
    """Gives the gross margin of the settings."""
    whole, _, part = q.work.settings.margin.partition(".")
    return Share(int(whole + part), 10 ** len(part))


def _to_date(q: Question, spans: Sequence[Period]) -> Sequence[Parts]:
    """Gives what was earned up to the end of each period."""
    return earned_in(q, [(FIRST_DAY, span.as_of) for span in spans])


def _ltv_to_date(q: Question, revenue: Parts, customers: int) -> Figure:
    currency, total = _only(q, revenue)
    left = _left(q, revenue)
    inputs: list[tuple[str, Json]] = [
        ("revenue to date", money_of(total, currency)),
        ("currencies", len(revenue)),
        *left,
        ("ever customers", customers),
    ]
    value = None if total is None or left or not customers else total.times(Share(1, customers))
    return Figure("ltv_to_date", value, customers, currency, inputs=inputs)


def customers(q: Question) -> Report:
    """Gives the figures of the period, or with --by a row for each month, quarter or year."""
    by = q.asked.by
    if by:
        return _by_time(q, by, course_of(q, by))
    course = year_to(q.span.as_of)
    if q.asked.form in ("screen", "page"):
        _ahead(q, [part for _, part in _parts(q, "month", course)])
    report = scorecard(q, table("customers"))
    report.name, report.title = "customers", "Customers"
    for row in report.rows:
        row.pop("group", None)
    if q.asked.form in ("screen", "page"):
        section = _by_time(q, "month", course)
        section.title, section.date_from, section.date_to = "By month", "", ""
        report.sections.append(section)
    elif len(earned(q, FIRST_DAY, q.span.as_of)) > 1:
        report.notes.append(f"money per customer is of one currency: --in {q.base}")
    return report


def _ahead(q: Question, parts: Sequence[Period]) -> None:
    """Who came, left and is known as a customer is read for the scorecard and some more periods at once."""
    before = q.compared()
    spans = [q.span, *([] if before is None else [before]), *parts]
    own = purchases_of(q)
    for span in spans:
        _moves(q, own, start_of(span), span.as_of)
    _by_since(q, spans)


def _parts(q: Question, by: str, span: Period) -> list[tuple[str, Period]]:
    return parts_of(span, by, first_known=rows.first_money(q.db) or span.as_of)


def _by_time(q: Question, by: str, span: Period) -> Report:
    parts = _parts(q, by, span)
    found = counted(q, [part for _, part in parts])
    named = [(name, one) for (name, _), one in zip(parts, found, strict=True)]
    return customers_report(named, span, q.today, by=by, known=any_customer(q, span.as_of))
