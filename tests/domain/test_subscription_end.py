"""The end of a subscription, and how it goes on."""

from __future__ import annotations

import pytest

from tinycrm.domain.subscription_end import cancel, renew
from tinycrm.domain.subscription_life import Life, begin, change_price, paid_from, pause, resume, status_on
from tinycrm.errors import RuleError, TinyCRMError

MONTHLY = (4000, "EUR", "month")
YEARLY = (48000, "EUR", "12 months")
TODAY = "2026-11-16"


def _changes(life: Life):
    return [(change.kind, change.on, change.price[0]) for change in life.changes]


def _terms(life: Life):
    return [(term.starts_on, term.ends_on, term.outcome, term.decided_on) for term in life.terms]


# --- the end ---


@pytest.mark.parametrize(
    ("interval", "start", "on", "last"),
    [
        ("month", "2026-01-15", "2026-11-16", "2026-12-14"),
        ("month", "2026-01-15", "2026-11-14", "2026-11-14"),
        ("month", "2026-01-31", "2026-02-10", "2026-02-27"),
        ("month", "2024-01-31", "2024-02-10", "2024-02-28"),
        ("2 weeks", "2026-11-02", "2026-11-15", "2026-11-15"),
        ("2 weeks", "2026-11-02", "2026-11-16", "2026-11-29"),
        ("12 months", "2025-12-01", "2026-11-16", "2026-11-30"),
    ],
)
def test_what_is_paid_for_runs_on_until_its_end(interval, start, on, last):
    life = begin((4000, "EUR", interval), start)
    assert cancel(life, on, None, on)
    assert life.end_on == last
    assert [change[0] for change in _changes(life)] == ["start", "cancel", "end"]
    assert life.changes[1].price[0] == 4000


def test_cancelling_decides_the_open_term():
    life = begin(YEARLY, "2025-12-01")
    cancel(life, TODAY, None, TODAY)
    assert _terms(life) == [("2025-12-01", "2026-11-30", "ended", TODAY)]
    assert _changes(life)[1:] == [("cancel", TODAY, 48000), ("end", "2026-12-01", 0)]


def test_a_trial_that_is_cancelled_ends_with_it_unpaid():
    life = begin(YEARLY, TODAY, trial_until="2026-11-30")
    cancel(life, "2026-11-20", None, "2026-11-20")
    assert _changes(life) == [("start", TODAY, 0), ("cancel", "2026-11-20", 0), ("end", "2026-12-01", 0)]
    assert (life.end_on, _terms(life), paid_from(life.changes)) == ("2026-11-30", [], None)


def test_a_pause_that_is_cancelled_ends_at_once():
    life = begin(MONTHLY, "2026-01-15")
    pause(life, "2026-06-01")
    cancel(life, TODAY, None, TODAY)
    assert life.end_on == TODAY
    assert _changes(life)[-2:] == [("cancel", TODAY, 0), ("end", "2026-11-17", 0)]


def test_an_end_in_the_past_may_be_decided_later():
    life = begin(YEARLY, "2026-01-01")
    cancel(life, TODAY, "2026-10-31", TODAY)
    assert _changes(life)[1:] == [("cancel", "2026-11-01", 48000), ("end", "2026-11-01", 0)]
    assert _terms(life)[0][2:] == ("ended", TODAY)


def test_cancelling_again_writes_nothing_and_another_end_moves_it():
    life = begin(MONTHLY, "2026-01-15")
    cancel(life, TODAY, None, TODAY)
    before = _changes(life)
    assert not cancel(life, "2026-11-20", None, "2026-11-20")
    assert not cancel(life, "2026-11-20", "2026-12-14", "2026-11-20")
    assert _changes(life) == before
    assert cancel(life, "2026-11-20", "2026-12-31", "2026-11-20")
    assert _changes(life)[1:] == [("cancel", TODAY, 4000), ("end", "2027-01-01", 0)]


