"""Derived fields of buyers by SQL, against a slow and obvious reckoning over the same random sales and deals."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tinycrm.domain.clock import Clock
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.pipelines import Pipelines
from tinycrm.domain.reading import Reading
from tinycrm.domain.settings import Settings
from tinycrm.store import Store

TODAY = "2026-03-01"
PEOPLE = range(1, 8)
_DAYS = st.sampled_from(["2025-12-31", "2026-01-01", "2026-02-28", TODAY, "2026-03-02"])
_PARTY = st.sampled_from([*PEOPLE, None])
_MINOR = st.integers(-500, 2000)
_CURRENCY = st.sampled_from(["EUR", "EUR", "USD", "GBP"])
# party, day, amount, currency, deal by its place or None
_SALES = st.lists(st.tuples(_PARTY, _DAYS, _MINOR, _CURRENCY, st.sampled_from([None, None, 0, 1, 2])), max_size=25)
# party, outcome, day, value or None, currency
_DEALS = st.lists(
    st.tuples(_PARTY, st.sampled_from(["won", "lost", "open"]), _DAYS, st.none() | st.integers(0, 3000), _CURRENCY),
    min_size=3,
    max_size=6,
)
_WHEN = "2026-01-01T00:00:00Z"
RATES = {"USD": (("2026-01-01", "0.905"), ("2026-02-28", "0.8"))}


def stored(sales, deals, look: Settings) -> dict[int, dict[str, object]]:
    """What SQL says of each person, by id."""
    reading = Reading(look, Clock("UTC", TODAY), "x")
    store = Store("/nonexistent/none.db", named=False, reading=reading, pipelines=Pipelines(()), command="")
    run = store.db.connection.execute
    run("PRAGMA foreign_keys = OFF")
    for id in PEOPLE:
        run(
            "INSERT INTO contact (id, name, name_key, uid, created_at, updated_at, op)"
            " VALUES (?, 'x', 'x', ?, ?, ?, 1)",
            (id, f"c{id}", _WHEN, _WHEN),
        )
    for at, (party, outcome, day, value, currency) in enumerate(deals):
        run(
            "INSERT INTO deal (id, title, title_key, pipeline, stage, position, outcome, opened_on, closed_on,"
            " stage_entered_on, value_minor, currency, party, uid, created_at, updated_at, op)"
            " VALUES (?, 'x', 'x', 'p', 's', 0, ?, '2025-01-01', ?, '2025-01-01', ?, ?, ?, ?, ?, ?, 1)",
            (100 + at, outcome, None if outcome == "open" else day, value, currency, party, f"d{at}", _WHEN, _WHEN),
        )
    for at, (party, day, minor, currency, deal) in enumerate(sales):
        run(
            "INSERT INTO sale (id, amount_minor, currency, sold_on, party, deal, uid, created_at, updated_at, op)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (200 + at, minor, currency, day, party, None if deal is None else 100 + deal, f"s{at}", _WHEN, _WHEN),
        )
    keys = ["sales", "first_sale", "last_sale", "total_sales", "rfm"]
    rows = list(store.view(NOUNS["contact"], ["id", *keys]).rows(order="contact.id"))
    store.close()
    return {int(str(row["id"])): {key: row[key] for key in keys} for row in rows}


def worth(minor: int, currency: str, day: str) -> Fraction | None:
    if currency == "EUR":
        return Fraction(minor)
    held = [rate for since, rate in RATES.get(currency, ()) if since <= day]
    return Fraction(minor) * Fraction(held[-1]) if held else None


def slowly(sales, deals, *, won: bool) -> dict[int, dict[str, object]]:
    """What a person with a pencil says."""
    rows = [(party, day, minor, currency, minor >= 0) for party, day, minor, currency, _ in sales if day <= TODAY]
    sold = {deal for _, _, minor, _, deal in sales if minor >= 0}
    for at, (party, outcome, day, value, currency) in enumerate(deals):
        if won and outcome == "won" and day <= TODAY and at not in sold:
            rows.append((party, day, value or 0, currency, True))
    found: dict[int, dict[str, object]] = {}
    measures: dict[int, tuple[str, int, Fraction]] = {}
    buyers = {row[0] for row in rows if row[4] and row[0] is not None}
    alike = len({row[3] for row in rows if row[0] in buyers}) == 1
    for id in PEOPLE:
        own = [row for row in rows if row[0] == id]
        days = sorted(day for _, day, _, _, bought in own if bought)
        amounts = [worth(minor, currency, day) for _, day, minor, currency, _ in own]
        net = round(sum((amount for amount in amounts if amount is not None), Fraction(0)))
        found[id] = {
            "sales": len(days),
            "first_sale": days[0] if days else None,
            "last_sale": days[-1] if days else None,
            "total_sales": f"{'-' if net < 0 else ''}{abs(net) // 100}.{abs(net) % 100:02d}",
            "rfm": None,
        }
        if days:
            measures[id] = (days[-1], len(days), Fraction(sum(row[2] for row in own)) if alike else Fraction(net))
    for id, own_measures in measures.items():
        if len(measures) >= 5:
            worse = [sum(other[at] < own_measures[at] for other in measures.values()) for at in range(3)]
            found[id]["rfm"] = "".join(str(1 + 5 * count // len(measures)) for count in worse)
    return found


@settings(deadline=None, max_examples=120)
@given(_SALES, _DEALS, st.booleans())
def test_what_was_bought_is_what_a_slow_reckoning_says(sales, deals, won):
    look = Settings()
    look.rates = RATES
    look.won_deals_are_sales = won
    assert stored(sales, deals, look) == slowly(sales, deals, won=won)
