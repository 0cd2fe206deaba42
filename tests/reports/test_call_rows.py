"""Who waits for a call: bad answers nobody took up, and buyers who come back, straight from rows."""

from __future__ import annotations

import pytest

from tinycrm.store.queries import attention

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

ALL = ("", {})


def answered(ledger: Ledger, kind: str, score: int, day: str, **cells: object) -> int:
    """Somebody answered at nine; without another party it is a contact of its own, called by the score."""
    if not {"contact", "company"} & set(cells):
        cells["contact"] = ledger.add("contact", name=f"{kind} {score}", last_out_at=cells.pop("out", None))
    party = cells.get("company") or cells.get("contact")
    return ledger.add("feedback", kind=kind, score=score, at=f"{day}T09:00:00Z", on_day=day, party=party, **cells)


def unhappy(ledger: Ledger, limit: int = 9, within: tuple[str, dict[str, object]] = ALL) -> list[str]:
    rows = attention.unhappy(ledger.db, "2026-06-01", "2026-06-30", within, limit)
    return [f"{noun} {name}: {kind} {score} {day} {said}".strip() for (noun, _, name), kind, score, day, said in rows]


def test_bad_are_the_answers_of_detractors_and_of_the_lowest_on_the_other_scales(ledger: Ledger) -> None:
    for at, (kind, scores) in enumerate((("nps", (6, 7)), ("csat", (2, 3)), ("ces", (3, 4)))):
        for score in scores:
            answered(ledger, kind, score, f"2026-06-0{9 - at}")
    assert unhappy(ledger) == [
        "contact nps 6: nps 6 2026-06-09",
        "contact csat 2: csat 2 2026-06-08",
        "contact ces 3: ces 3 2026-06-07",
    ]


def test_the_first_and_the_last_day_count_and_the_latest_stand_first(ledger: Ledger) -> None:
    for day, score in (("2026-05-31", 0), ("2026-06-01", 1), ("2026-06-30", 2), ("2026-07-01", 3)):
        answered(ledger, "nps", score, day)
    assert unhappy(ledger) == ["contact nps 2: nps 2 2026-06-30", "contact nps 1: nps 1 2026-06-01"]
    assert unhappy(ledger, limit=1) == ["contact nps 2: nps 2 2026-06-30"]


def test_who_was_written_to_since_does_not_wait(ledger: Ledger) -> None:
    answered(ledger, "nps", 1, "2026-06-10", out="2026-06-10T10:00:00Z")
    answered(ledger, "nps", 2, "2026-06-10", out="2026-06-10T09:00:00Z")
    answered(ledger, "nps", 3, "2026-06-10", out="2026-06-10T08:59:59Z", comment="slow")
    assert unhappy(ledger) == ["contact nps 3: nps 3 2026-06-10 slow"]


def test_a_company_answers_too_and_nobody_is_nobody(ledger: Ledger) -> None:
    firm = ledger.add("company", name="Neva")
    written = ledger.add("company", name="Orion", last_out_at="2026-06-11T09:00:00Z")
    answered(ledger, "csat", 1, "2026-06-10", company=firm, comment="no answer")
    answered(ledger, "csat", 1, "2026-06-10", company=written)
    answered(ledger, "csat", 2, "2026-06-12", contact=None)
    assert unhappy(ledger) == ["company Neva: csat 1 2026-06-10 no answer"]


def test_only_the_answers_that_were_asked_for(ledger: Ledger) -> None:
    answered(ledger, "nps", 1, "2026-06-10", owner="ann")
    answered(ledger, "nps", 2, "2026-06-11", owner="bo")
    assert unhappy(ledger, within=("feedback.owner = :who", {"who": "ann"})) == ["contact nps 1: nps 1 2026-06-10"]


