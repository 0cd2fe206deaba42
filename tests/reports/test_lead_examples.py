"""Leads and their figures, computed by hand."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger


def lead(ledger: Ledger, on: str, *, noun: str = "contact", at: str = "", **cells: object) -> int:
    """A lead since a day: typed, or logged at an instant; gives its id."""
    if not at:
        return ledger.add(noun, lead_on=on, **cells)
    record = ledger.add(noun, **cells)
    ledger.add("lifecycle_change", record=record, seq=1, noun=noun, at=at, on_day=on)
    return record


def values(ledger: Ledger, **asked: object) -> dict[str, str | None]:
    found = ledger.figures("leads", **asked)
    return {key: figure.value and figure.value.number() for (key, _), figure in found.items()}


def test_lead_conversion_counts_leads_old_enough(ledger: Ledger) -> None:
    for on, bought in (("2026-06-01", "2026-06-11"), ("2026-05-20", "2026-06-29"), ("2026-06-20", "")):
        party = lead(ledger, on)
        if bought:
            ledger.add("sale", party=party, contact=party, sold_on=bought)
    found = values(ledger, first="2026-05-01", last="2026-06-30")
    assert found["new_leads"] == "3"
    assert found["lead_conversion"] == "0.666667"
    # only the lead of 20 May is 30 days old, and it took 40; that of 1 June is 29
    assert found["lead_conversion_30d"] == "0"
    assert found["lead_conversion_90d"] is None
    assert found["lead_conversion_days"] == "25"
    assert found["lead_conversion_period"] == "0.666667"


def test_a_lead_of_exactly_30_days_counts_and_so_does_its_thirtieth_day(ledger: Ledger) -> None:
    party = lead(ledger, "2026-05-31")
    ledger.add("sale", party=party, contact=party, sold_on="2026-06-30")
    assert values(ledger, period="2026-05", last="")["lead_conversion"] == "0"
    assert values(ledger, first="2026-05-01", last="2026-06-30")["lead_conversion_30d"] == "1"


def test_lead_response_is_the_median_and_the_nearest_rank_in_hours(ledger: Ledger) -> None:
    for hours in (1, 2, 9):
        at = "2026-06-01T08:00:00Z"
        party = lead(ledger, "2026-06-01", at=at)
        answer = f"2026-06-01T{8 + hours:02}:00:00Z"
        touch = ledger.add("interaction", at=answer, on_day="2026-06-01", direction="out")
        ledger.add("interaction_contact", contact=party, at=answer, interaction=touch)
    lead(ledger, "2026-06-01")
    found = ledger.figures("leads")
    assert found["lead_response", ""].value.number() == "2"
    assert found["lead_response_p90", ""].value.number() == "9"
    assert found["lead_response", ""].n == 3
    report = ledger.report("leads")
    assert "1 of the leads are known by their day only: no hours to the first answer" in report.notes


def test_what_makes_a_customer_is_a_purchase_a_paid_day_or_customer_since(ledger: Ledger) -> None:
    sale, refund, deal, sold, paying, trial, since, none = [
        lead(ledger, "2026-06-01", **({"customer_since": "2026-06-09"} if at == 6 else {})) for at in range(8)
    ]
    ledger.add("sale", party=sale, contact=sale, sold_on="2026-06-05", amount_minor=0)
    ledger.add("sale", party=refund, contact=refund, sold_on="2026-06-05", amount_minor=-1)
    won = {"outcome": "won", "stage": "won", "closed_on": "2026-06-05"}
    ledger.add("deal", party=deal, **won)
    # the sale of this deal is somebody else's: the deal is no purchase of its own
    other = ledger.add("deal", party=sold, **won)
    ledger.add("sale", deal=other, party=sale, contact=sale, sold_on="2026-06-06")
    ledger.subscription(paying, ("2026-06-05", 0), ("2026-06-20", 100, "trial_end"), contact=paying)
    ledger.subscription(trial, ("2026-06-05", 0), ("2026-07-05", 100, "trial_end"), contact=trial)
    assert none != since
    (row,) = ledger.report("leads").rows
    assert (row["leads"], row["customers"]) == (8, 4)
    ledger.settings.won_deals_are_sales = False
    (row,) = ledger.report("leads").rows
    assert (row["leads"], row["customers"]) == (8, 3)


def test_a_company_is_one_lead_since_the_first_of_its_people(ledger: Ledger) -> None:
    company = ledger.add("company", source="fair")
    for on in ("2026-05-30", "2026-06-02"):
        person = lead(ledger, on, source="web")
        ledger.add("contact_company", contact=person, company=company, is_primary=1, position=0)
    assert ledger.report("leads", period="2026-06").rows == []
    (row,) = ledger.report("leads", period="2026-05").rows
    assert (row["source"], row["leads"]) == ("web", 1)


def test_leads_imported_without_their_day_are_told_of_and_not_counted(ledger: Ledger) -> None:
    ledger.db.run(
        "INSERT INTO operation (id, who, at, command) VALUES (900, 'me', '2026-06-05T00:00:00Z', 'import a.csv')"
    )
    undated = ledger.add("contact")
    ledger.add(
        "lifecycle_change", record=undated, seq=1, old=None, new="qualified", at="2026-06-05T00:00:00Z",
        on_day="2026-06-05",
    )  # fmt: skip
    ledger.db.run("UPDATE lifecycle_change SET op = 900")
    # the same, but typed: it became a lead on that day
    typed = ledger.add("contact")
    ledger.add("lifecycle_change", record=typed, seq=1, old=None, at="2026-06-05T00:00:00Z", on_day="2026-06-05")
    report = ledger.report("leads")
    assert [row["leads"] for row in report.rows] == [1]
    assert [note for note in report.notes if "imported" in note] == [
        "1 were imported at or beyond 'lead' without lead_on: left out, nobody knows the day"
    ]


def test_leads_by_month_and_owner_count_each_once(ledger: Ledger) -> None:
    lead(ledger, "2026-05-31", owner="Émile")
    lead(ledger, "2026-06-01", owner="emile")
    lead(ledger, "2026-06-02")
    months = ledger.report("leads", by="month", period="2026").rows
    assert [(row["month"], row["leads"]) for row in months] == [("2026-05", 1), ("2026-06", 2)]
    owners = ledger.report("leads", by="owner", period="2026").rows
    assert [(row["owner"], row["leads"]) for row in owners] == [("Émile", 2), (None, 1)]


def test_leads_compare_with_the_period_before(ledger: Ledger) -> None:
    for on in ("2026-05-01", "2026-05-31", "2026-06-02"):
        lead(ledger, on, source="web")
    (row,) = ledger.report("leads", period="2026-06", compare="previous").rows
    assert (row["leads"], row["previous"], row["change"], row["better"]) == (1, 2, "-0.5", False)


def test_before_anybody_is_there_new_leads_are_null_and_then_zero(ledger: Ledger) -> None:
    assert values(ledger)["new_leads"] is None
    ledger.add("contact")
    assert values(ledger)["new_leads"] == "0"
    assert values(ledger)["lead_conversion"] is None


def test_a_lifecycle_without_leads_has_none(ledger: Ledger) -> None:
    ledger.settings.lifecycle = ("subscriber", "customer")
    lead(ledger, "2026-06-02")
    assert set(values(ledger).values()) == {None}


def test_what_a_company_bought_comes_before_what_was_typed_of_its_people(ledger: Ledger) -> None:
    company = ledger.add("company")
    person = lead(ledger, "2026-06-01", customer_since="2026-06-02")
    ledger.add("contact_company", contact=person, company=company, is_primary=1, position=0)
    assert values(ledger)["lead_conversion_days"] == "1"
    ledger.add("sale", party=company, sold_on="2026-06-11")
    assert values(ledger)["lead_conversion_days"] == "10"
