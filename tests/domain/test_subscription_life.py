"""The life of a subscription: what is paid from which day on, and for how long it was agreed."""

from __future__ import annotations

import pytest

from tinycrm.domain.subscription_end import cancel, renew
from tinycrm.domain.subscription_life import (
    Life,
    begin,
    change_price,
    move_start,
    paid_from,
    pause,
    resume,
    status_on,
)
from tinycrm.errors import RuleError

MONTHLY = (4000, "EUR", "month")
YEARLY = (48000, "EUR", "12 months")
TODAY = "2026-11-16"


def _changes(life: Life):
    return [(change.kind, change.on, change.price[0]) for change in life.changes]


def _terms(life: Life):
    return [(term.starts_on, term.ends_on, term.outcome, term.decided_on) for term in life.terms]


# --- the beginning ---


def test_a_monthly_subscription_begins_with_its_start_and_has_no_term():
    life = begin(MONTHLY, "2026-11-16")
    assert _changes(life) == [("start", "2026-11-16", 4000)]
    assert _terms(life) == []


@pytest.mark.parametrize(
    ("interval", "last"),
    [
        ("3 months", "2027-02-15"),
        ("6 months", "2027-05-15"),
        ("12 months", "2027-11-15"),
        ("13 weeks", "2027-02-14"),
        ("2 months", None),
        ("12 weeks", None),
        ("week", None),
    ],
)
def test_from_a_quarter_on_an_interval_is_a_term(interval, last):
    life = begin((100, "EUR", interval), "2026-11-16")
    assert [term.ends_on for term in life.terms] == ([last] if last else [])


def test_a_term_of_its_own_length_is_agreed_whatever_is_paid_each_month():
    assert _terms(begin(MONTHLY, "2026-02-01", term="12 months")) == [("2026-02-01", "2027-01-31", "open", None)]


def test_nothing_is_paid_in_a_trial_and_the_term_follows_it():
    life = begin(YEARLY, "2026-11-16", trial_until="2026-11-30")
    assert _changes(life) == [("start", "2026-11-16", 0), ("trial_end", "2026-12-01", 48000)]
    assert _terms(life) == [("2026-12-01", "2027-11-30", "open", None)]
    assert paid_from(life.changes) == "2026-12-01"


def test_an_end_stands_on_the_day_after_the_last_day_and_caps_the_term():
    life = begin(YEARLY, "2026-01-01", end_on="2026-06-30")
    assert _changes(life) == [("start", "2026-01-01", 48000), ("end", "2026-07-01", 0)]
    assert _terms(life) == [("2026-01-01", "2026-06-30", "open", None)]


@pytest.mark.parametrize("days", [{"end_on": "2026-11-15"}, {"trial_until": "2026-11-15"}])
def test_nothing_ends_before_it_starts(days):
    with pytest.raises(RuleError):
        begin(MONTHLY, TODAY, **days)


def test_a_trial_as_long_as_the_subscription_is_never_paid():
    life = begin(MONTHLY, TODAY, trial_until="2026-12-16", end_on="2026-12-16")
    assert _changes(life) == [("start", TODAY, 0), ("end", "2026-12-17", 0)]
    assert paid_from(life.changes) is None


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2024-02-29", ["2025-02-27", "2026-02-27", "2027-02-27", "2028-02-28", "2029-02-27"]),
        ("2026-03-31", ["2027-03-30", "2028-03-30", "2029-03-30"]),
    ],
)
def test_terms_are_counted_from_the_first_day_over_leap_years(start, ends):
    life = begin(YEARLY, start)
    for _ in ends[1:]:
        renew(life, life.terms[-1].ends_on)
    assert [term.ends_on for term in life.terms] == ends
    starts = [term.starts_on for term in life.terms]
    assert starts[1:] == [day for day in starts[1:] if day > starts[0]]


def test_a_term_of_months_keeps_the_day_of_the_month_it_began_on():
    life = begin(MONTHLY, "2026-01-31", term="month")
    for _ in range(3):
        renew(life, life.terms[-1].ends_on)
    assert [(term.starts_on, term.ends_on) for term in life.terms] == [
        ("2026-01-31", "2026-02-27"),
        ("2026-02-28", "2026-03-30"),
        ("2026-03-31", "2026-04-29"),
        ("2026-04-30", "2026-05-30"),
    ]


# --- another price ---


def test_a_change_holds_from_its_day_on():
    life = begin(MONTHLY, "2026-01-15")
    assert change_price(life, (5000, "EUR", "month"), "2026-06-15")
    assert _changes(life) == [("start", "2026-01-15", 4000), ("change", "2026-06-15", 5000)]
    assert life.price == (5000, "EUR", "month")


def test_the_price_that_holds_already_changes_nothing():
    life = begin(MONTHLY, "2026-01-15")
    assert not change_price(life, MONTHLY, "2026-06-15")
    assert _changes(life) == [("start", "2026-01-15", 4000)]


def test_two_changes_of_one_day_stand_in_the_order_they_came():
    life = begin(MONTHLY, TODAY)
    change_price(life, (5000, "EUR", "month"), TODAY)
    change_price(life, (6000, "EUR", "month"), TODAY)
    assert _changes(life) == [("start", TODAY, 4000), ("change", TODAY, 5000), ("change", TODAY, 6000)]


@pytest.mark.parametrize("act", [pause, lambda life, day: change_price(life, (1, "EUR", "month"), day)])
@pytest.mark.parametrize("day", ["2026-01-14", "2026-06-14", "2026-12-01"])
def test_what_comes_before_the_start_or_the_last_change_or_after_the_end_is_refused(act, day):
    life = begin(MONTHLY, "2026-01-15", end_on="2026-11-30")
    change_price(life, (5000, "EUR", "month"), "2026-06-15")
    before = _changes(life)
    with pytest.raises(RuleError):
        act(life, day)
    assert (_changes(life), life.price) == (before, (5000, "EUR", "month"))


