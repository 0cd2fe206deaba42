"""Whatever sales, subscriptions, expenses and tickets a store holds, their tables bring the exact values back."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from tests.torture.conftest import SEED, Inside, count
from tests.torture.test_roundtrips import _LONG, _TEXTS
from tests.torture.test_undo import FAST

_settings = settings(
    max_examples=count(100),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2026, 10, 31))
_MONEY = st.one_of(
    st.tuples(st.integers(-(10**12), 10**12).map(lambda minor: f"{minor / 100:.2f}"), st.sampled_from(["EUR", "USD"])),
    st.tuples(st.integers(-(10**9), 10**9).map(str), st.just("JPY")),
    st.tuples(st.integers(-(10**9), 10**9).map(lambda minor: f"{minor / 1000:.3f}"), st.just("KWD")),
)
_PEOPLE = st.sampled_from(["", "Анна Петрова", "سارا محمدی", "Bo Li", "Ädam 🌱"])
_FIRMS = st.sampled_from(["", "Neva Trade", "Нева", "شرکت نوآوران", "Acme, Inc."])
_SALE = st.tuples(_DAYS, _MONEY, _PEOPLE, _FIRMS, _TEXTS, _LONG, st.sampled_from(["", "1", "2.5", "0.001"]))
_INTERVALS = st.sampled_from(["week", "month", "3 months", "12 months", "4 weeks", "yearly"])
_LIFE = st.tuples(_DAYS, st.integers(0, 10**9), _INTERVALS, st.integers(-1, 900), st.integers(-1, 60), _FIRMS)
_WAIT = st.one_of(st.none(), st.integers(0, 10**7))
_TICKET = st.tuples(_DAYS, st.integers(0, 86_399), _WAIT, _WAIT, _TEXTS, _PEOPLE)


def _csv(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def _table(program: Inside, noun: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(program("export", noun, "-f", "csv").out)))
    for row in rows:
        del row["id"]
    return sorted(rows, key=lambda row: row["uid"])


def _goes_round(noun: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[dict[str, str]]:
    """The rows are imported, exported, and imported elsewhere; both tables are the same, and it is given."""
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        folder = Path(name)
        here, there = folder / "here", folder / "there"
        here.mkdir()
        there.mkdir()
        first, second = Inside(here), Inside(there)
        try:
            (folder / "rows.csv").write_text(_csv(header, rows), encoding="utf-8")
            first("import", folder / "rows.csv", "--as", noun, "--decimal", "point", "--dates", "iso")
            table = _table(first, noun)
            assert len(table) == len(rows)
            (folder / f"{noun}.csv").write_text(first("export", noun, "-f", "csv").out, encoding="utf-8")
            second("import", folder / f"{noun}.csv")
            assert _table(second, noun) == table
            return table
        finally:
            first.close()
            second.close()


@seed(SEED)
@_settings
@given(st.lists(_SALE, min_size=1, max_size=8))
def test_sales_come_back_from_their_table(sales):
    header = ("Order ID", "Date", "Amount", "Currency", "Contact", "Company", "Product", "Note", "Quantity")
    rows = [
        (f"S{n}", day, *money, who, firm, product, note, many)
        for n, (day, money, who, firm, product, note, many) in enumerate(sales)
    ]
    table = _goes_round("sales", header, rows)
    assert sorted((row["sold_on"], row["amount"], row["currency"]) for row in table) == sorted(
        (str(row[1]), str(row[2]).replace("-0.00", "0.00").replace("-0.000", "0.000"), str(row[3])) for row in rows
    )


@seed(SEED)
@_settings
@given(st.lists(_LIFE, min_size=1, max_size=6))
def test_subscriptions_come_back_with_their_changes_and_terms(lives):
    header = ("Id", "Start", "Amount", "Every", "End", "Trial end", "Customer")
    rows: list[tuple[object, ...]] = []
    for number, (start, minor, interval, length, trial, firm) in enumerate(lives):
        end = "" if length < 0 else start + timedelta(days=length)
        tried = "" if trial < 0 else start + timedelta(days=trial)
        rows.append((number, start, f"{minor / 100:.2f}", interval, end, tried, firm))
    for row in _goes_round("subscriptions", header, rows):
        changes = [change.split() for change in row["changes"].split("; ")]
        days = [change[0] for change in changes]
        assert (changes[0][1], days[0], days) == ("start", row["start_on"], sorted(days))
        assert (changes[-1][1] == "end") == bool(row["end_on"])
        terms = [term.split() for term in row["terms"].split("; ") if term]
        for before, after in pairwise(terms):
            assert date.fromisoformat(after[0]) - date.fromisoformat(before[1]) == timedelta(days=1)
        assert [term[2] for term in terms[:-1]] == ["renewed"] * (len(terms) - 1)


@seed(SEED)
@_settings
@given(st.lists(_TICKET, min_size=1, max_size=6))
def test_tickets_come_back_with_their_times(tickets):
    header = ("Id", "Title", "Opened", "Answered", "Resolved", "Contact")
    rows: list[tuple[object, ...]] = []
    for number, (day, second, answered, resolved, title, who) in enumerate(tickets):
        opened = f"{day}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
        # a day without an hour, the same one or a later
        later = ("" if wait is None else day + timedelta(days=wait % 90) for wait in (answered, resolved))
        rows.append((number, title, opened, *later, who))
    for row in _goes_round("tickets", header, rows):
        assert (row["status"] == "resolved") == bool(row["resolved_at"])
        assert all(at >= row["opened_at"] for at in (row["first_answered_at"], row["resolved_at"]) if at)