@pytest.fixture
def buyers(ledger: Ledger) -> Ledger:
    """1 bought twice and gave something back, 2 once and by a deal, 3 once, 4 twice in euros and once in dollars."""
    for party, day, minor, more in (
        (1, "2026-01-10", 5_000, {"owner": "ann"}),
        (1, "2026-02-10", 0, {"owner": "ann"}),
        (1, "2026-06-10", -1_000, {"owner": "ann"}),
        (2, "2026-01-15", 2_000, {"owner": "bo"}),
        (3, "2026-01-20", 3_000, {}),
        (4, "2026-01-01", 100, {}),
        (4, "2026-01-02", 200, {}),
        (4, "2026-03-01", 700, {"currency": "USD"}),
        (None, "2026-01-05", 900, {}),
        (None, "2026-01-06", 900, {}),
    ):
        ledger.add("sale", party=party, sold_on=day, amount_minor=minor, **more)
    won = {"outcome": "won", "stage": "won", "closed_on": "2026-02-20", "owner": "bo"}
    ledger.add("deal", party=2, value_minor=8_000, **won)
    sold = ledger.add("deal", party=3, value_minor=9_000, **won)
    ledger.add("sale", party=None, deal=sold, sold_on="2026-02-21", amount_minor=10)
    ledger.add("deal", party=3, value_minor=500, opened_on="2026-02-01")
    return ledger


def repeat(ledger: Ledger, after: str, before: str, **more: object) -> list[tuple[int, int, str, str]]:
    conditions = {"sale": ALL, "deal": ALL, "sold": True, **more}
    return sorted(attention.repeat_buyers(ledger.db, after, before, **conditions))


def test_repeat_buyers_have_two_purchases_and_no_refund_is_one(buyers: Ledger) -> None:
    assert repeat(buyers, "2026-01-01", "2026-06-30") == [
        (1, 2, "2026-01-10", "2026-02-10"),
        (2, 2, "2026-01-15", "2026-02-20"),
        (4, 3, "2026-01-01", "2026-03-01"),
    ]
    assert [row[0] for row in repeat(buyers, "2026-01-01", "2026-06-30", sold=False)] == [1, 4]


def test_the_last_purchase_lies_between_two_days_and_on_neither(buyers: Ledger) -> None:
    assert [row[0] for row in repeat(buyers, "2026-02-10", "2026-03-01")] == [2]
    assert [row[0] for row in repeat(buyers, "2026-02-09", "2026-02-20")] == [1]
    assert [row[0] for row in repeat(buyers, "2026-02-20", "2026-03-02")] == [4]


def test_repeat_buyers_of_one_owner(buyers: Ledger) -> None:
    ann = {"who": "ann"}
    found = repeat(buyers, "2026-01-01", "2026-06-30", sale=("sale.owner = :who", ann), deal=("deal.owner = :who", ann))
    assert found == [(1, 2, "2026-01-10", "2026-02-10")]
    bo = {"who": "bo"}
    found = repeat(buyers, "2026-01-01", "2026-06-30", sale=("sale.owner = :who", bo), deal=("deal.owner = :who", bo))
    assert found == [(2, 2, "2026-01-15", "2026-02-20")]


def test_what_was_spent_is_net_of_refunds_and_by_currency(buyers: Ledger) -> None:
    assert attention.spent_by(buyers.db, [1, 2, 3, 4, 5], sold=True) == {
        1: [("EUR", 4_000)],
        # 20.00 sold and a deal of 80.00
        2: [("EUR", 10_000)],
        # the deal has a sale of its own, and the other is open
        3: [("EUR", 3_000)],
        4: [("EUR", 300), ("USD", 700)],
    }
    assert attention.spent_by(buyers.db, [2], sold=False) == {2: [("EUR", 2_000)]}
    assert attention.spent_by(buyers.db, [], sold=True) == {}


def test_many_sales_are_more_than_the_number(buyers: Ledger) -> None:
    # eleven
    assert attention.has_many_sales(buyers.db, 10)
    assert not attention.has_many_sales(buyers.db, 11)


def test_names_are_those_of_people_and_companies(ledger: Ledger) -> None:
    anna, neva = ledger.add("contact", name="Anna"), ledger.add("company", name="Neva")
    ledger.add("contact", name="Bo")
    assert attention.names_of(ledger.db, [neva, anna, 99]) == {
        anna: ("contact", anna, "Anna"),
        neva: ("company", neva, "Neva"),
    }
    assert attention.names_of(ledger.db, []) == {}
