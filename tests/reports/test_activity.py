"""Interactions, tasks and stale records: what was done, and in time."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JUNE = {"period": "2026-06"}


def value(figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value.over, figure.value.under)


def touch(ledger, day: str, kind: str = "call", **more) -> int:
    return ledger.add("interaction", at=f"{day}T10:00:00Z", on_day=day, kind=kind, **more)


def task(ledger, due: str | None, done: str | None = None, **more) -> int:
    row = {"status": "done", "done_on": done, "done_at": f"{done}T10:00:00Z"} if done else {"status": "open"}
    return ledger.add("task", due_on=due, **row, **more)


def won(ledger, day: str, **more) -> int:
    return ledger.add("deal", outcome="won", stage="won", closed_on=day, **more)


def test_interactions_are_those_of_the_period_both_days_included(ledger) -> None:
    for day in ("2026-05-31", "2026-06-01", "2026-06-30"):
        touch(ledger, day)
    assert value(ledger.figures("activity", **JUNE)["interactions", ""]) == 2
    assert ledger.figures("activity", period="2026-04")["interactions", ""].value is None
    assert value(ledger.figures("activity", first="2026-06-02", last="2026-06-03")["interactions", ""]) == 0


def test_touches_per_won_deal_count_up_to_the_closing(ledger) -> None:
    one, two = won(ledger, "2026-06-10"), won(ledger, "2026-06-30")
    lost = ledger.add("deal", outcome="lost", stage="lost", closed_on="2026-06-10")
    before = won(ledger, "2026-05-31")
    for deal in (one, one, lost, before):
        touch(ledger, "2026-06-10", deal=deal)
    touch(ledger, "2020-01-01", deal=one)
    touch(ledger, "2026-06-11", deal=one)
    figure = ledger.figures("activity", **JUNE)["touches_per_won_deal", ""]
    assert (value(figure), figure.n) == (Fraction(3, 2), 2)
    assert two


def test_without_a_won_deal_there_are_no_touches_per_deal(ledger) -> None:
    touch(ledger, "2026-06-10", deal=ledger.add("deal"))
    assert ledger.figures("activity", **JUNE)["touches_per_won_deal", ""].value is None


def test_on_time_is_by_the_due_day_and_not_by_the_moment(ledger) -> None:
    task(ledger, "2026-06-10", "2026-06-10")
    task(ledger, "2026-06-10", "2026-06-11")
    task(ledger, "2026-06-10", "2026-05-01")
    task(ledger, "2026-06-10")
    task(ledger, None, "2026-06-10")
    figure = ledger.figures("activity", **JUNE)["on_time", ""]
    assert (value(figure), figure.n) == (Fraction(1, 2), 4)


def test_overdue_is_what_was_due_before_the_last_day_and_not_done_by_it(ledger) -> None:
    task(ledger, "2026-06-29")
    task(ledger, "2026-06-30")
    task(ledger, "2026-05-30", "2026-06-01")
    june, may = ledger.figures("activity", **JUNE), ledger.figures("activity", period="2026-05")
    assert [value(found["overdue_tasks", ""]) for found in (june, may)] == [1, 1]
    assert ledger.figures("activity", period="2026-04")["overdue_tasks", ""].value is None


def test_a_task_done_on_the_last_day_is_not_overdue(ledger) -> None:
    task(ledger, "2026-05-30", "2026-05-31")
    assert value(ledger.figures("activity", period="2026-05")["overdue_tasks", ""]) == 0


def test_what_is_stale_had_no_touch_for_longer_than_the_setting(ledger) -> None:
    # 90 days before the 30th of June are the 1st of April
    ledger.add("contact", last_touch_at="2026-03-31T23:59:59Z")
    ledger.add("contact", last_touch_at="2026-04-01T00:00:00Z")
    ledger.add("contact", created_at="2026-03-31T23:59:59Z")
    ledger.add("contact", created_at="2026-04-01T00:00:00Z")
    ledger.add("company", created_at="2020-01-01T00:00:00Z", last_touch_at="2026-06-30T00:00:00Z")
    figure = ledger.figures("activity", **JUNE)["stale", ""]
    assert (value(figure), figure.n) == (2, 5)
    assert ledger.figures("activity", period="2026-05")["stale", ""].value is None


def test_the_report_of_stale_records_has_deals_and_splits_by_owner(ledger) -> None:
    ledger.add("contact", owner="Ann", last_touch_at="2026-01-15T00:00:00Z")
    ledger.add("contact", owner="ann", last_touch_at="2026-06-15T00:00:00Z")
    talked = ledger.add("deal", owner="Bo", opened_on="2026-01-01")
    touch(ledger, "2026-06-01", deal=talked)
    noted = ledger.add("deal", owner="Bo", opened_on="2026-01-01")
    touch(ledger, "2026-06-01", "note", deal=noted)
    old = ledger.add("deal", owner="Bo", opened_on="2026-06-01")
    touch(ledger, "2026-02-01", deal=old)
    ledger.add("deal", opened_on="2026-04-01")
    won(ledger, "2026-02-01", opened_on="2026-01-01")
    report = ledger.report("stale")
    assert [(row["records"], row["stale"], row["of"], row["share"]) for row in report.rows] == [
        ("contacts", 1, 2, "0.5"),
        ("companies", 0, 0, None),
        ("open deals", 2, 4, "0.5"),
    ]
    (months,) = report.sections
    assert [tuple(row.values()) for row in months.rows] == [
        ("never", 0, 0, 1),
        ("2026-01", 1, 0, 0),
        ("2026-02", 0, 0, 1),
    ]
    rows = ledger.report("stale", by="owner").rows
    assert [(row["owner"], row["records"], row["stale"], row["of"]) for row in rows] == [
        ("Bo", "open deals", 2, 3),
        ("Ann", "contacts", 1, 2),
        (None, "open deals", 0, 1),
    ]


def test_the_activity_report_splits_by_kind_person_and_day(ledger) -> None:
    touch(ledger, "2026-06-01", "note", owner="Ann", minutes=5)
    touch(ledger, "2026-06-01", "call", owner="Bo")
    touch(ledger, "2026-06-02", "call", minutes=7)
    report = ledger.report("activity", **JUNE)
    found = {section.name: [tuple(row.values()) for row in section.rows] for section in report.sections}
    assert found == {
        "activity-kind": [("call", 2, 7), ("note", 1, 5)],
        "activity-owner": [(None, 1, 7), ("Ann", 1, 5), ("Bo", 1, None)],
        "activity-day": [("2026-06-01", 2, 5), ("2026-06-02", 1, 7)],
    }
    months = ledger.report("activity", by="month", period="2026").rows
    assert [tuple(row.values()) for row in months] == [("2026-06", 3, 12)]
    top = ledger.report("activity", by="owner", top=1, **JUNE).rows
    assert [tuple(row.values()) for row in top] == [(None, 1, 7), ("others", 2, 5)]


def test_a_long_period_is_told_by_the_month_and_not_by_the_day(ledger) -> None:
    for day in range(1, 32):
        touch(ledger, f"2026-05-{day:02}")
    names = [section.name for section in ledger.report("activity", period="2026").sections]
    assert "activity-day" in names
    touch(ledger, "2026-06-01")
    report = ledger.report("activity", period="2026")
    assert [tuple(row.values()) for row in report.sections[-1].rows] == [("2026-05", 31, None), ("2026-06", 1, None)]


def test_the_report_of_tasks_says_what_became_of_those_due(ledger) -> None:
    task(ledger, "2026-06-10", "2026-06-10", owner="Ann")
    task(ledger, "2026-06-10", "2026-06-12", owner="ann")
    task(ledger, "2026-06-20", owner="Bo")
    task(ledger, "2025-01-01", owner="Bo")
    task(ledger, "2026-05-01", "2026-06-03", owner="Bo", priority="high")
    rows = ledger.report("tasks", **JUNE).rows
    keys = ("owner", "due", "in_time", "late", "not_done", "on_time", "done", "overdue")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("Ann", 2, 1, 1, 0, "0.5", 2, 0),
        ("Bo", 1, 0, 0, 1, "0", 1, 2),
    ]
    (ages,) = ledger.report("tasks", **JUNE).sections
    assert [tuple(row.values()) for row in ages.rows] == [
        ("1-7 days", 0),
        ("8-30 days", 1),
        ("31-90 days", 0),
        ("91-365 days", 0),
        ("over a year", 1),
    ]
    by_priority = ledger.report("tasks", by="priority", **JUNE).rows
    assert [(row["priority"], row["due"], row["done"]) for row in by_priority] == [("high", 0, 1), ("normal", 3, 2)]
    by_month = ledger.report("tasks", by="month", first="2026-05-01", last="2026-06-30").rows
    assert [(row["month"], row["due"], row["on_time"]) for row in by_month] == [
        ("2026-05", 1, "0"),
        ("2026-06", 3, "0.333333"),
    ]


def test_only_the_records_asked_for_count(ledger) -> None:
    neva = ledger.add("company", name="Neva")
    ledger.add("contact_company", contact=9, company=neva, is_primary=1, position=0)
    ours = touch(ledger, "2026-06-01")
    ledger.add("interaction_company", company=neva, interaction=ours, at="2026-06-01T10:00:00Z")
    touch(ledger, "2026-06-01")
    task(ledger, "2026-06-01", company=neva)
    task(ledger, "2026-06-01")
    found = ledger.figures("activity", where="name = neva", **JUNE)
    assert [value(found[key, ""]) for key in ("interactions", "overdue_tasks")] == [1, 1]
    assert found["stale", ""].n == 1


def test_an_empty_database_makes_every_report_of_discipline(ledger) -> None:
    found = ledger.figures("activity", **JUNE)
    assert [figure.value for figure in found.values()] == [None] * 5
    assert [row["value"] for row in ledger.report("activity", **JUNE).rows] == [None] * 5
    assert ledger.report("tasks", **JUNE).rows == []
    assert [row["stale"] for row in ledger.report("stale").rows] == [0, 0, 0]
    assert [row["share"] for row in ledger.report("data-quality").rows] == [None] * 5


def test_data_quality_says_the_score_and_what_to_mend(ledger) -> None:
    ledger.add("contact", name="Anna", created_at="2026-06-29T00:00:00Z")
    report = ledger.report("data-quality")
    # of e-mail, phone and company nothing is filled: 40 × 0 + 20 + 20 of 80, without contact points
    assert {row["part"]: (row["good"], row["of"], row["share"]) for row in report.rows} == {
        "score": (50, 100, "0.5"),
        "complete": (0, 3, "0"),
        "unique": (1, 1, "1"),
        "valid": (None, 0, None),
        "fresh": (1, 1, "1"),
    }
    names = [section.name for section in report.sections]
    assert names[0] == "data-quality-contacts"
    assert names[-1] == "data-quality-gaps"
    assert any("tinycrm contact list" in str(row["command"]) for row in report.sections[-1].rows)


days = st.sampled_from(("2026-05-31", "2026-06-01", "2026-06-15", "2026-06-30", "2026-07-01"))
rows = st.lists(st.tuples(days, st.one_of(st.none(), days)), max_size=8)


@given(rows, rows, st.sampled_from(("2026-06-15", "2026-06-30")))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_are_what_looking_at_every_record_gives(ledger, tasks, deals, last: str) -> None:
    ledger.clear()
    for due, done in tasks:
        task(ledger, due, done)
    touches = []
    for closed, day in deals:
        deal = won(ledger, closed)
        if day:
            touch(ledger, day, deal=deal)
            touches.append((day, day <= closed and "2026-06-01" <= closed <= last))
    found = {key: value(one) for (key, _), one in ledger.figures("activity", first="2026-06-01", last=last).items()}
    inside = [day for day, _ in touches if "2026-06-01" <= day <= last]
    assert found["interactions"] == (len(inside) if any(day <= last for day, _ in touches) else None)
    count = sum("2026-06-01" <= closed <= last for closed, _ in deals)
    assert found["touches_per_won_deal"] == (Fraction(sum(own for _, own in touches), count) if count else None)
    due = [(due, done) for due, done in tasks if "2026-06-01" <= due <= last]
    timely = sum(done is not None and done <= day for day, done in due)
    assert found["on_time"] == (Fraction(timely, len(due)) if due else None)
    late = sum(day < last and (done is None or done > last) for day, done in tasks)
    assert found["overdue_tasks"] == (late if any(day <= last for day, _ in tasks) else None)
