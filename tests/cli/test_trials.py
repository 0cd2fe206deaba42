"""A trial that is left in time is never paid for, whenever that is written down."""

from __future__ import annotations

import pytest

TODAY = "2026-06-30"
TRIAL = ("--start", "2026-05-01", "--trial-until", "2026-05-31", "--product", "Hosting")


@pytest.fixture
def tried(crm):
    """C (1) had a trial of Hosting (2) in May; today is the 30th of June 2026."""
    crm.env["TINYCRM_TODAY"] = TODAY
    crm("subscription", "add", "C", "50 EUR", "--create", *TRIAL)
    return crm


def _changes(crm, id: int = 2):
    return crm.sql("SELECT kind, changed_on, amount_minor FROM subscription_change WHERE subscription = ?", (id,))


@pytest.mark.parametrize(
    ("words", "cancelled", "last"),
    [
        (("--on", "2026-05-20"), "2026-05-20", "2026-05-31"),
        (("--end", "2026-05-20"), "2026-05-21", "2026-05-20"),
        (("--end", "2026-05-31"), "2026-06-01", "2026-05-31"),
        (("--on", "2026-05-10", "--end", "2026-05-20"), "2026-05-10", "2026-05-20"),
    ],
)
def test_a_trial_left_in_time_can_be_told_after_it_is_over(tried, words, cancelled, last) -> None:
    ended = f"{last[:-2]}21" if last.endswith("20") else "2026-06-01"
    answer = tried("subscription", "cancel", "Hosting", *words, "-f", "table")
    assert answer.out == f"Subscription 2 Hosting ended on {last}\n"
    assert _changes(tried) == [("start", "2026-05-01", 0), ("cancel", cancelled, 0), ("end", ended, 0)]
    assert tried("subscription", "show", 2, "--get", "mrr").out.strip() in ("0", "0.00")
    assert tried("contact", "show", 1, "-f", "json").json["lifecycle"] is None
    assert tried("contact", "show", 1, "-f", "json").json["customer_since"] is None
    assert tried("doctor").code == 0
    tried("undo")
    assert _changes(tried) == [("start", "2026-05-01", 0), ("trial_end", "2026-06-01", 5000)]


def test_a_trial_that_was_paid_for_is_not_taken_back(tried) -> None:
    tried("sale", "add", "--subscription", 2, "--due", "2026-06-01")
    error = tried.fails(1, "subscription", "cancel", 2, "--end", "2026-05-20").err
    assert "was paid for after its trial" in error
    assert _changes(tried) == [("start", "2026-05-01", 0), ("trial_end", "2026-06-01", 5000)]


def test_what_happened_after_the_trial_still_stands_in_the_way(tried) -> None:
    tried("subscription", "change", 2, "60", "--on", "2026-06-10")
    assert "--end 2026-06-10 or later" in tried.fails(1, "subscription", "cancel", 2, "--end", "2026-05-20").err


def test_one_that_is_to_end_in_its_trial_says_so(tried) -> None:
    answer = tried("subscription", "add", "C", "50 EUR", *TRIAL, "--end", "2026-05-20", "-f", "table")
    assert answer.out == (
        "Added subscription 3 Hosting: 50 EUR every month from 2026-05-01, a trial that ends with it on 2026-05-20: "
        "nothing is paid\n"
    )
    assert _changes(tried, 3) == [("start", "2026-05-01", 0), ("end", "2026-05-21", 0)]


def test_a_cancellation_can_be_moved_into_the_trial(tried) -> None:
    tried("subscription", "cancel", 2)
    tried("subscription", "cancel", 2, "--end", "2026-05-20", "--on", "2026-05-15")
    assert [row[0] for row in _changes(tried)] == ["start", "cancel", "end"]
    assert tried("subscription", "show", 2, "--get", "end_on").out.strip() == "2026-05-20"
