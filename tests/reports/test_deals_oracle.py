"""Figures and reports of deals against a slow recomputation from the definitions alone."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from statistics import median

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

FIRST = date(2026, 1, 25)
SPAN = 140
# nothing after today counts
TODAY = (date(2026, 6, 30) - FIRST).days
STAGES = ("lead", "qualified", "proposal", "negotiation")
CHANCE = {"lead": 1000, "qualified": 3000, "proposal": 6000, "negotiation": 8000}
RATES = {"USD": (("2026-02-01", "0.5"), ("2026-04-01", "0.9"))}
relaxed = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def text(count: int) -> str:
    return (FIRST + timedelta(count)).isoformat()


def between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


days = st.integers(0, SPAN)
deals = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(("open", "won", "won", "lost")),
        "value_minor": st.sampled_from((None, 0, 1, 333, 10_050, 2**62)),
        "currency": st.sampled_from(("EUR", "EUR", "USD")),
        "pipeline": st.sampled_from(("sales", "sales", "sales", "other")),
        "stage": st.sampled_from((*STAGES, "gone")),
        "probability": st.sampled_from((None, None, 0, 2500, 10_000)),
        "opened": days,
        "took": st.integers(0, 50),
        "owner": st.sampled_from((None, "Ann", "ann", "Bo")),
        "reason": st.sampled_from((None, "price", "Price", "product")),
    }
)


def fill(ledger: Ledger, found: list[dict]) -> list[dict]:
    """The deals are there; gives them as the definitions see them."""
    ledger.clear()
    kept = []
    for deal in found:
        row = {key: cell for key, cell in deal.items() if key not in ("opened", "took")}
        row["opened_on"] = text(deal["opened"])
        row["closed_on"] = None
        row["stage_entered_on"] = row["opened_on"]
        if deal["outcome"] != "open":
            row |= {"closed_on": text(deal["opened"] + deal["took"]), "stage": deal["outcome"]}
        ledger.add("deal", **row)
        kept.append(row)
    return kept


def exact(figure: object) -> Fraction | None:
    value = figure.value  # type: ignore[attr-defined]
    return None if value is None else Fraction(value.over, value.under)


def mean(values: list) -> Fraction | None:
    return Fraction(sum(values)) / len(values) if values else None


def of(found: list[dict], outcome: str, currency: str = "") -> list[dict]:
    return [deal for deal in found if deal["outcome"] == outcome and currency in ("", deal["currency"])]


def worths(found: list[dict]) -> list[int]:
    return [deal["value_minor"] for deal in found if deal["value_minor"] is not None]


@given(st.lists(deals, max_size=12), days, st.integers(0, 60), st.sampled_from(("", "all", "sales")))
@relaxed
def test_closed_deals(ledger: Ledger, found: list[dict], start: int, length: int, line: str) -> None:
    kept = fill(ledger, found)
    first, last = text(start), text(max(start, min(start + length, TODAY)))
    figures = ledger.figures("deals", first=first, last=last, pipeline=line)
    closed = [deal for deal in kept if deal["closed_on"] and first <= deal["closed_on"] <= last]
    every = [deal for deal in closed if line != "sales" or deal["pipeline"] == "sales"]
    main = [deal for deal in closed if line == "all" or deal["pipeline"] == "sales"]
    known = any(deal["opened_on"] <= last for deal in kept)
    assert exact(figures["deals_won", ""]) == (len(of(every, "won")) if known else None)
    assert exact(figures["deals_lost", ""]) == (len(of(every, "lost")) if known else None)
    assert exact(figures["win_rate", ""]) == (Fraction(len(of(main, "won")), len(main)) if main else None)
    cycles = [between(deal["opened_on"], deal["closed_on"]) for deal in of(every, "won")]
    assert exact(figures["sales_cycle", ""]) == mean(cycles)
    assert exact(figures["sales_cycle_median", ""]) == (Fraction(median(map(Fraction, cycles))) if cycles else None)
    for currency in {deal["currency"] for deal in every}:
        assert exact(figures["average_deal", currency]) == mean(worths(of(every, "won", currency)))
    rate = Fraction(len(of(main, "won")), len(main)) if main else None
    cycle = mean([between(deal["opened_on"], deal["closed_on"]) for deal in of(main, "won")])
    for currency in {deal["currency"] for deal in main}:
        won, lost = sum(worths(of(main, "won", currency))), sum(worths(of(main, "lost", currency)))
        assert exact(figures["win_rate_value", currency]) == (Fraction(won, won + lost) if lost else None)
        opened = [
            deal
            for deal in kept
            if deal["opened_on"] <= last
            and (deal["closed_on"] is None or deal["closed_on"] > last)
            and (line == "all" or deal["pipeline"] == "sales")
            and deal["currency"] == currency
        ]
        average = mean(worths(of(main, "won", currency)))
        speed = None
        if rate is not None and average is not None and cycle:
            speed = len(worths(opened)) * rate * average / cycle
        assert exact(figures["velocity", currency]) == speed


@given(st.lists(deals, max_size=12), st.sampled_from(("", "all")))
@relaxed
def test_open_deals(ledger: Ledger, found: list[dict], line: str) -> None:
    kept = [deal for deal in fill(ledger, found) if deal["outcome"] == "open"]
    figures = ledger.figures("deals", pipeline=line)
    stage = {**CHANCE, "gone": 0}

    def points(deal: dict) -> int:
        known = stage[deal["stage"]] if deal["pipeline"] == "sales" else 0
        return known if deal["probability"] is None else deal["probability"]

    for currency in {deal["currency"] for deal in kept}:
        own = [deal for deal in kept if deal["currency"] == currency]
        known = [deal for deal in own if deal["value_minor"] is not None]
        assert exact(figures["open_pipeline", currency]) == (sum(worths(known)) if known else None)
        likely = Fraction(sum(deal["value_minor"] * points(deal) for deal in known), 10_000)
        assert exact(figures["weighted_pipeline", currency]) == (round(likely) if known else None)
    report = ledger.report("pipeline", pipeline="all")
    counted = {(row["pipeline"], row["stage"], row["currency"]): row for row in report.rows if row["deals"]}
    for (key, place, currency), row in counted.items():
        own = [deal for deal in kept if (deal["pipeline"], deal["stage"], deal["currency"]) == (key, place, currency)]
        assert row["deals"] == len(own)
        age = mean([between(deal["opened_on"], "2026-06-30") for deal in own])
        assert age is not None
        assert row["age_days"] == f"{float(round(age, 1)):g}"
    assert sum(row["deals"] for row in counted.values()) == len(kept)
    months = ledger.report("forecast").rows
    assert sum(row["deals"] for row in months) == len(kept)


@given(st.lists(deals, max_size=12), st.sampled_from(("owner", "reason", "month", "quarter", "pipeline")))
@relaxed
def test_splits_of_closed_deals(ledger: Ledger, found: list[dict], by: str) -> None:
    kept = [deal for deal in fill(ledger, found) if deal["closed_on"] and deal["closed_on"] <= text(TODAY)]

    def group(deal: dict) -> str:
        if by == "month":
            return deal["closed_on"][:7]
        if by == "quarter":
            return f"{deal['closed_on'][:4]}-Q{(int(deal['closed_on'][5:7]) - 1) // 3 + 1}"
        return (deal[by] or "").lower()

    report = ledger.report("win-loss", by=by, pipeline="all")
    keys = {(group(deal), deal["currency"]) for deal in kept}
    assert {
        ((row[by] or "").lower() if by not in ("quarter",) else row[by], row["currency"]) for row in report.rows
    } == keys
    for row in report.rows:
        name = row[by] if by == "quarter" else (row[by] or "").lower()
        own = [deal for deal in kept if (group(deal), deal["currency"]) == (name, row["currency"])]
        won = of(own, "won")
        assert (row["won"], row["lost"]) == (len(won), len(of(own, "lost")))
        value = sum(worths(won)) if worths(won) or not won else None
        assert row["won_value"] == (None if value is None else f"{value // 100}.{value % 100:02}")
        cycles = [Fraction(between(deal["opened_on"], deal["closed_on"])) for deal in won]
        assert row["sales_cycle_median"] == (f"{float(median(cycles)):g}" if cycles else None)


@given(st.lists(deals, max_size=12))
@relaxed
def test_amounts_in_one_currency(ledger: Ledger, found: list[dict]) -> None:
    ledger.settings.rates = RATES
    kept = [deal for deal in fill(ledger, found) if deal["closed_on"] and deal["closed_on"] <= text(TODAY)]
    figures = ledger.figures("deals", currency="EUR", pipeline="all", period="all")

    def worth(deal: dict) -> Fraction | None:
        if deal["value_minor"] is None or deal["currency"] == "EUR":
            return None if deal["value_minor"] is None else Fraction(deal["value_minor"])
        held = [Fraction(rate) for since, rate in RATES["USD"] if since <= deal["closed_on"]]
        return deal["value_minor"] * held[-1] if held else None

    won = [worth(deal) for deal in of(kept, "won")]
    assert exact(figures["average_deal", "EUR"]) == mean([value for value in won if value is not None])
    assert exact(figures["win_rate", ""]) == (Fraction(len(won), len(kept)) if kept else None)


ways = st.lists(st.tuples(st.sampled_from((*STAGES, "gone")), st.integers(0, 20)), min_size=1, max_size=5)
endings = st.sampled_from(("open", "open", "won", "lost", "again"))


@given(st.lists(st.tuples(days, ways, endings, st.sampled_from(("Ann", "Bo"))), max_size=8), days, st.integers(0, 90))
@relaxed
def test_stages_and_funnel(ledger: Ledger, found: list, start: int, length: int) -> None:
    ledger.clear()
    histories = []
    for begin, steps, end, owner in found:
        place = begin
        stays: list[list] = []
        for stage, took in steps:
            stays.append([stage, "open", place, place + took])
            place += took
        if end == "again":
            # won, opened again, and won once more
            stays += [
                ["won", "won", place, place + 2],
                ["lead", "open", place + 2, place + 3],
                ["won", "won", place + 3, None],
            ]
        elif end == "open":
            stays[-1][3] = None
        else:
            stays.append([end, end, place, None])
        outcome = stays[-1][1]
        deal = ledger.add(
            "deal", opened_on=text(begin), outcome=outcome, owner=owner, stage=stays[-1][0],
            closed_on=None if outcome == "open" else text(stays[-1][2]),
        )  # fmt: skip
        for seq, (stage, state, entered, left) in enumerate(stays, 1):
            ledger.add(
                "stage_stay", deal=deal, seq=seq, stage=stage, position=STAGES.index(stage) if stage in STAGES else 2,
                outcome=state, entered_on=text(entered), left_on=None if left is None else text(left),
            )  # fmt: skip
        histories.append(stays)
    first, last = start, max(start, min(start + length, TODAY))
    rows = ledger.report("stages", first=text(first), last=text(last)).rows
    for at, row in enumerate(rows):
        entered = advanced = decided = reached = beyond = 0
        stayed = []
        for stays in histories:
            seen = [stay for stay in stays if stay[2] <= last]
            if not seen:
                continue
            level = [_level(stay) for stay in seen]
            mine = [number for number, stay in enumerate(seen) if stay[0] == row["stage"]]
            if mine and first <= seen[mine[0]][2]:
                on = any(place > at for place in level[mine[0] + 1 :])
                entered += 1
                advanced += on
                decided += on or seen[-1][1] != "open"
            there = [number for number, place in enumerate(level) if place >= at]
            if there and first <= seen[there[0]][2]:
                reached += 1
                beyond += max(level) > at
            stayed += [
                stay[3] - stay[2]
                for stay in seen
                if stay[0] == row["stage"] and stay[3] is not None and first <= stay[3] <= last
            ]
        assert (row["entered"], row["decided"], row["reached"], row["stays"]) == (
            entered,
            decided,
            reached,
            len(stayed),
        )
        assert _same(row["conversion"], advanced, entered)
        assert _same(row["conversion_decided"], advanced, decided)
        assert _same(row["funnel"], beyond, reached)
        assert _same(
            row["median_days"],
            *(Fraction(median(stayed)).limit_denominator(2).as_integer_ratio() if stayed else (0, 0)),
        )
    won = 0
    for stays in histories:
        wins = [stay[2] for stay in stays if stay[1] == "won" and stay[2] <= last]
        won += bool(wins) and first <= wins[0]
    assert ledger.report("funnel", first=text(first), last=text(last)).rows[-1]["reached"] == won


def _level(stay: list) -> int:
    if stay[1] != "open":
        return 4 if stay[1] == "won" else -1
    return STAGES.index(stay[0]) if stay[0] in STAGES else 2


def _same(shown: str | None, over: int, under: int) -> bool:
    return (
        shown is None
        if not under
        else shown is not None and abs(Fraction(shown) - Fraction(over, under)) < Fraction(1, 10**5)
    )
