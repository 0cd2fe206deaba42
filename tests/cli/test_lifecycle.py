"""What a purchase makes of whom it was with, and what it does not."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _stands(crm, noun: str, id: int) -> tuple[str | None, str | None]:
    row = crm(noun, "show", id, "-f", "json").json
    return row["lifecycle"], row["customer_since"]


def _steps(crm, id: int) -> list[tuple[object, ...]]:
    return crm.sql("SELECT old, new, on_day FROM lifecycle_change WHERE record = ? ORDER BY seq", (id,))


def test_the_first_sale_makes_a_customer_and_undo_takes_it_back(stocked) -> None:
    stocked("contact", "edit", BO, "--lifecycle", "lead")
    stocked("sale", "add", BO, "100", "--on", "2026-11-10")
    assert _stands(stocked, "contact", BO) == ("customer", "2026-11-10")
    assert _steps(stocked, BO) == [(None, "lead", "2026-11-16"), ("lead", "customer", "2026-11-16")]
    stocked("undo")
    assert _stands(stocked, "contact", BO) == ("lead", None)
    assert _steps(stocked, BO) == [(None, "lead", "2026-11-16")]
    stocked("redo")
    assert _stands(stocked, "contact", BO) == ("customer", "2026-11-10")


@pytest.mark.parametrize(
    "words",
    [
        ("sale", "add", "company:neva", "100", "--contact", ANNA),
        ("deal", "won", WEBSITE),
        ("subscription", "add", "company:neva", "40", "--contact", ANNA, "--start", "2026-11-16"),
    ],
)
def test_a_company_and_its_person_become_customers_and_the_company_is_the_one_since_when(stocked, words) -> None:
    stocked(*words)
    assert _stands(stocked, "company", NEVA) == ("customer", "2026-11-16")
    assert _stands(stocked, "contact", ANNA) == ("customer", None)
    stocked("undo")
    assert _stands(stocked, "company", NEVA) == (None, None)
    assert _stands(stocked, "contact", ANNA) == (None, None)


def test_a_deal_added_as_won_makes_a_customer_since_its_day(stocked) -> None:
    stocked("deal", "add", "Roof", "--contact", BO, "--stage", "won", "--opened", "2026-10-01")
    assert _stands(stocked, "contact", BO) == ("customer", "2026-10-01")


def test_the_second_purchase_changes_nothing_and_an_earlier_one_the_day(stocked) -> None:
    stocked("sale", "add", BO, "100", "--on", "2026-11-10")
    stocked("sale", "add", BO, "100", "--on", "2026-11-12")
    assert _stands(stocked, "contact", BO) == ("customer", "2026-11-10")
    stocked("sale", "add", BO, "100", "--on", "2026-11-01")
    assert _stands(stocked, "contact", BO) == ("customer", "2026-11-01")
    assert _steps(stocked, BO) == [(None, "customer", "2026-11-10")]


def test_who_is_further_than_customer_stays_there(stocked) -> None:
    stocked("contact", "edit", BO, "--lifecycle", "former")
    stocked("sale", "add", BO, "100")
    assert _stands(stocked, "contact", BO) == ("former", "2026-11-16")


def test_a_refund_makes_nobody_a_customer(stocked) -> None:
    stocked("sale", "add", BO, "--", "-5")
    assert _stands(stocked, "contact", BO) == (None, None)


def test_an_import_makes_nobody_a_customer(stocked, tmp_path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("title,contact,stage,value\nRoof,bo@li.example,won,100 EUR\n")
    stocked("import", path, "--as", "deals", "--yes")
    assert stocked("deal", "list", "--outcome", "won", "-f", "ids").ids
    assert _stands(stocked, "contact", BO) == (None, None)


def test_a_subscription_that_is_still_to_begin_makes_nobody_a_customer_yet(stocked) -> None:
    stocked("subscription", "add", BO, "40", "--start", "2027-01-01")
    assert _stands(stocked, "contact", BO) == (None, None)


def test_a_deal_won_ahead_of_its_day_makes_nobody_a_customer_yet(stocked) -> None:
    stocked("deal", "add", "Roof", "--contact", BO, "--stage", "won", "--opened", "2027-01-01")
    assert _stands(stocked, "contact", BO) == (None, None)


def test_the_setting_turns_it_off_and_steps_without_customer_too(stocked, tmp_path) -> None:
    for at, text in enumerate(("auto_customer: false\n", "auto_customer: false\nlifecycle: [new, known]\n")):
        folder = tmp_path / f"conf{at}"
        folder.mkdir()
        (folder / "config.yaml").write_text(text)
        stocked("sale", "add", BO, "100", "--config", str(folder))
        assert _stands(stocked, "contact", BO) == (None, None)


def test_every_change_by_hand_is_kept_with_its_day(stocked) -> None:
    stocked("company", "edit", NEVA, "--lifecycle", "lead")
    stocked("company", "edit", NEVA, "--lifecycle", "qualified", "--today", "2026-11-20")
    stocked("company", "edit", NEVA, "--clear", "lifecycle", "--today", "2026-11-21")
    assert _steps(stocked, NEVA) == [
        (None, "lead", "2026-11-16"),
        ("lead", "qualified", "2026-11-20"),
        ("qualified", None, "2026-11-21"),
    ]
    assert "lead → qualified" in stocked("company", "timeline", NEVA).out


@pytest.mark.parametrize(
    "back",
    [("deal", "reopen", WEBSITE), ("deal", "lost", WEBSITE), ("deal", "rm", WEBSITE)],
)
def test_a_deal_that_is_won_no_more_leaves_nobody_a_customer_and_undo_does(stocked, back) -> None:
    stocked("company", "edit", NEVA, "--lifecycle", "lead")
    stocked("deal", "won", WEBSITE)
    assert _stands(stocked, "company", NEVA) == ("customer", "2026-11-16")
    stocked(*back)
    assert _stands(stocked, "company", NEVA) == ("lead", None)
    assert _stands(stocked, "contact", ANNA) == (None, None)
    assert _steps(stocked, NEVA) == [(None, "lead", "2026-11-16")]
    assert _steps(stocked, ANNA) == []
    stocked("undo")
    assert _stands(stocked, "company", NEVA) == ("customer", "2026-11-16")
    assert _stands(stocked, "contact", ANNA) == ("customer", None)
    assert _steps(stocked, NEVA)[1:] == [("lead", "customer", "2026-11-16")]


@pytest.mark.parametrize(
    "words", [("sale", "add", BO, "100"), ("subscription", "add", BO, "40", "--start", "2026-11-16")]
)
def test_a_purchase_that_is_removed_leaves_nobody_a_customer(stocked, words) -> None:
    bought = stocked(*words).id
    stocked(words[0], "rm", bought)
    assert _stands(stocked, "contact", BO) == (None, None)
    assert _steps(stocked, BO) == []
    stocked("undo")
    assert _stands(stocked, "contact", BO) == ("customer", "2026-11-16")


@pytest.mark.parametrize(
    ("other", "since"),
    [
        (("sale", "add", BO, "0", "--on", "2026-11-12"), "2026-11-12"),
        (("deal", "add", "Roof", "--contact", BO, "--stage", "won", "--opened", "2026-11-13"), "2026-11-13"),
        (("subscription", "add", BO, "40", "--start", "2026-11-14"), "2026-11-14"),
    ],
)
def test_another_purchase_keeps_the_customer_since_its_own_day(stocked, other, since) -> None:
    first = stocked("sale", "add", BO, "100", "--on", "2026-11-10").id
    stocked(*other)
    stocked("sale", "rm", first)
    assert _stands(stocked, "contact", BO) == ("customer", since)
    assert _steps(stocked, BO) == [(None, "customer", "2026-11-10")]


def test_the_sale_of_a_deal_that_is_reopened_keeps_the_customer(stocked) -> None:
    stocked("deal", "won", WEBSITE)
    stocked("sale", "add", ".", "100", "--deal", WEBSITE)
    stocked("deal", "reopen", WEBSITE)
    assert _stands(stocked, "company", NEVA) == ("customer", "2026-11-16")
    assert _stands(stocked, "contact", ANNA) == ("customer", None)


def test_a_refund_a_trial_and_what_is_to_come_keep_nobody_a_customer(stocked) -> None:
    bought = stocked("sale", "add", BO, "100").id
    stocked("sale", "add", BO, "--", "-5")
    stocked("subscription", "add", BO, "40", "--start", "2026-11-10", "--trial-until", "2027-01-01")
    stocked("sale", "rm", bought)
    assert _stands(stocked, "contact", BO) == (None, None)


def test_what_was_said_by_hand_stays_when_the_purchase_goes(stocked) -> None:
    stocked("contact", "edit", BO, "--lifecycle", "customer", "--customer-since", "2026-11-12")
    bought = stocked("sale", "add", BO, "100", "--on", "2026-11-01").id
    assert _stands(stocked, "contact", BO) == ("customer", "2026-11-01")
    stocked("sale", "rm", bought)
    assert _stands(stocked, "contact", BO) == ("customer", "2026-11-12")
    stocked("contact", "edit", BO, "--clear", "customer-since", "--clear", "lifecycle")
    bought = stocked("sale", "add", BO, "100").id
    stocked("contact", "edit", BO, "--lifecycle", "former", "--customer-since", "2026-11-16")
    stocked("sale", "rm", bought)
    assert _stands(stocked, "contact", BO)[0] == "former"


def test_what_was_said_by_hand_stays_after_a_merge_too(stocked) -> None:
    stocked("contact", "edit", BO, "--lifecycle", "customer", "--customer-since", "2026-05-01")
    double = stocked("contact", "add", "Bo Lee").id
    bought = stocked("sale", "add", double, "100").id
    stocked("contact", "merge", BO, double, "--yes")
    assert _stands(stocked, "contact", BO) == ("customer", "2026-05-01")
    stocked("sale", "rm", bought)
    assert _stands(stocked, "contact", BO) == ("customer", "2026-05-01")


def test_the_customers_of_an_import_stay_when_their_sales_go(stocked, tmp_path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("name,email,lifecycle,customer_since\nEva Lund,eva@lund.example,customer,2026-05-01\n")
    stocked("import", path, "--as", "contacts", "--yes")
    (eva,) = stocked("contact", "list", "--where", "name = 'Eva Lund'", "-f", "ids").ids
    assert _stands(stocked, "contact", eva) == ("customer", "2026-05-01")
    bought = stocked("sale", "add", eva, "100", "--on", "2026-04-01").id
    assert _stands(stocked, "contact", eva) == ("customer", "2026-04-01")
    stocked("sale", "rm", bought)
    assert _stands(stocked, "contact", eva) == ("customer", "2026-05-01")


def test_the_step_to_customer_lies_on_the_day_of_the_purchase(crm):
    crm.env["TINYCRM_TODAY"] = "2026-06-30"
    crm("sale", "add", "Anna", "100", "--create", "--on", "2026-01-05")
    assert crm.sql("SELECT new, on_day FROM lifecycle_change") == [("customer", "2026-01-05")]
    # a lead of today cannot have become a customer before
    crm("contact", "add", "Bo", "--lifecycle", "lead")
    crm("sale", "add", "Bo", "100", "--on", "2026-01-05")
    days = crm.sql("SELECT new, on_day FROM lifecycle_change ORDER BY record, seq")
    assert days[1:] == [("lead", "2026-06-30"), ("customer", "2026-06-30")]
    crm("undo")
    crm("redo")
    assert crm.sql("SELECT new, on_day FROM lifecycle_change ORDER BY record, seq") == days
    crm("undo", "--steps", "3")
    assert crm.sql("SELECT count(*) FROM lifecycle_change") == [(0,)]
    crm("redo", "--steps", "1", ok=False)
