"""What sales, deals, tickets … say about a record, as a field of it: in columns, filters, sorting and `--get`."""

from __future__ import annotations

import json
import shutil

import pytest
from tests.cli.trading import ANNA, BO, CY, NEVA, TODAY, fill
from tests.conftest import Crm

RATES = "rates:\n  USD: {2026-01-01: 0.90, 2026-04-01: 0.80}\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    crm = Crm(tmp_path_factory.mktemp("trading"))
    fill(crm)
    return crm


@pytest.fixture
def shop(kept, tmp_path):
    """The business of trading.py, for one test."""
    crm = Crm(tmp_path)
    shutil.copytree(kept.db.parent, crm.db.parent)
    crm.env["TINYCRM_TODAY"] = TODAY
    return crm


def settle(crm, text: str) -> None:
    """The settings beside the database are these."""
    folder = crm.db.parent / "crm.db.d"
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(text)


PEOPLE = {
    "Neva Trade": {
        "first_sale": "2025-12-31", "last_sale": "2026-05-01", "sales": 5, "total_sales": 350, "ltv_to_date": 590,
        "mrr": 40, "rfm": None, "rfm_class": None, "last_interaction": "2026-06-12", "days_since_touch": 3,
        "interactions": 3, "deals": 2, "open_deals": 1, "won_deals": 1, "lost_deals": 0, "tasks": 0, "open_tasks": 0,
        "next_task": None, "tickets": 2, "open_tickets": 1, "last_feedback": None, "nps": None, "contacts": 1,
    },
    "Anna Petrova": {
        "first_sale": None, "last_sale": None, "sales": 0, "total_sales": 0, "ltv_to_date": 0, "mrr": 0,
        "last_interaction": "2026-06-12", "days_since_touch": 3, "interactions": 3, "deals": 3, "open_deals": 2,
        "won_deals": 1, "lost_deals": 0, "tasks": 2, "open_tasks": 2, "next_task": "2026-06-13", "tickets": 1,
        "open_tickets": 0, "last_feedback": "2026-06-02", "nps": 4,
    },
    "Bo Li": {
        "first_sale": "2026-05-31", "last_sale": "2026-06-15", "sales": 2, "total_sales": 520, "ltv_to_date": 520,
        "last_interaction": "2026-03-17", "days_since_touch": 90, "interactions": 1, "won_deals": 1, "open_tasks": 1,
        "next_task": None, "nps": 9,
    },
    "سارا محمدی": {"sales": 0, "mrr": 0, "last_interaction": None, "days_since_touch": None, "deals": 0, "nps": None},
}  # fmt: skip
OTHERS = {
    "deal": {
        "Relaunch": {"days_in_stage": 30, "age_days": 30, "rotting": False, "interactions": 0, "next_task": None},
        "Idea": {"days_in_stage": 0, "age_days": 0},
        "Shop": {"days_in_stage": None, "age_days": 30, "rotting": False},
    },
    "subscription": {
        "Care": {"status": "trial", "mrr": 0, "next_due": "2026-07-01", "days_to_end": None},
        "Domain": {"status": "active", "mrr": 10, "next_due": "2026-06-20", "days_to_end": 4},
        "Hosting": {"status": "active", "mrr": 30, "next_due": "2026-06-30", "days_to_end": None},
    },
    "ticket": {
        "Cannot log in": {"age_hours": 48, "age_days": 2, "response_hours": 2.5, "resolution_hours": 48},
        "Form sends twice": {"age_days": 3, "response_hours": None, "resolution_hours": None},
    },
    "campaign": {"Spring letter": {"members": 2, "reached": 2, "answered": 0, "spent": 0, "revenue": 0}},
}  # fmt: skip


@pytest.mark.parametrize("name", list(PEOPLE))
def test_each_field_of_a_party_is_what_its_records_say(kept, name):
    noun = "company" if name == "Neva Trade" else "contact"
    expected = PEOPLE[name]
    words = (noun, "list", "--where", f'name = "{name}"', "--columns", ",".join(expected), "-f", "json")
    assert kept(*words).json == [expected]


@pytest.mark.parametrize(("noun", "name"), [(noun, name) for noun, rows in OTHERS.items() for name in rows])
def test_each_field_of_other_nouns_is_what_their_records_say(kept, noun, name):
    expected = OTHERS[noun][name]
    everything = ("--all",) if noun in ("deal", "ticket") else ()
    words = (noun, "list", *everything, "--where", f'name = "{name}"', "--columns", ",".join(expected), "-f", "json")
    assert kept(*words).json == [expected]


