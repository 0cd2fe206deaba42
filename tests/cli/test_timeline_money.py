"""Pages, timelines and filters know sales, subscriptions, tickets, feedback and campaigns."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _story(crm, noun: str, id: int, *words: str) -> list[tuple[str, str, str]]:
    return [(row["at"], row["kind"], row["text"]) for row in crm(noun, "timeline", id, "-f", "tsv", *words).rows]


@pytest.fixture
def lived(stocked):
    """Bo (3) was reached and answered, bought, got money back, subscribed, asked, was answered, and said so."""
    for words in (
        ("campaign", "add", "Весна"),
        ("campaign", "reach", 9, BO, "--on", "2026-03-02"),
        ("campaign", "answer", 9, BO, "--on", "2026-03-05"),
        ("sale", "add", BO, "100 USD", "--product", "Logo", "--on", "2026-04-01"),
        ("sale", "refund", 10, "10,50", "--on", "2026-04-02"),
        ("subscription", "add", BO, "40", "--product", "Hosting", "--start", "2026-05-01"),
        ("subscription", "change", 12, "50", "--on", "2026-06-01"),
        ("subscription", "cancel", 12, "--on", "2026-07-10", "--end", "2026-12-31"),
        ("ticket", "add", "No mail", "--contact", BO, "--at", "2026-08-01 10:00"),
        ("ticket", "answer", 13, "--at", "2026-08-01 11:00"),
        ("ticket", "resolve", 13, "--at", "2026-08-02 10:00"),
        ("feedback", "add", BO, "9", "--kind", "nps", "--comment", "خیلی خوب", "--at", "2026-09-01 10:00"),
    ):
        stocked(*words)
    return stocked


def test_a_timeline_tells_of_money_tickets_and_answers(lived) -> None:
    assert _story(lived, "contact", BO) == [
        ("2026-09-01T10:00:00Z", "feedback nps", "9: خیلی خوب"),
        ("2026-08-02T10:00:00Z", "ticket resolved", "No mail"),
        ("2026-08-01T11:00:00Z", "ticket answered", "No mail"),
        ("2026-08-01T10:00:00Z", "ticket opened", "No mail"),
        ("2026-07-10T12:00:00Z", "subscription cancelled", "Hosting: 50 EUR"),
        ("2026-06-01T12:00:00Z", "subscription changed", "Hosting: 50 EUR"),
        ("2026-05-01T12:00:00Z", "subscription started", "Hosting: 40 EUR"),
        ("2026-04-02T12:00:00Z", "refund", "Logo: -10.50 USD"),
        ("2026-04-01T12:00:00Z", "lifecycle", "customer"),
        ("2026-04-01T12:00:00Z", "sale", "Logo: 100 USD"),
        ("2026-03-05T12:00:00Z", "campaign answered", "Весна"),
        ("2026-03-02T12:00:00Z", "campaign reached", "Весна"),
    ]


def test_what_is_to_come_has_not_happened(lived) -> None:
    kinds = [kind for _, kind, _ in _story(lived, "contact", BO, "--today", "2027-01-01")]
    assert kinds[0] == "subscription ended"
    assert "subscription ended" not in [kind for _, kind, _ in _story(lived, "contact", BO)]


def test_a_sale_of_today_stands_when_it_was_added_and_never_ahead(crm) -> None:
    crm("contact", "add", "Bo Li")
    sale = crm("sale", "add", "bo", "100", "-f", "json").json
    assert [at for at, kind, _ in _story(crm, "contact", 1) if kind == "sale"] == [sale["created_at"]]


def test_a_limit_keeps_the_latest(lived) -> None:
    told = lived("contact", "timeline", BO, "--limit", "2", "-f", "tsv").rows
    assert [row["kind"] for row in told] == ["feedback nps", "ticket resolved"]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Midway", "Asia/Tehran"])
def test_a_sale_stands_on_its_own_day_in_every_zone(stocked, tmp_path, zone: str) -> None:
    conf = tmp_path / "conf"
    conf.mkdir()
    (conf / "config.yaml").write_text(f"timezone: {zone}\n")
    stocked("sale", "add", BO, "100", "--on", "2026-04-01", "--config", conf)
    page = stocked("contact", "show", BO, "--config", conf, "-f", "table").out
    (line,) = [line for line in page.splitlines() if "100 EUR" in line and "sale" in line]
    assert line.split()[:2] == ["2026-04-01", "12:00"]


def test_a_company_and_a_deal_tell_of_their_own(stocked) -> None:
    stocked("sale", "add", "--deal", WEBSITE, "--on", "2026-11-11")
    stocked("sale", "add", "company:neva", "7", "--on", "2026-11-12")
    deal = [(at, kind, text) for at, kind, text in _story(stocked, "company", NEVA) if kind == "sale"]
    assert deal == [("2026-11-12T12:00:00Z", "sale", "7 EUR"), ("2026-11-11T12:00:00Z", "sale", "4,800 EUR")]
    page = stocked("deal", "show", WEBSITE, "-f", "table").out
    assert "Sales: 1, 4,800 EUR\n" in page
    assert "7 EUR" not in page


def test_the_page_has_lists_with_their_sums(lived) -> None:
    lived("sale", "add", BO, "5 EUR")
    lived("ticket", "add", "Слишком медленно", "--contact", BO, "--priority", "high")
    page = lived("contact", "show", BO, "-f", "table").out
    assert "Sales: 3, 89.50 USD + 5 EUR\n" in page
    assert "Subscriptions\n  12  Hosting" in page
    assert "Open tickets\n" in page
    assert "Слишком медленно" in page
    assert "No mail" not in page.split("Latest feedback")[0]
    assert "Latest feedback\n  14  1 Sep  nps  9  خیلی خوب\n" in page
    assert "Subscriptions" not in lived("contact", "show", BO, "-f", "table", "--today", "2027-01-01").out


def test_of_many_sales_the_latest_are_shown(stocked) -> None:
    for day in range(1, 8):
        stocked("sale", "add", BO, str(day), "--on", f"2026-11-0{day}")
    page = stocked("contact", "show", BO, "-f", "table").out
    assert "Sales: 7, 28 EUR, the latest 5\n" in page
    assert [f" {day} EUR\n" in page.split("Latest\n")[0] for day in (2, 3, 7)] == [False, True, True]


def test_filters_ask_whether_anything_leads_to_a_record(lived) -> None:
    for noun, name, ids in (
        ("contact", "sales", [BO]),
        ("contact", "subscriptions", [BO]),
        ("contact", "tickets", [BO]),
        ("contact", "open_tickets", []),
        ("contact", "feedback", [BO]),
        ("contact", "campaigns", [BO]),
        ("company", "sales", []),
        ("deal", "sales", []),
        ("campaign", "members", [9]),
        ("campaign", "expenses", []),
        ("sale", "refunds", [10]),
        ("subscription", "sales", []),
    ):
        found = lived(noun, "list", "--where", f"{name} is not empty", "-f", "ids", *_all(noun)).ids
        assert found == ids, (noun, name)
    assert BO not in lived("contact", "list", "--where", "sales is empty", "-f", "ids").ids


def _all(noun: str) -> tuple[str, ...]:
    return ("--all",) if noun in ("deal", "subscription", "ticket") else ()
