"""The write path: ids, versions, marks, and money that is exact."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def test_every_row_of_one_command_carries_one_operation(crm):
    crm("log", "call", "Anna", "Hi", "--next", "Write", "--create")
    ops = {
        op
        for table in ("contact", "interaction", "task", "interaction_contact")
        for (op,) in crm.sql(f"SELECT op FROM {table}")
    }
    assert ops == {1}


def test_an_edit_raises_the_version_and_an_edit_of_nothing_does_not(stocked):
    assert stocked.sql("SELECT version FROM contact WHERE id = 3") == [(1,)]
    stocked("contact", "edit", BO, "--title", "CTO")
    stocked("contact", "edit", BO, "--title", "CTO")
    assert stocked.sql("SELECT version FROM contact WHERE id = 3") == [(2,)]


def test_the_last_touch_follows_interactions_without_touching_the_contact(stocked):
    before = stocked.sql("SELECT updated_at, version FROM contact WHERE id = 2")
    assert stocked.sql("SELECT last_touch_at, last_in_at, last_out_at FROM contact WHERE id = 2") == [
        ("2026-11-10T10:00:00Z", "2026-11-10T10:00:00Z", None)
    ]
    later = stocked("log", "email", "anna petrova", "Sent", "--at", "2026-11-12 09:00", "--direction", "out").id
    stocked("log", "note", "anna petrova", "Thinks about it", "--at", "2026-11-13 09:00")
    marks = "SELECT last_touch_at, last_in_at, last_out_at FROM contact WHERE id = 2"
    assert stocked.sql(marks) == [("2026-11-12T09:00:00Z", "2026-11-10T10:00:00Z", "2026-11-12T09:00:00Z")]
    stocked("interaction", "rm", later)
    assert stocked.sql(marks) == [("2026-11-10T10:00:00Z", "2026-11-10T10:00:00Z", None)]
    assert stocked.sql("SELECT updated_at, version FROM contact WHERE id = 2") == before


def test_a_new_record_has_the_shared_columns(stocked):
    shown = stocked("contact", "show", BO, "-f", "json").json
    assert len(shown["uid"]) == 36
    for key in ("created_at", "updated_at"):
        assert len(shown[key]) == 20
        assert shown[key].endswith("Z")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 9_000_000_000_000).map(lambda minor: Decimal(minor) / 100), min_size=1, max_size=12))
def test_sums_of_values_equal_the_decimal_sum(crm, amounts):
    crm.db = crm.db.with_name(f"crm-{len(list(crm.home.glob('data/*.db')))}.db")
    crm.env["TINYCRM_DB"] = str(crm.db)
    lines = [f"deal add D{number} --value '{amount} EUR'" for number, amount in enumerate(amounts)]
    crm("batch", input="\n".join(lines))
    values = [Decimal(row["value"]) for row in crm("deal", "list").rows]
    assert sorted(values) == sorted(amounts)
    assert crm.sql("SELECT sum(value_minor) FROM deal") == [(int(sum(amounts) * 100),)]


def test_money_keeps_the_decimals_of_its_currency(crm):
    for value, shown in (
        ("1000 JPY", "1000"),
        ("0,125 BHD", "0.125"),
        ("5 EUR", "5.00"),
        ("۱۲۳٫۴۵ EUR", "123.45"),
        ("4 800,50 EUR", "4800.50"),
        ("10k", "10000.00"),
        ("€ 4.800,50", "4800.50"),
        ("900000 IRR", "900000"),
    ):
        id = crm("deal", "add", "D", "--value", value).id
        assert crm("deal", "show", id, "--get", "value").out.rstrip("\n") in (shown, shown + ".00")


def test_another_currency_keeps_the_amount_or_is_refused_when_digits_would_be_lost(crm):
    id = crm("deal", "add", "D", "--value", "12.50 EUR").id
    crm("deal", "edit", id, "--currency", "USD")
    assert crm.sql("SELECT value_minor, currency FROM deal") == [(1250, "USD")]
    crm.fails(1, "deal", "edit", id, "--currency", "JPY")
    assert crm.sql("SELECT value_minor, currency FROM deal") == [(1250, "USD")]
