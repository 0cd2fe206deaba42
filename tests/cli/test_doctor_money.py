"""`tinycrm doctor` looks at sales and what goes with them as it does at every other record."""

from __future__ import annotations

BO = 3


def _values(crm) -> str:
    lines = crm("doctor", ok=False).out.splitlines()
    return "\n".join(line for line in lines if line.split()[1] == "values")


def test_what_another_program_wrote_into_sales_and_campaigns_is_named(stocked) -> None:
    for words in (
        ("sale", "add", BO, "5 EUR", "--product", "Logo"),
        ("expense", "add", "5 EUR", "--kind", "sales"),
        ("campaign", "add", "Spring", "--start", "2026-03-01"),
        ("campaign", "reach", 11, BO),
        ("ticket", "add", "No mail", "--contact", BO),
        ("feedback", "add", BO, "9", "--kind", "nps"),
    ):
        stocked(*words)
    assert _values(stocked).startswith("ok")
    for change in (
        "sale SET sold_on = '2026-02-30'",
        "expense SET currency = 'XXQ'",
        "campaign SET started_on = '2026-06-31'",
        "campaign_member SET reached_on = '2026-11-31'",
        "ticket SET opened_on = '2026-02-29'",
        "feedback SET on_day = '2026-02-31'",
    ):
        stocked.sql(f"UPDATE {change}")
    told = stocked("doctor", "-f", "json", ok=False).out
    for finding in (
        "sold_on '2026-02-30' is no day",
        "currency 'XXQ' is no currency",
        "started_on '2026-06-31' is no day",
        "reached_on '2026-11-31' is no day",
        "opened_on '2026-02-29' is no day",
        "on_day '2026-02-31' is no day",
    ):
        assert finding in told, finding


def test_a_product_that_is_not_found_by_its_own_letters_is_mended(stocked) -> None:
    sale = stocked("sale", "add", BO, "5 EUR", "--product", "Logo").id
    stocked.sql("UPDATE sale SET product = 'Letterhead'")
    assert "WRONG  search" in stocked("doctor", ok=False).out
    stocked("doctor", "--fix", ok=False)
    assert stocked("sale", "show", "letterhead", "--get", "id").out == f"{sale}\n"