def test_what_was_planned_for_after_the_end_is_no_more():
    life = begin(MONTHLY, "2026-01-15")
    change_price(life, (5000, "EUR", "month"), "2027-01-01")
    cancel(life, TODAY, None, TODAY)
    assert _changes(life)[1:] == [("cancel", TODAY, 4000), ("end", "2026-12-15", 0)]
    assert life.price == MONTHLY


def test_what_has_happened_since_stands_in_the_way_of_an_earlier_end():
    life = begin(MONTHLY, "2026-01-15")
    change_price(life, (5000, "EUR", "month"), "2026-10-01")
    with pytest.raises(RuleError) as caught:
        cancel(life, TODAY, "2026-09-30", TODAY)
    assert "before a change of its price on 2026-10-01" in caught.value.message
    with pytest.raises(RuleError):
        cancel(life, "2026-09-20", "2026-12-31", TODAY)
    with pytest.raises(RuleError):
        cancel(life, TODAY, "2026-01-14", TODAY)


def test_one_that_has_not_begun_is_cancelled_only_with_an_end():
    life = begin(MONTHLY, "2027-01-01", what="subscription 5")
    with pytest.raises(RuleError) as caught:
        cancel(life, TODAY, None, TODAY)
    assert caught.value.message == "subscription 5 has not begun: it starts on 2027-01-01"
    cancel(life, TODAY, "2027-03-31", TODAY)
    assert _changes(life)[1:] == [("cancel", "2027-01-01", 4000), ("end", "2027-04-01", 0)]


# --- the renewal ---


def test_a_renewal_closes_the_term_and_opens_the_next():
    life = begin(YEARLY, "2025-12-01")
    assert renew(life, TODAY)
    assert _terms(life) == [
        ("2025-12-01", "2026-11-30", "renewed", TODAY),
        ("2026-12-01", "2027-11-30", "open", None),
    ]
    assert _changes(life) == [("start", "2025-12-01", 48000)]


def test_what_was_renewed_early_is_not_renewed_twice():
    life = begin(YEARLY, "2025-12-01")
    renew(life, TODAY)
    assert not renew(life, "2026-11-20")
    assert len(life.terms) == 2


@pytest.mark.parametrize(
    ("more", "last"),
    [({}, "2027-11-30"), ({"until": "2027-06-30"}, "2027-06-30"), ({"length": "24 months"}, "2028-11-30")],
)
def test_the_next_term_is_as_long_as_the_last_or_as_was_said(more, last):
    life = begin(YEARLY, "2025-12-01")
    renew(life, TODAY, **more)
    assert life.terms[-1].ends_on == last


def test_another_price_holds_from_the_next_term_on():
    life = begin(YEARLY, "2025-12-01")
    renew(life, TODAY, price=(52000, "EUR", "12 months"))
    assert _changes(life) == [("start", "2025-12-01", 48000), ("change", "2026-12-01", 52000)]


def test_a_renewal_takes_the_end_back():
    life = begin(YEARLY, "2025-12-01")
    cancel(life, "2026-11-01", None, TODAY)
    assert renew(life, TODAY)
    assert (life.end_on, _changes(life)) == (None, [("start", "2025-12-01", 48000)])
    assert _terms(life) == [
        ("2025-12-01", "2026-11-30", "renewed", TODAY),
        ("2026-12-01", "2027-11-30", "open", None),
    ]


def test_a_monthly_subscription_goes_on_as_if_it_had_not_been_cancelled():
    life = begin(MONTHLY, "2026-01-15")
    cancel(life, "2026-10-20", None, "2026-10-20")
    assert life.end_on == "2026-11-14"
    assert renew(life, "2026-12-14")
    assert (life.end_on, _changes(life), _terms(life)) == (None, [("start", "2026-01-15", 4000)], [])