def test_the_refusal_names_the_change_in_the_way():
    life = begin(MONTHLY, "2026-01-15", what="subscription 12 Hosting")
    pause(life, "2026-06-01")
    with pytest.raises(RuleError) as caught:
        resume(life, "2026-05-31")
    assert caught.value.message == "subscription 12 Hosting: 2026-05-31 lies before its pause on 2026-06-01"
    assert caught.value.hint == "--on 2026-06-01 or later"


def test_a_change_comes_before_the_end_that_is_set():
    life = begin(MONTHLY, "2026-01-15", end_on="2026-11-30")
    change_price(life, (5000, "EUR", "month"), "2026-06-15")
    assert [change[0] for change in _changes(life)] == ["start", "change", "end"]


def test_in_a_trial_the_price_after_it_changes():
    life = begin(MONTHLY, TODAY, trial_until="2026-11-30")
    change_price(life, (5000, "EUR", "month"), "2026-11-20")
    assert _changes(life) == [("start", TODAY, 0), ("trial_end", "2026-12-01", 5000)]


def test_what_is_paused_is_changed_after_it_goes_on():
    life = begin(MONTHLY, "2026-01-15")
    pause(life, "2026-06-01")
    with pytest.raises(RuleError) as caught:
        change_price(life, (5000, "EUR", "month"), "2026-07-01")
    assert caught.value.code == "paused"


def test_going_over_to_yearly_payment_opens_a_term_and_back_to_monthly_closes_it():
    life = begin(MONTHLY, "2026-01-15")
    change_price(life, YEARLY, "2026-02-15")
    assert _terms(life) == [("2026-02-15", "2027-02-14", "open", None)]
    change_price(life, MONTHLY, "2026-11-01")
    assert _terms(life) == [("2026-02-15", "2026-10-31", "renewed", "2026-11-01")]


def test_a_term_that_was_renewed_early_gives_way_to_another_interval():
    life = begin(YEARLY, "2026-01-15")
    renew(life, "2026-11-01")
    change_price(life, MONTHLY, "2026-11-16")
    assert _terms(life) == [("2026-01-15", "2026-11-15", "renewed", "2026-11-01")]
    change_price(life, YEARLY, "2026-11-16")
    assert [term[:2] for term in _terms(life)] == [("2026-01-15", "2026-11-15"), ("2026-11-16", "2027-11-15")]


# --- pauses ---


def test_nothing_is_paid_in_a_pause_and_the_full_price_after_it():
    life = begin(MONTHLY, "2026-01-15")
    assert pause(life, "2026-06-01")
    assert resume(life, "2026-08-01")
    assert _changes(life) == [
        ("start", "2026-01-15", 4000),
        ("pause", "2026-06-01", 0),
        ("resume", "2026-08-01", 4000),
    ]
    assert life.price == MONTHLY


def test_pausing_what_is_paused_and_resuming_what_goes_on_writes_nothing():
    life = begin(MONTHLY, "2026-01-15")
    assert not resume(life, "2026-03-01")
    pause(life, "2026-06-01")
    before = _changes(life)
    assert not pause(life, "2026-06-01")
    assert not pause(life, "2026-07-01")
    assert _changes(life) == before


def test_a_trial_is_not_paused():
    life = begin(MONTHLY, TODAY, trial_until="2026-11-30")
    with pytest.raises(RuleError) as caught:
        pause(life, "2026-11-20")
    assert (caught.value.code, caught.value.hint) == ("in_trial", "--on 2026-12-01 or later")
    assert pause(life, "2026-12-01")


def test_what_has_ended_is_renewed_and_not_resumed():
    life = begin(MONTHLY, "2026-01-15", end_on="2026-06-30", what="subscription 7")
    with pytest.raises(RuleError) as caught:
        resume(life, TODAY)
    assert caught.value.message == "subscription 7 has its end on 2026-06-30, before 2026-11-16"


# --- what it is on a day, and another start ---


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-02-28", "coming"),
        ("2026-03-01", "trial"),
        ("2026-03-31", "trial"),
        ("2026-04-01", "active"),
        ("2026-06-01", "paused"),
        ("2026-08-01", "active"),
        ("2026-09-10", "cancelled"),
        ("2026-09-30", "cancelled"),
        ("2026-10-01", "ended"),
    ],
)
def test_the_status_of_each_day(day, status):
    life = begin(MONTHLY, "2026-03-01", trial_until="2026-03-31")
    pause(life, "2026-06-01")
    resume(life, "2026-08-01")
    cancel(life, "2026-09-10", None, "2026-09-10")
    assert life.end_on == "2026-09-30"
    assert status_on(life, day) == status


def test_another_start_moves_the_only_term():
    life = begin(YEARLY, "2026-03-01")
    move_start(life, "2026-02-01")
    assert _changes(life) == [("start", "2026-02-01", 48000)]
    assert _terms(life) == [("2026-02-01", "2027-01-31", "open", None)]


@pytest.mark.parametrize("day", ["2026-06-16", "2026-12-31"])
def test_a_start_after_a_change_is_refused(day):
    life = begin(MONTHLY, "2026-03-01")
    pause(life, "2026-06-15")
    with pytest.raises(RuleError):
        move_start(life, day)
    move_start(life, "2026-06-15")
    assert life.start_on == "2026-06-15"


def test_terms_that_were_renewed_keep_their_start():
    life = begin(YEARLY, "2025-12-01")
    renew(life, TODAY)
    with pytest.raises(RuleError):
        move_start(life, "2025-11-01")
