"""Which records a filter of other records leaves, and small sums that every report is made of."""

from __future__ import annotations

import pytest

from tinycrm.domain.filters import parse_filter
from tinycrm.domain.results import Number
from tinycrm.errors import UsageError
from tinycrm.reports.acquisition import Spent
from tinycrm.reports.closed import Closed
from tinycrm.reports.compare import exact
from tinycrm.reports.cross_sell import Baskets, Rule
from tinycrm.reports.groups import bar_key
from tinycrm.store.queries import quality
from tinycrm.store.queries.baskets import several_products
from tinycrm.store.queries.narrow import among, narrowed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

    from tinycrm.domain.results import Json


def kept(ledger: Ledger, noun: str, *filters: tuple[str, str], owner: str = "") -> list[int]:
    """The ids of a noun's records that meet all of some filters."""
    groups = [[(of, parse_filter(text))] for of, text in filters]
    sql, params = narrowed(ledger.store, noun, owner, groups)
    rows = ledger.db.rows(f"SELECT id FROM {noun}{f' WHERE {sql}' * bool(sql)} ORDER BY id", params)
    return [int(str(row[0])) for row in rows]


def test_filters_of_people_leave_what_they_are_the_party_of_or_took_part_in(ledger: Ledger) -> None:
    add = ledger.add
    neva, anna, bo = add("company", name="Neva"), add("contact", name="Anna"), add("contact", name="Bo")
    add("contact_company", contact=anna, company=neva, is_primary=1, position=0)
    paid, held = add("sale", party=neva, contact=anna), add("sale", party=bo, contact=bo)
    spring = add("campaign")
    add("campaign_member", campaign=spring, record=anna, contact=anna, reached_on="2026-06-01")
    add("campaign_member", campaign=spring, record=neva, company=neva, reached_on="2026-06-01")
    other = add("campaign", name="Other")
    call = add("interaction", at="2026-06-01T09:00:00Z", on_day="2026-06-01")
    add("interaction_contact", contact=anna, at="2026-06-01T09:00:00Z", interaction=call)
    of_anna, of_neva = ("contact", "name = Anna"), ("company", "name = Neva")
    assert kept(ledger, "sale", of_anna) == [paid]
    assert kept(ledger, "sale", of_neva) == [paid]
    assert kept(ledger, "sale", ("contact", "name = Bo")) == [held]
    assert kept(ledger, "contact", of_neva) == [anna]
    assert kept(ledger, "company", of_anna) == [neva]
    assert kept(ledger, "campaign", of_anna) == [spring]
    assert kept(ledger, "campaign", of_neva) == [spring]
    assert kept(ledger, "campaign") == [spring, other]
    assert kept(ledger, "interaction", of_anna) == [call]
    assert kept(ledger, "interaction", of_neva) == []


def test_several_filters_hold_together_and_one_of_a_group_is_enough(ledger: Ledger) -> None:
    ids = [ledger.add("sale", amount_minor=minor, owner=owner) for minor, owner in ((1, "ann"), (2, "Ann"), (2, "bo"))]
    two, one = parse_filter("amount = 0.02"), parse_filter("amount = 0.01")
    assert kept(ledger, "sale", owner="ann") == ids[:2]
    assert kept(ledger, "sale", ("sale", "amount = 0.02"), owner="ann") == [ids[1]]
    assert kept(ledger, "sale", ("sale", "amount = 0.02"), ("sale", "owner = bo")) == [ids[2]]
    sql, params = narrowed(ledger.store, "sale", "", [[("sale", two), ("sale", one)]])
    assert among(ledger.db, "sale", ids, (sql, params)) == set(ids)
    sql, params = narrowed(ledger.store, "sale", "", [[("sale", two)]])
    assert among(ledger.db, "sale", ids, (sql, params)) == set(ids[1:])
    assert among(ledger.db, "sale", ids[:1], ("", {})) == set(ids[:1])
    assert among(ledger.db, "sale", [], (sql, params)) == set()


def test_what_leads_nowhere_is_refused(ledger: Ledger) -> None:
    test = parse_filter("id = 1")
    with pytest.raises(UsageError) as raised:
        narrowed(ledger.store, "task", "", [[("sale", test), ("ticket", test), ("sale", test)]])
    assert raised.value.message == "tasks cannot be narrowed by sales or tickets"
    assert raised.value.hint == "leave --segment or --where out"


