"""The page of a company: what it bought, and apart from it what its people bought for themselves."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm

NEVA, ANNA, BO, CY, DEE = 1, 2, 3, 4, 5


@pytest.fixture
def neva(crm: Crm) -> Crm:
    """A company, two of its people who pay themselves, one who pays for it, and a stranger."""
    crm.env["TINYCRM_TODAY"] = "2026-06-15"
    crm("company", "add", "Neva Trade")
    for name in ("Anna Petrova", "Bo Li", "سارا محمدی"):
        crm("contact", "add", name, "--company", "Neva Trade")
    crm("contact", "add", "Dee")
    crm("sale", "add", "company:neva", "1000", "--contact", "محمدی", "--on", "2026-01-10")
    crm("sale", "add", "anna", "120", "--on", "2026-02-10")
    crm("sale", "add", "bo", "30 USD", "--on", "2026-05-03")
    crm("sale", "add", "bo", "80", "--on", "2026-03-03")
    crm("sale", "add", "bo", "--on", "2026-04-01", "--", "-20")
    crm("sale", "add", "dee", "7000", "--on", "2026-05-03")
    crm("deal", "add", "Own site", "--contact", "anna", "--value", "300", "--opened", "2026-01-05")
    crm("deal", "won", "=Own site", "--on", "2026-02-01")
    crm("subscription", "add", "bo", "40", "--every", "month", "--start", "2026-02-15")
    return crm


def test_a_company_shows_its_own_value_and_apart_that_of_its_people(neva: Crm) -> None:
    page = neva("brief", "company:neva", "-f", "json").json
    assert (page["value"]["sales"], page["value"]["net"]) == (1, [{"amount": 1000, "currency": "EUR"}])
    assert page["value"]["mrr"] == []
    assert page["people_value"] == {
        "people": 2,
        "sales": 4,
        "net": [{"amount": 480, "currency": "EUR"}, {"amount": 30, "currency": "USD"}],
        "first_sale": "2026-02-01",
        "last_sale": "2026-05-03",
        "mrr": [{"amount": 40, "currency": "EUR"}],
    }


def test_the_page_says_it_in_a_line_of_its_own(neva: Crm) -> None:
    out = neva("brief", "company:neva").out
    assert "Value     1,000 EUR in 1 purchase · first 10 Jan\n" in out
    assert (
        "People    480 EUR, 30 USD in 4 purchases of 2 people of their own\n"
        "          first 1 Feb · last 3 May · MRR 40 EUR\n" in out
    )


def test_people_who_bought_nothing_themselves_leave_no_line(crm: Crm) -> None:
    crm.env["TINYCRM_TODAY"] = "2026-06-15"
    crm("company", "add", "Neva Trade")
    crm("contact", "add", "Anna Petrova", "--company", "Neva Trade")
    crm("sale", "add", "company:neva", "10", "--contact", "anna")
    assert "People " not in crm("brief", "company:neva").out
    page = crm("brief", "company:neva", "-f", "json").json
    assert page["people_value"] == {
        "people": 0, "sales": 0, "net": [], "first_sale": None, "last_sale": None, "mrr": [],
    }  # fmt: skip


def test_the_page_of_a_person_has_no_such_part(neva: Crm) -> None:
    assert "people_value" not in neva("brief", "anna", "-f", "json").json


def test_with_won_deals_that_are_no_sales_theirs_are_none_either(neva: Crm) -> None:
    neva("config", "set", "won_deals_are_sales", "false")
    page = neva("brief", "company:neva", "-f", "json").json
    assert page["people_value"]["sales"] == 3
    assert page["people_value"]["net"][0] == {"amount": 180, "currency": "EUR"}
