"""What the page before a call says of somebody, straight from rows."""

from __future__ import annotations

import pytest

from tinycrm.store.purchases import MONTH
from tinycrm.store.queries import briefing
from tinycrm.store.queries.briefing import Customer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

    from tinycrm.store.sqlite.connect import Condition

TODAY = "2026-06-30"


class Desk:
    """Neva with its people Anna and Bo, and Cem, who is nobody's.

    Attributes:
        neva, anna, bo, cem: their ids.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.db = ledger.db
        self.neva = ledger.add("company", name="Neva")
        self.orion = ledger.add("company", name="Orion")
        self.anna = ledger.add("contact", name="Anna", title="CEO", last_touch_at="2026-06-01T09:00:00Z")
        self.bo = ledger.add("contact", name="Bo", last_touch_at="2026-06-02T09:00:00Z")
        self.cem = ledger.add("contact", name="Cem")
        for contact, company, role, primary, position in (
            (self.anna, self.orion, None, 0, 0),
            (self.anna, self.neva, "boss", 1, 1),
            (self.bo, self.neva, None, 1, 0),
        ):
            ledger.add(
                "contact_company", contact=contact, company=company, role=role, is_primary=primary, position=position
            )


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    return Desk(ledger)


def ids(desk: Desk, noun: str, condition: Condition) -> list[int]:
    sql, params = condition
    used = {**params, "today": TODAY} if ":today" in sql else params
    return [int(str(row[0])) for row in desk.db.rows(f"SELECT id FROM {noun} WHERE {sql} ORDER BY id", used)]


def test_who_may_have_paid_is_the_company_first() -> None:
    assert Customer(3, 1).parties == [1, 3]
    assert Customer(3, None).parties == [3]
    assert Customer(None, 1).parties == [1]


def test_the_first_company_is_the_primary_one(desk: Desk) -> None:
    assert briefing.company_of(desk.db, desk.anna) == (desk.neva, "Neva", "boss")
    assert briefing.company_of(desk.db, desk.bo) == (desk.neva, "Neva", "")
    assert briefing.company_of(desk.db, desk.cem) is None


def test_people_stand_in_the_order_in_which_they_were_met(desk: Desk) -> None:
    dan = desk.ledger.add("contact", name="Dan")
    desk.ledger.add("contact_company", contact=dan, company=desk.neva, is_primary=1, position=0)
    assert briefing.people_of(desk.db, desk.neva, 9) == [
        {"id": desk.bo, "name": "Bo", "title": None, "role": None},
        {"id": desk.anna, "name": "Anna", "title": "CEO", "role": "boss"},
        {"id": dan, "name": "Dan", "title": None, "role": None},
    ]
    assert [row["id"] for row in briefing.people_of(desk.db, desk.neva, 1)] == [desk.bo]


def test_a_lifecycle_is_since_its_last_change(desk: Desk) -> None:
    for seq, day in ((1, "2026-03-01"), (2, "2026-05-01")):
        desk.ledger.add("lifecycle_change", record=desk.anna, seq=seq, at=f"{day}T09:00:00Z", on_day=day)
    assert briefing.lifecycle_since(desk.db, desk.anna) == "2026-05-01"
    assert briefing.lifecycle_since(desk.db, desk.bo) is None


def test_what_belongs_to_somebody_is_open(desk: Desk) -> None:
    add = desk.ledger.add
    own = add("deal", company=desk.neva)
    linked = add("deal")
    add("deal_contact", deal=linked, contact=desk.anna, is_primary=1, position=0)
    done = add("deal", company=desk.neva, outcome="won", stage="won", closed_on="2026-06-01")
    add("deal")
    both, person, firm = Customer(desk.anna, desk.neva), Customer(desk.anna, None), Customer(None, desk.neva)
    found = [ids(desk, "deal", briefing.belonging("deal", who)) for who in (both, person, firm)]
    assert found == [[own, linked], [linked], [own]]
    to_call = add("task", contact=desk.anna)
    to_sell = add("task", deal=own)
    for cells in (
        {"contact": desk.anna, "status": "done", "done_at": "2026-06-01T09:00:00Z", "done_on": "2026-06-01"},
        {"deal": done},
        {"contact": desk.bo},
        {},
    ):
        add("task", **cells)
    found = [ids(desk, "task", briefing.belonging("task", who)) for who in (both, person, firm)]
    assert found == [[to_call, to_sell], [to_call], [to_sell]]
    asked = {"opened_at": "2026-06-01T09:00:00Z", "opened_on": "2026-06-01", "priority": "normal", "status": "open"}
    waiting = add("ticket", **asked, contact=desk.anna)
    solved = {"status": "resolved", "resolved_at": "2026-06-02T09:00:00Z", "resolved_on": "2026-06-02"}
    add("ticket", **{**asked, **solved}, contact=desk.anna)
    assert ids(desk, "ticket", briefing.belonging("ticket", both)) == [waiting]
    said = {"kind": "nps", "score": 9, "at": "2026-06-01T09:00:00Z", "on_day": "2026-06-01"}
    answer = add("feedback", **said, company=desk.neva)
    add("feedback", **said, contact=desk.cem)
    assert ids(desk, "feedback", briefing.belonging("feedback", both)) == [answer]


def test_a_subscription_belongs_to_its_last_day(desk: Desk) -> None:
    kept = [
        desk.ledger.subscription(desk.anna, ("2026-01-01", 100), contact=desk.anna, end_on=end)
        for end in ("2026-06-29", TODAY, None)
    ]
    assert ids(desk, "subscription", briefing.belonging("subscription", Customer(desk.anna, None))) == kept[1:]


def test_what_somebody_bought_is_net_with_its_purchases_and_their_days(desk: Desk) -> None:
    for party, day, minor, more in (
        (desk.neva, "2026-02-01", 5_000, {}),
        (desk.neva, "2026-03-01", 0, {}),
        (desk.neva, "2026-01-01", -700, {}),
        (desk.neva, "2026-06-30", 1_000, {}),
        (desk.neva, "2026-07-01", 9_000, {}),
        (desk.anna, "2026-04-01", 300, {}),
        (desk.anna, "2026-04-02", 10, {"currency": "USD"}),
        (desk.bo, "2026-04-03", 40, {}),
    ):
        desk.ledger.add("sale", party=party, sold_on=day, amount_minor=minor, **more)
    desk.ledger.add("sale", party=desk.anna, amount_minor=-5, sold_on="2026-05-01", currency="GBP")
    won = {"outcome": "won", "stage": "won", "closed_on": "2026-01-15"}
    desk.ledger.add("deal", party=desk.neva, value_minor=20_000, **won)
    desk.ledger.add("deal", party=desk.neva, value_minor=None, **won)
    both, settings = Customer(desk.anna, desk.neva), desk.ledger.settings
    assert briefing.bought(desk.db, both, settings, TODAY) == [
        # 50 + 0 - 7 + 10 + 3 of sales and 200 of a deal; the refund is no purchase, the deal without a value is one
        ("EUR", 25_600, 6, "2026-01-15", "2026-06-30"),
        ("GBP", -5, 0, "", ""),
        ("USD", 10, 1, "2026-04-02", "2026-04-02"),
    ]
    settings.won_deals_are_sales = False
    assert briefing.bought(desk.db, Customer(None, desk.neva), settings, TODAY) == [
        ("EUR", 5_300, 3, "2026-02-01", "2026-06-30")
    ]
    # Anna in euros and dollars, and in pounds nothing but a refund; Bo in euros
    assert briefing.bought_by_people(desk.db, desk.neva, settings, TODAY) == (
        2,
        [
            ("EUR", 340, 2, "2026-04-01", "2026-04-03"),
            ("GBP", -5, 0, "", ""),
            ("USD", 10, 1, "2026-04-02", "2026-04-02"),
        ],
    )
    assert briefing.bought_by_people(desk.db, desk.orion, settings, "2026-01-31") == (0, [])


def test_deals_won_are_counted_and_added_up_by_currency(desk: Desk) -> None:
    won = {"outcome": "won", "stage": "won", "closed_on": "2026-06-01", "company": desk.neva}
    for minor, more in ((500, {}), (None, {}), (70, {"currency": "USD"}), (900, {"company": desk.orion})):
        desk.ledger.add("deal", value_minor=minor, **{**won, **more})
    desk.ledger.add("deal", value_minor=1, company=desk.neva)
    assert briefing.won(desk.db, Customer(None, desk.neva)) == [("EUR", 2, 500), ("USD", 1, 70)]


def test_what_is_paid_a_month_is_by_the_change_that_holds_today(desk: Desk) -> None:
    book = desk.ledger.subscription
    for changes in (
        (("2026-01-01", 3_000), ("2026-06-30", 5_000), ("2026-07-01", 7_000)),
        (("2026-01-01", 24_000, "start", "EUR", "12 months"),),
        (("2026-01-01", 100, "start", "USD", "week"),),
        (("2026-01-01", 900), ("2026-03-01", 0, "end")),
    ):
        book(desk.anna, *changes, contact=desk.anna)
    assert briefing.monthly(desk.db, Customer(desk.anna, None), TODAY) == [
        ("EUR", 7_000 * MONTH),
        # 52 weeks are 12 months
        ("USD", 100 * MONTH * 52 // 12),
    ]
    assert briefing.monthly_of_people(desk.db, desk.neva, "2026-06-29") == [
        ("EUR", 5_000 * MONTH),
        ("USD", 100 * MONTH * 52 // 12),
    ]
    assert briefing.monthly(desk.db, Customer(desk.bo, None), TODAY) == []


def test_a_trial_runs_to_its_end(desk: Desk) -> None:
    running, over, paid = (
        desk.ledger.subscription(desk.anna, ("2026-06-01", 0, "start"), (end, 900, kind), contact=desk.anna)
        for end, kind in (("2026-07-01", "trial_end"), (TODAY, "trial_end"), ("2026-07-01", "change"))
    )
    assert briefing.trial_ends(desk.db, [running, over, paid], TODAY) == {running: "2026-07-01"}
    assert briefing.trial_ends(desk.db, [over], TODAY) == {}
    assert briefing.trial_ends(desk.db, [], TODAY) == {}


def test_the_last_interactions_of_a_company_are_those_of_its_people_too(desk: Desk) -> None:
    touches: list[int] = []
    for day, contact, company in (("01", desk.anna, None), ("03", desk.bo, None), ("02", None, desk.neva)):
        at = f"2026-06-{day}T09:00:00Z"
        cells = {"kind": "call", "direction": "out", "summary": f"on the {day}"}
        touches.append(desk.ledger.add("interaction", at=at, on_day=at[:10], **cells))
        for noun, id in (("contact", contact), ("company", company)):
            if id is not None:
                desk.ledger.add(f"interaction_{noun}", at=at, interaction=touches[-1], **{noun: id})
    first, second, third = touches
    assert briefing.last_interactions(desk.db, "contact", desk.anna, 9) == [
        {
            "id": first,
            "at": "2026-06-01T09:00:00Z",
            "on_day": "2026-06-01",
            "kind": "call",
            "direction": "out",
            "summary": "on the 01",
        }
    ]
    found = briefing.last_interactions(desk.db, "company", desk.neva, 9)
    assert [row["id"] for row in found] == [second, third, first]
    assert [row["id"] for row in briefing.last_interactions(desk.db, "company", desk.neva, 2)] == [second, third]