def test_quality_counts_the_points_tags_links_and_doubles_of_a_part(ledger: Ledger) -> None:
    ann = ("contact.owner = :who", {"who": "ann"})
    people = [ledger.add("contact", name=name, owner=who) for name, who in (("A", "ann"), ("A", "bo"), ("C", "bo"))]
    firm = ledger.add("company")
    for at, (person, key) in enumerate(zip(people, ("+4930111", "+4930111", "+4930222"), strict=True)):
        ledger.db.run(
            "INSERT INTO contact_point (record, contact, kind, key, typed, is_primary, position, op)"
            " VALUES (?, ?, 'phone', ?, ?, 1, 0, 1)",
            (person, person, key, key),
        )
        ledger.db.run(
            "INSERT INTO tagging (record, noun, key, name, op) VALUES (?, 'contact', 'vip', 'vip', 1)", (person,)
        )
        ledger.add("contact_company", contact=person, company=firm, is_primary=1, position=at)
    assert quality.with_points(ledger.db, "contact") == {"phone": 3}
    assert quality.with_points(ledger.db, "contact", ann) == {"phone": 1}
    assert quality.with_tags(ledger.db, "contact") == 3
    assert quality.with_tags(ledger.db, "contact", ann) == 1
    assert quality.with_links(ledger.db, "contact", "company") == 3
    assert quality.with_links(ledger.db, "contact", "company", ann) == 1
    assert quality.duplicates(ledger.db)["contact"][0] == 2
    assert {noun: found[0] for noun, found in quality.duplicates(ledger.db, {"contact": ann}).items()} == {"contact": 1}
    assert quality.duplicates(ledger.db, {}) == {}


def test_products_are_counted_to_one_more_than_the_most(ledger: Ledger) -> None:
    for product in ("Desk", "Chair", "desk", "Lamp", "Care"):
        ledger.add("sale", product=product)
    ledger.subscription(1, ("2026-06-01", 100), product="Care")
    assert several_products(ledger.db, 9) == 4
    assert several_products(ledger.db, 3) == 4
    assert several_products(ledger.db, 2) == 3


def test_closed_deals_of_two_groups_are_all_of_both() -> None:
    one, other = Closed(), Closed()
    for own, cases in (
        (one, (("won", 1, 10), ("won", 2, None), ("lost", 9, 5), ("lost", 9, None), ("lost", 9, 7))),
        (other, (("won", 1, 30), ("won", 4, 50), ("won", 4, 60), ("lost", 9, 1))),
    ):
        for outcome, days, minor in cases:
            own.add(outcome, days, minor)
    one.include(other)
    assert (one.won, one.lost, one.deals) == (5, 4, 9)
    assert (one.won_known, one.lost_known) == (4, 3)
    assert (one.won_value.share.over, one.lost_value.share.over) == (150, 13)
    assert one.cycles == {1: 2, 2: 1, 4: 2}


def test_bars_are_drawn_of_money_where_there_is_any() -> None:
    assert bar_key([{"value": None, "n": 1}, {"value": "0.00", "n": 1}], "value", "n") == "value"
    assert bar_key([{"value": None, "n": 1}, {"n": 1}], "value", "n") == "n"
    assert bar_key([], "value", "n") == "n"


def test_what_is_offered_is_the_surest_and_of_equals_the_first() -> None:
    # product, other, both, having, wanted, of 20 parties
    rules = [
        Rule("chair", "desk", 4, 8, 5, 20),
        Rule("lamp", "rug", 2, 4, 5, 20),
        Rule("lamp", "sofa", 3, 4, 5, 20),
        Rule("bed", "rug", 1, 1, 5, 20),
        Rule("vase", "rug", 2, 8, 5, 20),
    ]
    has = {
        7: ["chair", "lamp"],
        3: ["sofa", "chair", "lamp"],
        9: ["chair", "desk"],
        # one alone is chance, and a quarter of those with a vase is what a quarter of all have
        5: ["bed", "vase"],
        6: ["lamp", "sofa"],
        8: ["chair"],
        1: ["rug"],
    }
    baskets = Baskets([[(party, word) for word in words] for party, words in has.items()])
    # three quarters; a half of either, in the order of the parties
    sure = [(7, rules[2]), (3, rules[0]), (6, rules[1]), (8, rules[0])]
    assert baskets.offers(rules, 10) == (sure, 4)
    assert baskets.offers(rules, 3) == (sure[:3], 4)
    assert baskets.offers(rules, 0) == ([], 4)
    assert baskets.offers([], 10) == ([], 0)


def test_expenses_of_two_groups_are_all_of_both() -> None:
    one, other = Spent(), Spent()
    one.add("marketing", 2, 300, 1)
    other.add("sales", 3, 50, 1)
    other.add("service", 4, 7, 1)
    other.left.add("USD")
    one.include(other)
    assert (one.count, one.winning_count) == (9, 5)
    assert (one.total.share.over, one.winning.share.over) == (357, 350)
    assert one.left == {"USD"}


@pytest.mark.parametrize(
    ("value", "share"),
    [(7, (7, 1)), (Number("12.50"), (1250, 100)), (Number("-0.25"), (-25, 100)), ("2026-06", None), (None, None)],
)
def test_numbers_of_a_report_are_compared_exactly(value: Json, share: tuple[int, int] | None) -> None:
    found = exact(value)
    assert (None if found is None else (found.over, found.under)) == share
