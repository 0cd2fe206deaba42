"""Sales and the nouns beside them go out as tables and as one document, and come back as they were."""

from __future__ import annotations

import csv
import io
import json

import pytest

TABLES = ("companies", "contacts", "campaigns", "deals", "subscriptions", "sales", "expenses", "tickets", "feedback")


@pytest.fixture
def traded(crm, tmp_path):
    """A database with each of them, in several scripts and currencies, linked with each other."""
    files = {
        "campaigns": "Id,Name,Channel,Budget,Start\nK,کمپین بهار,newsletter,1000.50,2026-03-01\n",
        "deals": "Id,Title,Value,Company\nD,Site,5000,Neva Trade\n",
        "subscriptions": "Id,Plan,Company,Start,Amount,Every\nU1,Hosting,Neva Trade,2025-01-01,120,year\n"
        "U2,Hosting,Neva Trade,2026-01-01,12,month\n",
        "sales": "Id,Date,Amount,Currency,Product,Qty,Company,Contact,Email,Deal ID,Subscription ID,Due date,Campaign,"
        "Refund of,Note\n"
        'S1,2026-06-01,100.10,EUR,Logo,1.5,Neva Trade,Анна,anna@neva.example,D,,,کمپین بهار,,"a, b; c"\n'
        "S2,2026-06-02,-50,EUR,Logo,,Neva Trade,Анна,anna@neva.example,,,,,S1,\n"
        "S3,2026-06-01,12,EUR,Hosting,,Neva Trade,,,,U2,2026-06-01,,,\n"
        "S4,2026-06-03,5000,JPY,نصب,,,سارا محمدی,,,,,,,\n",
        "expenses": "Date,Amount,Title,Kind,Channel,Campaign\n2026-03-02,80.05,Anzeige,Werbung,newsletter,کمپین بهار\n",
        "tickets": "Id,Title,Opened,Answered,Resolved,Priority,Contact,Reopenings,Minutes,Tags\n"
        "T1,Slow,2026-06-01 10:00,2026-06-01 11:30,2026-06-02 09:00,high,Анна,2,35,shop;urgent\n"
        "T2,Slow,2026-06-03 10:00,,,low,Анна,,,\n",
        "feedback": "Date,Type,Score,Comment,Contact,Ticket ID\n2026-06-03,csat,4,«Хорошо»,Анна,T1\n"
        "2026-06-04,nps,9,,سارا محمدی,\n",
        "segments": "Name,Where\nkeys,name ~ anna\n",
    }
    for noun, text in files.items():
        (tmp_path / f"{noun}.csv").write_text(text, encoding="utf-8")
        crm("import", str(tmp_path / f"{noun}.csv"), "--as", noun)
    return crm


def _table(crm, noun: str, *words: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(crm(*words, "export", noun, "-f", "csv").out)))
    for row in rows:
        del row["id"]
    return sorted(rows, key=lambda row: row["uid"])


def test_tables_of_every_noun_come_back_with_the_exact_values(traded, tmp_path):
    folder, other = tmp_path / "all", ("--db", str(tmp_path / "other.db"))
    traded("export", "-f", "csv", "--output", str(folder))
    traded(*other, "import", str(folder))
    for noun in (*TABLES, "segments"):
        assert _table(traded, noun, *other) == _table(traded, noun), noun
    sales = {row["product"]: row for row in traded(*other, "sale", "list", "-f", "json").json if row["amount"] > 0}
    assert (sales["Logo"]["quantity"], sales["Logo"]["note"]) == (1.5, "a, b; c")
    again = traded(*other, "import", str(folder), "-f", "json").json
    assert (again["new"], again["changed"], again["different"]) == (0, 0, 0)


def test_a_sale_names_its_subscription_and_the_sale_it_refunds_by_their_uids(traded):
    rows = _table(traded, "sales")
    uid = {row["sold_on"] + row["amount"]: row["uid"] for row in rows}
    refund = next(row for row in rows if row["amount"] == "-50.00")
    assert refund["refund_of"] == uid["2026-06-01100.10"]
    paid = next(row for row in rows if row["due_on"])
    assert paid["subscription"] in {row["uid"] for row in _table(traded, "subscriptions")}


def test_everything_as_one_document_comes_back_equal(traded, tmp_path):
    traded("export", "--output", str(tmp_path / "whole.json"))
    other = ("--db", str(tmp_path / "other.db"))
    traded(*other, "import", str(tmp_path / "whole.json"))
    first, second = (json.loads(traded(*more, "export").out) for more in ((), other))
    first.pop("exported_at")
    second.pop("exported_at")
    assert second == first
    assert [len(first[key]) for key in ("sales", "subscription_changes", "subscription_terms", "feedback")] == [
        4,
        2,
        2,
        2,
    ]
    assert traded(*other, "doctor").code == 0


@pytest.mark.parametrize("noun", TABLES[2:])
def test_lines_of_json_come_back_too(traded, tmp_path, noun):
    file = tmp_path / f"{noun}.ndjson"
    traded("export", noun, "-f", "ndjson", "--output", str(file))
    answer = traded("import", str(file), "--as", noun, "-f", "json", ok=False)
    assert (answer.code, answer.json["new"], answer.json["different"]) == (0, 0, 0)


def test_midnight_in_an_export_of_ours_is_midnight_and_no_day_without_an_hour(crm, tmp_path):
    crm("log", "note", "Anna", "At midnight", "--at", "2026-06-01 00:00", "--create")
    crm("export", "interactions", "--output", str(tmp_path / "interactions.csv"))
    other = ("--db", str(tmp_path / "other.db"))
    crm(*other, "import", str(tmp_path / "interactions.csv"))
    assert crm(*other, "interaction", "list", "-f", "json").json[0]["at"] == "2026-06-01T00:00:00Z"
