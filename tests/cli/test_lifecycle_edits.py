"""A purchase that is edited: whose it was is a customer no more, whose it is becomes one."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
NOBODY = (None, None)


def stands(crm: Crm, noun: str, id: int) -> tuple[str | None, str | None]:
    row = crm(noun, "show", id, "-f", "json").json
    return row["lifecycle"], row["customer_since"]


def steps(crm: Crm, id: int) -> list[tuple[object, ...]]:
    return crm.sql("SELECT old, new FROM lifecycle_change WHERE record = ? ORDER BY seq", (id,))


def test_a_sale_given_to_somebody_else_takes_the_customer_along_and_undo_brings_it_back(stocked: Crm) -> None:
    stocked("contact", "edit", BO, "--lifecycle", "lead")
    sale = stocked("sale", "add", BO, "100", "--on", "2026-11-10").id
    stocked("sale", "edit", sale, "--contact", SARA)
    assert stands(stocked, "contact", BO) == ("lead", None)
    assert steps(stocked, BO) == [(None, "lead")]
    assert stands(stocked, "contact", SARA) == ("customer", "2026-11-10")
    stocked("undo")
    assert stands(stocked, "contact", BO) == ("customer", "2026-11-10")
    assert stands(stocked, "contact", SARA) == NOBODY
    stocked("redo")
    assert stands(stocked, "contact", BO) == ("lead", None)
    assert stands(stocked, "contact", SARA) == ("customer", "2026-11-10")


def test_a_sale_that_goes_from_a_person_to_their_company_is_the_companys(stocked: Crm) -> None:
    sale = stocked("sale", "add", BO, "100", "--on", "2026-11-10").id
    stocked("sale", "edit", sale, "--company", NEVA, "--clear", "contact")
    assert stands(stocked, "contact", BO) == NOBODY
    assert stands(stocked, "company", NEVA) == ("customer", "2026-11-10")


def test_a_person_beside_whom_the_company_pays_now_is_a_customer_without_a_day_of_their_own(stocked: Crm) -> None:
    sale = stocked("sale", "add", BO, "100", "--on", "2026-11-10").id
    stocked("sale", "edit", sale, "--company", NEVA)
    assert stands(stocked, "contact", BO) == ("customer", None)
    assert stands(stocked, "company", NEVA) == ("customer", "2026-11-10")


def test_a_sale_made_negative_makes_nobody_a_customer_and_positive_again_it_does(stocked: Crm) -> None:
    sale = stocked("sale", "add", BO, "100", "--on", "2026-11-10").id
    stocked("sale", "edit", sale, "--amount=-100")
    assert stands(stocked, "contact", BO) == NOBODY
    stocked("sale", "edit", sale, "--amount", "80")
    assert stands(stocked, "contact", BO) == ("customer", "2026-11-10")


def test_the_day_of_a_sale_that_moves_is_the_day_since_which_one_is_a_customer(stocked: Crm) -> None:
    sale = stocked("sale", "add", BO, "100", "--on", "2026-11-10").id
    stocked("sale", "edit", sale, "--on", "2026-11-12")
    assert stands(stocked, "contact", BO) == ("customer", "2026-11-12")
    stocked("sale", "edit", sale, "--on", "2026-11-01")
    assert stands(stocked, "contact", BO) == ("customer", "2026-11-01")


def test_another_purchase_and_what_was_said_by_hand_keep_the_customer(stocked: Crm) -> None:
    sale = stocked("sale", "add", BO, "100", "--on", "2026-11-01").id
    stocked("sale", "add", BO, "50", "--on", "2026-11-12")
    stocked("sale", "edit", sale, "--contact", SARA)
    assert stands(stocked, "contact", BO) == ("customer", "2026-11-12")
    stocked("contact", "edit", SARA, "--lifecycle", "former")
    stocked("sale", "edit", sale, "--contact", BO)
    assert stands(stocked, "contact", SARA) == ("former", None)
    assert stands(stocked, "contact", BO) == ("customer", "2026-11-01")


def test_an_edit_of_something_else_leaves_a_lifecycle_that_was_changed_by_hand(stocked: Crm) -> None:
    sale = stocked("sale", "add", BO, "100", "--on", "2026-11-10").id
    stocked("contact", "edit", BO, "--lifecycle", "lead", "--clear", "customer_since")
    stocked("sale", "edit", sale, "--note", "paid in cash")
    stocked("sale", "edit", sale, "--amount", "120")
    assert stands(stocked, "contact", BO) == ("lead", None)


def test_many_sales_given_to_somebody_else_leave_no_phantom(stocked: Crm) -> None:
    for day in ("2026-11-03", "2026-11-05"):
        stocked("sale", "add", BO, "100", "--on", day)
    stocked("sale", "edit", "--where", "contact ~ bo", "--contact", SARA, "--yes")
    assert stands(stocked, "contact", BO) == NOBODY
    assert stands(stocked, "contact", SARA) == ("customer", "2026-11-03")


def test_a_won_deal_given_to_another_company_takes_the_customer_along(stocked: Crm) -> None:
    other = stocked("company", "add", "Vega").id
    stocked("deal", "won", WEBSITE)
    assert stands(stocked, "company", NEVA)[0] == "customer"
    stocked("deal", "edit", WEBSITE, "--company", other)
    assert stands(stocked, "company", NEVA) == NOBODY
    assert stands(stocked, "company", other) == ("customer", "2026-11-16")


def test_an_open_deal_given_to_another_company_makes_nobody_a_customer(stocked: Crm) -> None:
    other = stocked("company", "add", "Vega").id
    stocked("deal", "edit", WEBSITE, "--company", other)
    assert stands(stocked, "company", other) == NOBODY


def test_a_subscription_given_to_somebody_else_takes_the_customer_along(stocked: Crm) -> None:
    id = stocked("subscription", "add", BO, "40", "--start", "2026-11-10").id
    stocked("subscription", "edit", id, "--contact", SARA)
    assert stands(stocked, "contact", BO) == NOBODY
    assert stands(stocked, "contact", SARA) == ("customer", "2026-11-10")


@pytest.mark.parametrize("words", [("--start", "2026-12-01"), ()])
def test_a_subscription_that_starts_later_makes_nobody_a_customer_yet(stocked: Crm, words: tuple[str, ...]) -> None:
    id = stocked("subscription", "add", BO, "40", "--start", "2026-11-10").id
    expected = ("customer", "2026-11-10")
    if words:
        stocked("subscription", "edit", id, *words)
        expected = NOBODY
    assert stands(stocked, "contact", BO) == expected


def test_without_the_setting_an_edit_changes_no_lifecycle(stocked: Crm) -> None:
    sale = stocked("sale", "add", BO, "100", "--on", "2026-11-10").id
    stocked("config", "set", "auto_customer", "false")
    stocked("sale", "edit", sale, "--contact", SARA)
    assert stands(stocked, "contact", BO) == ("customer", "2026-11-10")
    assert stands(stocked, "contact", SARA) == NOBODY
