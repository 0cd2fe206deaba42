"""Tickets: how fast they are answered and resolved, and what is open."""

from __future__ import annotations

import math
import statistics
from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JUNE = {"period": "2026-06"}
KEYS = ("first_response", "first_response_p90", "resolution", "resolution_p90")


def value(figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value.over, figure.value.under)


def ticket(ledger, opened: str, answered: str | None = None, resolved: str | None = None, **more) -> int:
    """A ticket; times as `2026-06-01 08:00`."""
    cells = {}
    for name, text in (("opened", opened), ("first_answered", answered), ("resolved", resolved)):
        if text:
            cells |= {f"{name}_at": f"{text[:10]}T{text[11:]}:00Z", f"{name}_on": text[:10]}
    return ledger.add("ticket", status="resolved" if resolved else "open", **{**cells, **more})


def test_medians_and_ninths_are_of_clock_hours(ledger) -> None:
    for hours in range(1, 11):
        ticket(ledger, "2026-06-01 00:00", f"2026-06-01 {hours:02}:00", f"2026-06-03 {hours:02}:30")
    found = ledger.figures("service", **JUNE)
    # nearest rank: the ninth of ten
    assert [value(found[key, ""]) for key in KEYS] == [Fraction(11, 2), 9, 54, Fraction(115, 2)]
    assert found["first_response", ""].n == 10


def test_the_unanswered_are_counted_and_never_averaged_in(ledger) -> None:
    ticket(ledger, "2026-06-01 08:00", "2026-06-01 10:00")
    ticket(ledger, "2026-06-01 08:00")
    ticket(ledger, "2026-06-01 08:00", None, "2026-06-01 09:00")
    found = ledger.figures("service", **JUNE)
    assert [value(found[key, ""]) for key in ("first_response", "unanswered", "resolution")] == [2, 2, 1]
    assert [found[key, ""].n for key in ("first_response", "unanswered", "resolution")] == [1, 3, 1]


def test_what_came_after_the_period_had_not_happened_at_its_end(ledger) -> None:
    ticket(ledger, "2026-05-31 23:00", "2026-06-01 01:00", "2026-06-02 23:00")
    may, june = (ledger.figures("service", period=f"2026-0{month}") for month in (5, 6))
    assert [value(may[key, ""]) for key in (*KEYS, "unanswered", "open_tickets")] == [None] * 4 + [1, 1]
    assert [value(june[key, ""]) for key in (*KEYS, "unanswered", "open_tickets")] == [None] * 4 + [0, 0]
    both = ledger.figures("service", first="2026-05-01", last="2026-06-30")
    assert [value(both[key, ""]) for key in KEYS] == [2, 2, 48, 48]


def test_the_backlog_is_what_was_open_at_the_end_of_the_day(ledger) -> None:
    ticket(ledger, "2026-06-20 08:00")
    ticket(ledger, "2026-05-01 08:00")
    ticket(ledger, "2026-06-30 08:00", None, "2026-06-30 09:00")
    ticket(ledger, "2026-06-28 08:00", None, "2026-06-29 09:00")
    found = ledger.figures("service", **JUNE)
    # ages of 10 and 60 days
    assert [value(found[key, ""]) for key in ("open_tickets", "backlog_age")] == [2, 35]
    earlier = ledger.figures("service", first="2026-06-01", last="2026-06-28")
    assert [value(earlier[key, ""]) for key in ("open_tickets", "backlog_age")] == [3, 8]


def test_before_the_first_ticket_nothing_is_known(ledger) -> None:
    ticket(ledger, "2026-06-10 08:00", "2026-06-10 08:00", "2026-06-10 08:00")
    may = ledger.figures("service", period="2026-05")
    assert [figure.value for figure in may.values()] == [None] * 7
    june = ledger.figures("service", **JUNE)
    assert [value(figure) for figure in june.values()] == [0, 0, 0, 0, 0, 0, None]


def test_tickets_are_split_by_channel_priority_and_person(ledger) -> None:
    ticket(ledger, "2026-06-01 08:00", "2026-06-01 09:00", channel="Chat", owner="Ann", minutes=30)
    ticket(ledger, "2026-06-01 08:00", "2026-06-01 11:00", channel="chat", priority="high", owner="Bo")
    ticket(ledger, "2026-05-01 08:00", channel="phone", owner="Bo")
    rows = ledger.report("service", by="channel", **JUNE).rows
    assert [(row["channel"], row["opened"], row["first_response"], row["minutes"], row["open"]) for row in rows] == [
        ("Chat", 2, "2", 30, 2),
        ("phone", 0, None, None, 1),
    ]
    assert [row["priority"] for row in ledger.report("service", by="priority", **JUNE).rows] == ["high", "normal"]
    assert [(row["owner"], row["open"]) for row in ledger.report("service", by="owner", **JUNE).rows] == [
        ("Bo", 2),
        ("Ann", 1),
    ]


def test_by_month_shows_the_months_without_tickets_too(ledger) -> None:
    ticket(ledger, "2026-04-01 08:00", None, "2026-06-01 08:00")
    rows = ledger.report("service", by="month", first="2026-04-01", last="2026-06-30").rows
    assert [(row["month"], row["opened"], row["resolved"], row["open"]) for row in rows] == [
        ("2026-04", 1, 1, 1),
        ("2026-05", 0, 0, 1),
        ("2026-06", 0, 0, 0),
    ]


def test_only_the_tickets_asked_for_count(ledger) -> None:
    ticket(ledger, "2026-06-01 08:00", owner="Анна")
    ticket(ledger, "2026-06-01 08:00", owner="Bo")
    assert value(ledger.figures("service", owner="анна", **JUNE)["open_tickets", ""]) == 1
    rows = ledger.report("service", where="owner = bo", **JUNE).rows
    assert [row["value"] for row in rows if row["key"] == "open_tickets"] == [1]


moments = st.integers(0, 120).map(lambda hours: datetime(2026, 5, 29) + timedelta(hours=hours))
waits = st.one_of(st.none(), st.integers(0, 90))


@given(
    st.lists(st.tuples(moments, waits, waits), max_size=12), st.sampled_from(("2026-05-31", "2026-06-01", "2026-06-02"))
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_are_what_looking_at_every_ticket_gives(ledger, found, last: str) -> None:
    ledger.clear()
    first = "2026-05-30"
    answers, solved, ages, waiting, known = [], [], [], 0, False
    for opened, answered, resolved in found:
        times = [None if hours is None else opened + timedelta(hours=hours) for hours in (answered, resolved)]
        ticket(ledger, *(time and time.isoformat(" ", "minutes") for time in (opened, *times)))
        day = opened.date().isoformat()
        known = known or day <= last
        ended = times[1] is not None and times[1].date().isoformat() <= last
        if day <= last and not ended:
            ages.append((datetime.fromisoformat(last).date() - opened.date()).days)
        if first <= day <= last:
            if times[0] is not None and times[0].date().isoformat() <= last:
                answers.append(answered)
            else:
                waiting += 1
            solved += [resolved] if ended else []
    made = {key: value(figure) for (key, _), figure in ledger.figures("service", first=first, last=last).items()}
    for key, own in (("first_response", answers), ("resolution", solved)):
        assert made[key] == (Fraction(statistics.median(own)) if own else None)
        assert made[f"{key}_p90"] == (sorted(own)[math.ceil(len(own) * 0.9) - 1] if own else None)
    assert made["unanswered"] == (waiting if known else None)
    assert made["open_tickets"] == (len(ages) if known else None)
    assert made["backlog_age"] == (Fraction(statistics.median(ages)) if ages else None)
