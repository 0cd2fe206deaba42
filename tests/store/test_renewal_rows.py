"""What `today` asks about tickets and subscriptions: the right rows, by an index."""

from __future__ import annotations

import pytest

from tinycrm.store.queries.renewals import ending_terms, ending_trials, unanswered_tickets


@pytest.fixture
def db(book):
    """The database with subscriptions 1-4, their terms and trials, and tickets 11-15."""
    with book.write() as unit:
        for id in range(1, 5):
            unit.insert_record(
                "subscription",
                {
                    "id": id,
                    "amount_minor": 100,
                    "currency": "EUR",
                    "interval": "month",
                    "start_on": "2026-01-01",
                    "fields": "{}",
                },
            )
        terms = [
            (1, "2026-11-30", "open"),
            (2, "2026-12-01", "renewed"),
            (3, "2026-12-01", "open"),
            (4, "2026-12-02", "open"),
        ]
        for id, last, outcome in terms:
            row = {"subscription": id, "seq": 1, "starts_on": "2026-01-01", "ends_on": last, "outcome": outcome}
            unit.insert("subscription_term", row)
        for id, kind, day in ((1, "trial_end", "2026-12-01"), (2, "trial_end", "2026-12-02"), (3, "end", "2026-12-01")):
            price = {"amount_minor": 0, "currency": "EUR", "interval": "month"}
            unit.insert("subscription_change", {"subscription": id, "seq": 1, "kind": kind, "changed_on": day, **price})
        tickets = [
            (11, "normal", "2026-11-12", None),
            (12, "low", "2026-11-10", None),
            (13, "high", "2026-11-15", None),
            (14, "high", "2026-11-11", "2026-11-12"),
            (15, "normal", "2026-11-11", None),
        ]
        for id, priority, opened, answered in tickets:
            more = {"first_answered_at": f"{answered}T10:00:00Z", "first_answered_on": answered} if answered else {}
            opening = {"opened_at": f"{opened}T10:00:00Z", "opened_on": opened}
            name = {"id": id, "title": "T", "title_key": "t", "fields": "{}"}
            unit.insert_record("ticket", {**name, "priority": priority, **opening, **more})
    return book.store.db


def test_terms_end_after_one_day_and_until_another_and_only_the_undecided_count(db):
    assert ending_terms(db, "2026-11-29", "2026-12-01", -1) == [(1, "2026-11-30"), (3, "2026-12-01")]
    assert ending_terms(db, "2026-11-30", "2026-12-02", -1) == [(3, "2026-12-01"), (4, "2026-12-02")]
    assert ending_terms(db, "2026-11-30", "2026-12-02", 1) == [(3, "2026-12-01")]


def test_trials_are_found_by_their_first_paid_day(db):
    assert ending_trials(db, "2026-11-30", "2026-12-01", -1) == [(1, "2026-12-01")]
    assert ending_trials(db, "2026-12-01", "2026-12-31", -1) == [(2, "2026-12-02")]


def test_the_urgent_and_then_the_oldest_wait_first(db):
    assert unanswered_tickets(db, -1) == [13, 15, 11, 12]
    assert unanswered_tickets(db, 2) == [13, 15]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda db: ending_terms(db, "a", "b", 31), "subscription_term_ends"),
        (lambda db: ending_trials(db, "a", "b", 31), "subscription_trial"),
        (lambda db: unanswered_tickets(db, 31), "ticket_open"),
    ],
)
def test_each_is_a_search_of_an_index(db, ask, index):
    class Asked:
        sql = ""

        def rows(self, sql, params):
            self.sql = db.rows(f"EXPLAIN QUERY PLAN {sql}", params)
            return []

    asked = Asked()
    ask(asked)
    plan = " ".join(str(row[3]) for row in asked.sql)
    assert f"INDEX {index}" in plan
    assert "SCAN" not in plan
