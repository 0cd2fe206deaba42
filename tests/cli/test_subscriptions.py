"""`tinycrm subscription`, from outside: Monday the 16th of November 2026 is today."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
TODAY = "2026-11-16"


def _add(crm, *words) -> int:
    return crm("subscription", "add", *words).id


def _show(crm, id: int):
    return crm("subscription", "show", id, "-f", "json").json


def _history(crm, id: int):
    """(kind, day, amount or last day) of each row."""
    rows = crm("subscription", "history", id, "-f", "json").json
    return [(row["kind"], row["on"], row["until"] if row["kind"] == "term" else row["amount"]) for row in rows]


# --- add ---


def test_a_subscription_is_monthly_from_today_in_the_own_currency(stocked):
    id = _add(stocked, "neva", 40, "--product", "Hosting")
    row = _show(stocked, id)
    assert (row["product"], row["amount"], row["currency"], row["interval"]) == ("Hosting", 40, "EUR", "month")
    assert (row["company"], row["contact"]) == ({"id": NEVA, "name": "Neva Trade"}, None)
    assert (row["start_on"], row["end_on"], row["owner"]) == (TODAY, None, "tester")
    assert _history(stocked, id) == [("start", TODAY, 40)]


def test_every_key_of_the_contract_is_there(stocked):
    id = _add(stocked, ANNA, "480 USD", "--every", "year", "--note", "by post", "--set", "disk=10")
    keys = """id uid product amount currency interval company contact start_on end_on deal owner note fields
        created_at updated_at"""
    row = _show(stocked, id)
    assert set(keys.split()) <= set(row)
    assert (row["contact"]["id"], row["currency"], row["interval"]) == (ANNA, "USD", "12 months")
    assert (row["note"], row["fields"]) == ("by post", {"disk": "10"})
    assert stocked("subscription", "list", "-f", "json").json[0].keys() == row.keys()
    rows = stocked("subscription", "history", id, "-f", "json").json
    assert list(rows[0]) == ["on", "kind", "amount", "currency", "interval", "until", "outcome", "decided_on"]


def test_a_trial_costs_nothing_until_the_day_after_it(stocked):
    id = _add(stocked, "neva", 25, "--trial-until", "2026-11-30", "--term", "1 year")
    assert _history(stocked, id) == [
        ("start", TODAY, 0),
        ("trial_end", "2026-12-01", 25),
        ("term", "2026-12-01", "2027-11-30"),
    ]
    assert _show(stocked, id)["amount"] == 25


def test_an_end_that_is_known_is_in_the_history(stocked):
    id = _add(stocked, "neva", 100, "--every", "quarter", "--start", "2026-01-31", "--end", "2026-12-31")
    assert _history(stocked, id) == [
        ("start", "2026-01-31", 100),
        ("term", "2026-01-31", "2026-04-29"),
        ("end", "2027-01-01", 0),
    ]


def test_a_first_term_that_is_over_is_told(stocked):
    done = stocked("subscription", "add", "neva", 5, "--every", "year", "--start", "2024-02-29")
    assert done.err == "its first term ended on 2025-02-27: tinycrm subscription renew 9 says that it goes on\n"
    assert stocked("subscription", "add", "neva", 5, "--every", "year", "--start", "2025-11-17").err == ""


@pytest.mark.parametrize(
    ("words", "company", "contact"),
    [
        (("anna petrova", 40), None, ANNA),
        (("company:neva", 40, "--contact", "anna petrova"), NEVA, ANNA),
        ((".", 40, "--deal", "website"), NEVA, ANNA),
        ((40, "--deal", "website"), NEVA, ANNA),
        ((40, "--company", "neva"), NEVA, None),
        (("سارا محمدی", 40), None, SARA),
    ],
)
def test_whom_it_is_with(stocked, words, company, contact):
    row = _show(stocked, _add(stocked, *words))
    found = {key: row[key] and row[key]["id"] for key in ("company", "contact")}
    assert found == {"company": company, "contact": contact}
    party = stocked.sql("SELECT party FROM subscription WHERE id = ?", (row["id"],))
    assert party == [(company or contact,)]


def test_a_person_who_is_not_there_is_made_when_asked(stocked):
    stocked.fails(3, "subscription", "add", "Мария Иванова", 40)
    done = stocked("subscription", "add", "Мария Иванова", 40, "--create", "-f", "json").json
    assert done["contact"]["name"] == "Мария Иванова"
    assert done["also"] == [{"noun": "contact", "id": 9}]
    stocked("undo")
    stocked.fails(3, "contact", "show", "Мария Иванова")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (2, ("neva",)),
        (2, ()),
        (2, ("neva", "x")),
        (2, ("--", "neva", "-5")),
        (2, ("neva", "1.234")),
        (2, ("neva", 40, "--every", "fortnight")),
        (2, ("neva", 40, "--every", "0 months")),
        (2, ("neva", 40, "--start", "2026-02-30")),
        (2, ("neva", 40, "--term", "forever")),
        (2, (".", 40)),
        (2, ("neva", 40, "--company", "neva")),
        (1, ("neva", 40, "--end", "2026-11-15")),
        (1, ("neva", 40, "--trial-until", "2026-11-15")),
        (3, ("nobody", 40)),
        (3, ("neva", 40, "--deal", "nothing")),
        (4, ("anna", 40)),
    ],
)
def test_what_cannot_be_added_is_refused_and_changes_nothing(stocked, code, words):
    before = stocked.dump()
    stocked.fails(code, "subscription", "add", *words)
    assert stocked.dump() == before


# --- whoever pays is a customer ---


@pytest.mark.parametrize(
    ("words", "since"),
    [
        (("--start", "2026-03-01"), "2026-03-01"),
        (("--start", "2026-10-01", "--trial-until", "2026-10-31"), "2026-11-01"),
        (("--trial-until", "2026-11-30"), None),
        (("--start", "2026-11-17"), None),
    ],
)
def test_the_first_paid_day_makes_a_customer_once_it_has_come(stocked, words, since):
    id = _add(stocked, "bo", 40, *words)
    row = stocked("contact", "show", BO, "-f", "json").json
    assert (row["lifecycle"], row["customer_since"]) == ("customer" if since else None, since)
    stocked("undo")
    assert stocked("contact", "show", BO, "-f", "json").json["customer_since"] is None
    stocked.fails(3, "subscription", "show", id)


def test_a_free_plan_makes_a_customer_when_it_is_paid_for(stocked):
    id = _add(stocked, "bo", 0, "--start", "2026-01-01")
    assert stocked("contact", "show", BO, "--get", "customer_since").out.strip() == ""
    stocked("subscription", "change", id, 10, "--on", "2026-11-01")
    assert stocked("contact", "show", BO, "--get", "customer_since").out == "2026-11-01\n"


# --- its life ---


def test_each_verb_writes_its_row_and_undo_and_redo_go_there_and_back(stocked):
    id = _add(stocked, "neva", 40, "--start", "2026-01-15")
    states = [(stocked.dump(without=("version",)), _history(stocked, id))]
    verbs = [
        ("change", id, 50, "--on", "2026-06-15"),
        ("pause", id, "--on", "2026-07-01"),
        ("resume", id, "--on", "2026-08-01"),
        ("cancel", id, "--on", "2026-11-10"),
        ("renew", id),
        ("change", id, "--every", "year", "--on", "2026-11-15"),
        ("renew", id, "--amount", "550"),
    ]
    for verb in verbs:
        assert stocked("subscription", *verb).out == f"{id}\n"
        states.append((stocked.dump(without=("version",)), _history(stocked, id)))
    assert states[4][1] == [
        ("start", "2026-01-15", 40),
        ("change", "2026-06-15", 50),
        ("pause", "2026-07-01", 0),
        ("resume", "2026-08-01", 50),
        ("cancel", "2026-11-10", 50),
        ("end", "2026-11-15", 0),
    ]
    assert states[7][1][4:] == [
        ("change", "2026-11-15", 50),
        ("term", "2026-11-15", "2027-11-14"),
        ("change", "2027-11-15", 550),
        ("term", "2027-11-15", "2028-11-14"),
    ]
    for _, rows in reversed(states[:-1]):
        stocked("undo")
        assert _history(stocked, id) == rows
    assert _show(stocked, id)["amount"] == 40
    for _, rows in states[1:]:
        stocked("redo")
        assert _history(stocked, id) == rows
    assert _show(stocked, id)["amount"] == 550


def test_the_record_holds_the_price_and_the_end(stocked):
    id = _add(stocked, "neva", 40, "--start", "2026-01-15")
    row = stocked("subscription", "change", id, "45 USD", "--every", "2 weeks", "-f", "json").json
    assert (row["amount"], row["currency"], row["interval"]) == (45, "USD", "2 weeks")
    row = stocked("subscription", "cancel", id, "--end", "2026-12-31", "-f", "json").json
    assert row["end_on"] == "2026-12-31"
    assert stocked("subscription", "renew", id, "-f", "json").json["end_on"] is None


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (("pause",), ("pause",)),
        (("pause",), ("pause", "--on", "tomorrow")),
        (("cancel",), ("cancel",)),
        (("cancel", "--end", "2026-12-31"), ("cancel", "--end", "2026-12-31")),
        (("change", "40"), ("change", "40 EUR")),
        (("renew",), ("renew",)),
        (("resume",), ("resume",)),
    ],
)
def test_asking_for_what_holds_already_writes_nothing(stocked, first, again):
    id = _add(stocked, "neva", 40)
    stocked("subscription", first[0], id, *first[1:])
    before = stocked.dump()
    assert stocked("subscription", again[0], id, *again[1:]).out == f"{id}\n"
    assert stocked.dump() == before


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, ("change", "50", "--on", "2026-01-14")),
        (1, ("pause", "--on", "2026-06-14")),
        (1, ("cancel", "--end", "2026-06-01")),
        (1, ("cancel", "--end", "2025-12-31")),
        (2, ("cancel", "--on", "tomorrow")),
        (2, ("renew", "--on", "2026-11-17")),
        (2, ("renew", "--amount", "50")),
        (2, ("renew", "--until", "2027-01-01", "--term", "1 year")),
        (2, ("change",)),
        (2, ("change", "many")),
        (2, ("pause", "--on", "2026-11-31")),
        (2, ("change", "--", "-1")),
    ],
)
def test_what_is_out_of_order_or_no_value_is_refused_and_changes_nothing(stocked, code, words):
    id = _add(stocked, "neva", 40, "--start", "2026-01-15")
    stocked("subscription", "change", id, 45, "--on", "2026-06-15")
    before = stocked.dump()
    verb, *rest = words
    if rest[:1] == ["--"]:
        stocked.fails(code, "subscription", verb, "--", id, rest[1])
    else:
        stocked.fails(code, "subscription", verb, id, *rest)
    assert stocked.dump() == before


def test_a_refusal_names_the_change_and_the_next_step(stocked):
    id = _add(stocked, "neva", 40, "--product", "Hosting", "--start", "2026-01-15")
    stocked("subscription", "change", id, 45, "--on", "2026-06-15")
    error = stocked("subscription", "pause", id, "--on", "2026-06-14", "-f", "json", ok=False).error
    assert error["code"] == "out_of_order"
    assert error["message"] == f"subscription {id} Hosting: 2026-06-14 lies before a change of its price on 2026-06-15"
    assert error["hint"] == "--on 2026-06-15 or later"


def test_several_change_together_or_not_at_all(stocked):
    one, two = _add(stocked, "neva", 40), _add(stocked, "bo", 30, "--start", "2026-12-01")
    done = stocked("subscription", "change", "-", "45", input=f"{one}\n\n{two}\n")
    assert done.ids == [one, two]
    assert (_history(stocked, one)[-1], _history(stocked, two)[-1]) == (
        ("change", TODAY, 45),
        ("change", "2026-12-01", 45),
    )
    before = stocked.dump()
    stocked.fails(1, "subscription", "change", "-", "50", "--on", "2026-11-20", input=f"{one}\n{two}\n")
    assert stocked.dump() == before


@pytest.mark.parametrize("verb", [("change", "50"), ("pause",), ("cancel",), ("renew", "--term", "1 year")])
def test_a_dry_run_changes_not_one_byte(stocked, verb):
    id = _add(stocked, "neva", 40)
    before = stocked.dump()
    done = stocked("subscription", verb[0], id, *verb[1:], "--dry-run")
    assert (done.out, done.err.startswith("Would do: Subscription")) == ("", True)
    assert stocked.dump() == before


# --- an edit leaves price and end to the verbs ---


@pytest.mark.parametrize("words", [("--set", "amount=50"), ("--set", "every=year"), ("--set", "currency=USD")])
def test_an_edit_of_the_price_is_refused_and_names_the_verb(stocked, words):
    id = _add(stocked, "neva", 40)
    error = stocked("subscription", "edit", id, *words, "-f", "json", ok=False).error
    assert (error["exit_code"], error["code"]) == (1, "own_verb")
    assert error["hint"].startswith(f"tinycrm subscription change {id} ")


def test_an_edit_of_the_end_is_refused_and_names_the_verb(stocked):
    id = _add(stocked, "neva", 40)
    stocked.fails(1, "subscription", "edit", id, "--set", "end_on=2026-12-31")
    stocked("subscription", "cancel", id)
    assert f"subscription renew {id}" in stocked.fails(1, "subscription", "edit", id, "--clear", "end").err


def test_what_holds_already_may_be_said_in_an_edit(stocked):
    id = _add(stocked, "neva", 40)
    stocked("subscription", "edit", id, "--product", "Hosting", "--set", "amount=40", "--set", "every=month")
    assert _show(stocked, id)["product"] == "Hosting"


def test_another_start_is_in_the_history_too(stocked):
    id = _add(stocked, "neva", 480, "--every", "year", "--start", "2026-03-01")
    stocked("subscription", "edit", id, "--start", "2026-02-01")
    assert _history(stocked, id) == [("start", "2026-02-01", 480), ("term", "2026-02-01", "2027-01-31")]
    stocked("undo")
    assert _history(stocked, id) == [("start", "2026-03-01", 480), ("term", "2026-03-01", "2027-02-28")]
    stocked("subscription", "pause", id, "--on", "2026-06-01")
    stocked.fails(1, "subscription", "edit", id, "--start", "2026-06-02")
    stocked.fails(2, "subscription", "edit", id, "--clear", "start")


def test_a_start_whose_due_days_are_paid_stays(stocked):
    id = _add(stocked, "neva", 40, "--start", "2026-10-15")
    stocked("sale", "add", ".", 40, "--subscription", id, "--due", "2026-10-15")
    error = stocked("subscription", "edit", id, "--start", "2026-10-14", "-f", "json", ok=False).error
    assert error["code"] == "has_dues"


def test_another_party_is_stored(stocked):
    id = _add(stocked, "neva", 40)
    stocked("subscription", "edit", id, "--contact", "bo", "--clear", "company")
    assert stocked.sql("SELECT party FROM subscription WHERE id = ?", (id,)) == [(BO,)]
    stocked.fails(2, "subscription", "edit", id, "--clear", "contact")


# --- lists ---


def test_the_list_shows_those_that_have_not_ended(stocked):
    running = _add(stocked, "neva", 40)
    ended = _add(stocked, "neva", 30, "--start", "2026-01-01", "--end", "2026-11-15")
    last = _add(stocked, "bo", 20, "--start", "2026-01-01", "--end", TODAY, "--product", "Backup")
    coming = _add(stocked, "bo", 10, "--start", "2026-12-01")
    assert stocked("subscription", "list", "-f", "ids").ids == [coming, running, last]
    assert sorted(stocked("subscription", "list", "--all", "-f", "ids").ids) == [running, ended, last, coming]
    assert stocked("subscription", "list", "--where", "end_on < today", "-f", "ids").ids == [ended]
    assert stocked("subscription", "list", "--who", "bo", "-f", "ids").ids == [coming, last]
    assert stocked("subscription", "list", "--company", "neva", "--all", "-f", "ids").ids == [running, ended]
    assert stocked("subscription", "list", "--product", "backup", "-f", "ids").ids == [last]
    assert stocked("subscription", "list", "--since", "2026-11-16", "--until", "2026-11-30", "-f", "ids").ids == [
        running
    ]


def test_the_status_is_a_filter_and_a_column(stocked):
    ids = {
        "trial": _add(stocked, "neva", 1, "--trial-until", "2026-12-01"),
        "active": _add(stocked, "neva", 2),
        "paused": _add(stocked, "neva", 3),
        "cancelled": _add(stocked, "neva", 4),
        "ended": _add(stocked, "neva", 5, "--start", "2026-01-01", "--end", "2026-02-28"),
        "coming": _add(stocked, "neva", 6, "--start", "2026-11-17"),
    }
    stocked("subscription", "pause", ids["paused"])
    stocked("subscription", "cancel", ids["cancelled"])
    for status, id in ids.items():
        assert stocked("subscription", "list", "--status", status, "-f", "ids").ids == [id]
        assert stocked("subscription", "show", id, "--get", "status").out == f"{status}\n"


def test_renewals_lists_what_ends_soon_and_what_ended_undecided(stocked):
    soon = _add(stocked, "neva", 480, "--every", "year", "--start", "2025-12-01", "--product", "Care")
    trial = _add(stocked, ANNA, 25, "--trial-until", "2026-12-16")
    late = _add(stocked, "bo", 90, "--every", "quarter", "--start", "2026-01-01")
    _add(stocked, "bo", 90, "--every", "year", "--start", "2025-12-18")
    done = _add(stocked, "bo", 480, "--every", "year", "--start", "2025-12-01")
    stocked("subscription", "renew", done)
    rows = stocked("subscription", "renewals", "-f", "json").json
    assert [(row["id"], row["kind"], row["ends_on"], row["days"]) for row in rows] == [
        (late, "term", "2026-03-31", -230),
        (soon, "term", "2026-11-30", 14),
        (trial, "trial", "2026-12-16", 30),
    ]
    assert (rows[1]["who"], rows[1]["product"], rows[1]["amount"]) == ("Neva Trade", "Care", 480)
    assert [row["id"] for row in stocked("subscription", "renewals", "--days", 14, "-f", "json").json] == [late, soon]
    assert stocked("subscription", "renewals", "--owner", "zoe", "--exit-code").code == 0
    assert stocked("subscription", "renewals", "--exit-code", ok=False).code == 10
    stocked.fails(2, "subscription", "renewals", "--days", 9999999)