def test_more_than_thirty_days_after_the_end_it_starts_anew():
    life = begin(YEARLY, "2025-01-01")
    cancel(life, "2025-12-01", None, "2025-12-01")
    assert renew(life, "2026-01-31")
    assert _changes(life) == [
        ("start", "2025-01-01", 48000),
        ("cancel", "2025-12-01", 48000),
        ("end", "2026-01-01", 0),
        ("start", "2026-01-31", 48000),
    ]
    assert _terms(life) == [
        ("2025-01-01", "2025-12-31", "ended", "2025-12-01"),
        ("2026-01-31", "2027-01-30", "open", None),
    ]
    assert life.end_on is None


def test_thirty_days_after_the_end_it_still_joins_on():
    life = begin(YEARLY, "2025-01-01")
    cancel(life, "2025-12-01", None, "2025-12-01")
    renew(life, "2026-01-30")
    assert [change[0] for change in _changes(life)] == ["start"]
    assert _terms(life)[-1][:2] == ("2026-01-01", "2026-12-31")


def test_what_started_anew_can_end_again():
    life = begin(MONTHLY, "2026-01-15")
    cancel(life, "2026-02-01", None, "2026-02-01")
    renew(life, "2026-06-12")
    assert not resume(life, "2026-06-13")
    assert cancel(life, "2026-07-01", "2026-07-31", "2026-07-01")
    assert [change[0] for change in _changes(life)] == ["start", "cancel", "end", "start", "cancel", "end"]
    assert (status_on(life, "2026-07-31"), status_on(life, "2026-08-01")) == ("cancelled", "ended")


def test_a_term_that_was_left_early_ends_with_the_subscription_when_it_starts_anew():
    life = begin(YEARLY, "2026-01-01")
    cancel(life, "2026-02-10", "2026-02-28", "2026-02-10")
    renew(life, "2026-06-12")
    assert _terms(life) == [
        ("2026-01-01", "2026-02-28", "ended", "2026-02-10"),
        ("2026-06-12", "2027-06-11", "open", None),
    ]


def test_what_started_anew_is_due_from_then_on_and_not_paused_any_more():
    life = begin(MONTHLY, "2026-01-15")
    pause(life, "2026-02-01")
    cancel(life, "2026-02-10", None, "2026-02-10")
    renew(life, "2026-06-12")
    assert status_on(life, "2026-06-12") == "active"
    assert cancel(life, "2026-06-20", None, "2026-06-20")
    assert life.end_on == "2026-07-11"


def test_a_cancelled_trial_that_is_renewed_is_paid_from_the_day_it_would_have_ended():
    life = begin(YEARLY, TODAY, trial_until="2026-11-30")
    cancel(life, "2026-11-20", None, "2026-11-20")
    renew(life, "2026-11-21")
    assert _changes(life) == [("start", TODAY, 0), ("trial_end", "2026-12-01", 48000)]
    assert _terms(life) == [("2026-12-01", "2027-11-30", "open", None)]


def test_what_renews_itself_has_nothing_to_renew():
    life = begin(MONTHLY, "2026-01-15")
    assert not renew(life, TODAY)
    with pytest.raises(TinyCRMError):
        renew(life, TODAY, price=(5000, "EUR", "month"))
    assert renew(life, TODAY, length="12 months")
    assert _terms(life) == [(TODAY, "2027-11-15", "open", None)]


def test_an_end_far_beyond_the_term_stays():
    life = begin(YEARLY, "2026-01-01", end_on="2027-06-30")
    assert _terms(life) == [("2026-01-01", "2026-12-31", "open", None)]
    renew(life, "2026-12-01")
    assert life.end_on == "2027-06-30"
    assert _terms(life)[-1][:2] == ("2027-01-01", "2027-06-30")
    renew(life, "2027-06-01", length="12 months")
    assert (life.end_on, life.terms[-1].ends_on) == (None, "2028-06-30")


def test_a_term_that_would_end_before_it_begins_is_refused():
    life = begin(YEARLY, "2025-12-01")
    with pytest.raises(RuleError):
        renew(life, TODAY, until="2026-11-30")