def test_amounts_of_other_currencies_are_left_out_and_told(kept):
    answer = kept("company", "show", NEVA, "--get", "total_sales")
    assert answer.out == "350.00\n"
    assert "amounts in USD left out" in answer.err


def test_amounts_of_other_currencies_come_at_the_rate_of_their_own_day_rounded_once(shop):
    settle(shop, RATES)
    answer = shop("company", "show", NEVA, "--get", "total_sales")
    # 350 + 50 × 0.90 + 10.01 × 0.80 = 350 + 45 + 8.008
    assert (answer.out, answer.err) == ("403.01\n", "")


def test_an_amount_before_the_first_rate_is_left_out_and_told(shop):
    settle(shop, "rates:\n  USD: {2026-03-01: 0.90}\n")
    answer = shop("company", "show", NEVA, "--get", "total_sales")
    # the 50 USD of February have no rate; 10.01 × 0.90 = 9.009
    assert answer.out == "359.01\n"
    assert "amounts in USD left out" in answer.err


def test_a_won_deal_is_no_purchase_where_the_settings_say_so(shop):
    settle(shop, "won_deals_are_sales: false\n")
    rows = shop("contact", "list", "--where", "name = 'bo li'", "--columns", "sales,first_sale,ltv", "-f", "json")
    assert rows.json == [{"sales": 1, "first_sale": "2026-06-15", "ltv_to_date": 20.00}]


def test_what_is_sold_tomorrow_counts_tomorrow(shop):
    shop("sale", "add", "bo", "7", "--on", "2026-06-16", env={"TINYCRM_TODAY": "2026-06-16"})
    words = ("contact", "show", BO, "--get")
    assert [shop(*words, key).out for key in ("sales", "total_sales", "last_sale")] == [
        "2\n",
        "520.00\n",
        "2026-06-15\n",
    ]
    tomorrow = {"TINYCRM_TODAY": "2026-06-16"}
    assert [shop(*words, key, env=tomorrow).out for key in ("sales", "total_sales")] == ["3\n", "527.00\n"]


def test_a_deal_won_today_is_a_purchase_of_today(shop):
    id = shop("deal", "add", "Poster", "--contact", "محمدی", "--value", "40", "--opened", "2026-06-01").id
    shop("deal", "won", id)
    rows = shop("contact", "list", "--where", f"id = {CY}", "--columns", "sales,last_sale,total_sales", "-f", "json")
    assert rows.json == [{"sales": 1, "last_sale": TODAY, "total_sales": 40}]


def test_a_refund_alone_makes_nobody_a_buyer(shop):
    shop("sale", "add", "محمدی", "--on", "2026-06-01", "--", "-5")
    rows = shop("contact", "list", "--where", f"id = {CY}", "--columns", "sales,last_sale,total_sales", "-f", "json")
    assert rows.json == [{"sales": 0, "last_sale": None, "total_sales": -5}]


FILTERS = (
    ("contact", "last_sale < 90d ago", []),
    ("contact", "last_sale > 90d ago", ["Bo Li"]),
    ("contact", "last_sale = today", ["Bo Li"]),
    ("company", "last_sale < 45d ago", []),
    ("company", "last_sale <= 45d ago", ["Neva Trade"]),
    ("company", "last_sale <= -45d", ["Neva Trade"]),
    ("company", "last-sale = 2026-05-01 and sales >= 5", ["Neva Trade"]),
    ("company", "sales > 5", []),
    ("contact", "sales is empty", ["Anna Petrova", "سارا محمدی"]),
    ("contact", "sales = 0", ["Anna Petrova", "سارا محمدی"]),
    ("contact", "last_sale is empty", ["Anna Petrova", "سارا محمدی"]),
    ("contact", "open_deals is not empty", ["Anna Petrova"]),
    ("contact", "open_deals >= 2", ["Anna Petrova"]),
    ("contact", "open_deals > 2", []),
    ("contact", "won_deals is not empty", ["Anna Petrova", "Bo Li"]),
    ("contact", "open_tasks is empty", ["سارا محمدی"]),
    ("contact", "next_task < today", ["Anna Petrova"]),
    ("contact", "total_sales >= 520 EUR", ["Bo Li"]),
    ("contact", "total_sales in (519, 520)", ["Bo Li"]),
    ("contact", "total_sales != 0", ["Bo Li"]),
    ("company", "mrr = 40", ["Neva Trade"]),
    ("company", "ltv >= 590", ["Neva Trade"]),
    ("contact", "last_interaction = 2026-06-12", ["Anna Petrova"]),
    ("contact", "last_interaction < 2026-06-12", ["Bo Li"]),
    ("contact", "last_interaction is empty", ["سارا محمدی"]),
    ("contact", "days_since_touch = 3", ["Anna Petrova"]),
    ("contact", "days_since_touch > 3", ["Bo Li"]),
    ("contact", "days_since_touch >= 3", ["Anna Petrova", "Bo Li"]),
    ("contact", "days_since_touch < 90", ["Anna Petrova"]),
    ("contact", "days_since_touch <= 90", ["Anna Petrova", "Bo Li"]),
    ("contact", "days_since_touch != 3", ["Bo Li", "سارا محمدی"]),
    ("contact", "nps <= 6", ["Anna Petrova"]),
    ("contact", "nps is empty", ["سارا محمدی"]),
    ("company", "open_tickets = 1 and contacts = 1", ["Neva Trade"]),
    ("contact", "tickets >= 1 and open_tickets = 0", ["Anna Petrova"]),
    ("contact", "not (sales >= 1)", ["Anna Petrova", "سارا محمدی"]),
    ("deal", "days_in_stage >= 30", ["Relaunch"]),
    ("deal", "rotting = yes", []),
    ("deal", "rotting = no and age_days = 0", ["Idea"]),
    ("subscription", "status = trial", ["Care"]),
    ("subscription", "status in (trial, active) and mrr > 10", ["Hosting"]),
    ("subscription", "next_due <= 2026-06-20", ["Domain"]),
    ("subscription", "days_to_end < 5", ["Domain"]),
    ("ticket", "response_hours > 2.4", ["Cannot log in"]),
    ("ticket", "response_hours = 2.5", ["Cannot log in"]),
    ("ticket", "resolution_hours is empty", ["Form sends twice"]),
    ("campaign", "reached = 2", ["Spring letter"]),
)


@pytest.mark.parametrize(("noun", "where", "expected"), FILTERS, ids=[f"{n}: {w}" for n, w, _ in FILTERS])
def test_a_filter_finds_by_a_derived_field(kept, noun, where, expected):
    everything = ("--all",) if noun in ("deal", "ticket") else ()
    title = {"contact": "name", "company": "name", "campaign": "name", "subscription": "product"}.get(noun, "title")
    rows = kept(noun, "list", *everything, "--where", where, "--sort", title, "-f", "json").json
    assert [row[title] for row in rows] == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-total_sales,name", [BO, ANNA, CY]),
        ("last_sale,name", [BO, ANNA, CY]),
        ("days_since_touch", [ANNA, BO, CY]),
        ("-days_since_touch", [BO, ANNA, CY]),
        ("last_interaction", [BO, ANNA, CY]),
        ("-open_deals,-sales", [ANNA, BO, CY]),
    ],
)
def test_a_list_is_sorted_by_a_derived_field_with_the_empty_ones_last(kept, sort, expected):
    assert kept("contact", "list", "--sort", sort, "-f", "ids").ids == expected


def test_a_derived_amount_is_shown_with_the_base_currency(kept):
    answer = kept("contact", "list", "--columns", "name,total_sales", "--where", "sales > 0", "-f", "table")
    assert answer.lines[-1].split() == ["Bo", "Li", "520", "EUR"]


def test_a_record_has_no_derived_field_unless_it_is_asked_for(kept):
    assert "total_sales" not in kept("contact", "show", BO, "-f", "json").json
    assert "status" not in kept("subscription", "list", "-f", "json").json[0]


def test_a_declared_field_of_the_same_name_wins(shop):
    settle(shop, "fields: {contact: {mrr: integer}}\n")
    shop("contact", "edit", "bo", "--set", "mrr=7")
    assert shop("contact", "list", "--where", "mrr = 7", "-f", "ids").ids == [BO]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("last_sal < 90d ago", "did you mean last_sale?"),
        ("sales ~ 2", "not ~"),
        ("sales >= two", "'two' is not a whole number"),
        ("total_sales > 5 USD", "total_sales is in EUR"),
        ("rfm_class = best", "one of: champion"),
        ("rfm = champion", "rfm is three digits like 555; rfm_class = champion"),
        ("rfm in (555, 556)", "'556' is no RFM score"),
        ("rfm >= 55", "rfm is three digits"),
        ("rfm ~ x", "rfm is three digits"),
        ("last_sale < someday", "someday"),
        ("rotting = yes", "no field 'rotting'"),
        ("last_sale is invalid", "never invalid"),
    ],
)
def test_a_comparison_that_means_nothing_is_refused_with_a_next_step(kept, where, said):
    assert said in kept.fails(2, "contact", "list", "--where", where).err


@pytest.mark.parametrize(
    ("noun", "where", "known"),
    [
        ("subscription", "status = dead", "one of: coming, ended, cancelled, trial, paused, active"),
        ("ticket", "status = dead", "one of: open, resolved"),
        ("task", "status = dead", "one of: open, done"),
        ("deal", "rotting = maybe", "yes or no"),
    ],
)
def test_a_word_that_no_status_has_is_refused_with_those_there_are(kept, noun, where, known):
    assert known in kept.fails(2, noun, "list", "--where", where).err


def test_scores_are_found_in_any_digits_and_in_part(kept):
    for where in ("rfm = 555", "rfm != ۱۱۱", "rfm ~ 55", "rfm in (111, 555)", "rfm is empty"):
        kept("contact", "list", "--where", where)


def test_an_edit_of_all_that_a_derived_field_finds_is_undone_at_once(shop):
    before = shop.dump(without=("version",))
    shop("contact", "edit", "--where", "sales >= 2", "--add-tag", "buyer")
    assert shop("contact", "list", "--tag", "buyer", "-f", "ids").ids == [BO]
    shop("undo", "--yes")
    after = shop.dump(without=("version",))
    assert [row for row in before if row.startswith("tagging")] == [row for row in after if row.startswith("tagging")]


def buyers(crm, purchases: dict[str, list[tuple[str, int]]]) -> dict[str, str]:
    """People bought so: name → (day, amount) of each purchase; gives their three scores and class."""
    lines = [f"contact add {json.dumps(name)}" for name in purchases]
    lines += [f"sale add ={name} {amount} --on {day}" for name, bought in purchases.items() for day, amount in bought]
    crm.env["TINYCRM_TODAY"] = TODAY
    crm("batch", "-", input="\n".join(lines))
    rows = crm("contact", "list", "--columns", "name,rfm,rfm_class", "-f", "json").json
    return {row["name"]: f"{row['rfm']} {row['rfm_class']}" for row in rows}


def test_equal_frequencies_get_equal_scores_in_fifths(crm):
    counts = {"A": 1, "B": 1, "C": 1, "D": 1, "E": 1, "F": 2, "G": 2, "H": 3, "I": 5, "J": 9}
    # all bought last on one day, for the same money: nobody is worse than another in these
    scores = buyers(crm, {name: [("2026-06-01", 360 // count)] * count for name, count in counts.items()})
    assert [scores[name][1] for name in counts] == ["1", "1", "1", "1", "1", "3", "3", "4", "5", "5"]
    assert {text[0] for text in scores.values()} == {"1"}


CLASSES = (
    # name, last day, purchases, money: the days, counts and sums are 1st to 5th from below
    ({"A": (5, 5, 5), "B": (4, 1, 1), "C": (3, 4, 4), "D": (2, 3, 3), "E": (1, 2, 2)},
     {"A": "555 champion", "B": "411 new", "C": "344 loyal", "D": "233 slipping", "E": "122 lost"}),
    ({"A": (5, 2, 3), "B": (4, 1, 1), "C": (3, 3, 2), "D": (2, 4, 4), "E": (1, 5, 5)},
     {"A": "523 promising", "B": "411 new", "C": "332 attention", "D": "244 at risk", "E": "155 at risk"}),
    ({"A": (5, 5, 5), "B": (4, 1, 2), "C": (3, 3, 1), "D": (2, 4, 3), "E": (1, 2, 4)},
     {"A": "555 champion", "B": "412 promising", "C": "331 attention", "D": "243 at risk", "E": "124 slipping"}),
)  # fmt: skip


@pytest.mark.parametrize(("ranks", "expected"), CLASSES)
def test_recency_decides_first_then_frequency_and_money_together(crm, ranks, expected):
    purchases = {
        name: [(f"2026-05-0{recency}", money * 60 // frequency)] * frequency
        for name, (recency, frequency, money) in ranks.items()
    }
    assert buyers(crm, purchases) == expected


def test_money_of_one_foreign_currency_is_compared_as_it_is(crm):
    lines = [f"contact add {name}" for name in "ABCDE"]
    lines += [
        f"sale add ={name} '{amount} USD' --on 2026-05-01"
        for name, amount in zip("ABCDE", (9, 7, 5, 3, 1), strict=True)
    ]
    crm.env["TINYCRM_TODAY"] = TODAY
    crm("batch", "-", input="\n".join(lines))
    answer = crm("contact", "list", "--columns", "rfm", "-f", "json")
    assert ([row["rfm"][2] for row in answer.json], answer.err) == (["5", "4", "3", "2", "1"], "")


def test_four_buyers_have_no_fifths(crm):
    scores = buyers(crm, {name: [("2026-05-01", 10)] for name in "ABCD"})
    assert set(scores.values()) == {"None None"}
