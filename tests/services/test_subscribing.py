"""Whatever is done with a subscription: its changes stay in order, the record agrees with them, undo takes all back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinycrm.domain.clock import Clock
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.pipeline import default_pipelines
from tinycrm.domain.reading import Reading
from tinycrm.domain.settings import Settings
from tinycrm.errors import RuleError, TinyCRMError, UsageError
from tinycrm.services.history import undo
from tinycrm.services.subscribing import (
    cancel_subscriptions,
    change_subscriptions,
    pause_subscriptions,
    renew_subscriptions,
    resume_subscriptions,
)
from tinycrm.services.subscriptions import add_subscription
from tinycrm.services.work import Work
from tinycrm.store import Store

TODAY = date(2026, 11, 16)
_TABLES = {
    "subscription": "amount_minor, currency, interval, start_on, end_on, updated_at",
    "subscription_change": "seq, kind, changed_on, amount_minor, currency, interval",
    "subscription_term": "seq, starts_on, ends_on, outcome, decided_on",
    "contact": "lifecycle, customer_since, updated_at",
    "lifecycle_change": "old, new",
}


def _day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """The work of commands on one database with one contact, 1."""
    options = Settings()
    options.timezone = "UTC"
    clock = Clock("UTC", now=lambda: datetime(2026, 11, 16, 9, 30, tzinfo=UTC))
    path = tmp_path_factory.mktemp("life") / "crm.db"
    reading = Reading(options, clock, "tester")
    store = Store(str(path), named=True, reading=reading, pipelines=default_pipelines(), command="test")
    with store.write() as unit:
        unit.insert_record("contact", {"name": "Bo", "name_key": "bo", "fields": "{}"})
    yield Work(store)
    store.close()


def _rows(work: Work, id: int) -> dict[str, list[tuple]]:
    found = {}
    for table, columns in _TABLES.items():
        key = {"contact": "id = 1", "subscription": f"id = {id}", "lifecycle_change": "record = 1"}.get(table)
        where = key or f"subscription = {id}"
        found[table] = work.store.db.rows(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY 1, 2")
    return found


# days from today, or none; from _LATER on, days after the last change
_LATER = 1000
_later = st.integers(_LATER, _LATER + 60)
_maybe = st.one_of(st.none(), st.integers(-400, 400), _later, _later)
_decided = st.one_of(st.none(), st.integers(-400, 0), _later, _later)
_verbs = st.one_of(
    st.tuples(
        st.just("change"), _maybe, st.integers(1, 3), st.sampled_from((None, "month", "year", "quarter", "2 weeks"))
    ),
    st.tuples(st.just("pause"), _maybe),
    st.tuples(st.just("resume"), _maybe),
    st.tuples(st.just("cancel"), _decided, _maybe),
    st.tuples(
        st.just("renew"),
        _decided,
        st.one_of(st.none(), st.integers(1, 3)),
        st.sampled_from((None, "1 year", "month", "2 weeks")),
    ),
)
_starts = st.fixed_dictionaries(
    {"start": st.integers(-400, 30), "every": st.sampled_from(("month", "year", "quarter", "week"))},
    optional={"trial": st.integers(0, 60), "end": st.integers(0, 500), "term": st.sampled_from(("1 year", "month"))},
)


def _begin(work: Work, start: dict) -> int:
    first = start["start"]
    given = {"amount": ["100"], "interval": [start["every"]], "start_on": [_day(first)]}
    if "end" in start:
        given["end_on"] = [_day(first + start["end"])]
    trial = _day(first + start["trial"]) if "trial" in start else None
    return add_subscription(work, given, who="1", trial_until=trial, term=start.get("term")).ids[0]


def _do(work: Work, id: int, verb: tuple) -> bool:
    name, at, *rest = verb
    last = work.store.db.rows("SELECT max(changed_on) FROM subscription_change WHERE subscription = ?", (id,))[0][0]
    on = None if at is None else _day(at)
    if at is not None and at >= _LATER:
        on = (date.fromisoformat(last) + timedelta(days=at - _LATER)).isoformat()
    if name == "change":
        return change_subscriptions(work, [id], str(rest[0] * 50), every=rest[1], on=on).changed
    if name == "pause":
        return pause_subscriptions(work, [id], on=on).changed
    if name == "resume":
        return resume_subscriptions(work, [id], on=on).changed
    if name == "cancel":
        end = None if rest[0] is None else _day(rest[0] % _LATER)
        return cancel_subscriptions(work, [id], on=on, end=end).changed
    amount = None if rest[0] is None else str(rest[0] * 50)
    return renew_subscriptions(work, [id], on=on, amount=amount, term=rest[1]).changed


def _paid(changes: list[tuple], day: str) -> int:
    """What is paid on a day, in minor units: that of the last change up to it."""
    amounts = [amount for _, _, on, amount, _, _ in changes if on <= day]
    return amounts[-1] if amounts else 0


def _check_changes(rows: dict[str, list[tuple]]) -> None:
    (amount, currency, interval, start_on, end_on, _) = rows["subscription"][0]
    changes = rows["subscription_change"]
    assert [row[0] for row in changes] == list(range(1, len(changes) + 1))
    days = [row[2] for row in changes]
    assert days == sorted(days)
    assert changes[0][1:3] == ("start", start_on)
    # the record agrees with the last rows
    if end_on is None:
        assert changes[-1][1] != "end"
    else:
        after = (date.fromisoformat(end_on) + timedelta(days=1)).isoformat()
        assert changes[-1][1:4] == ("end", after, 0)
        assert max(days) == after
    full = [row[3:] for row in changes if row[1] in ("start", "trial_end", "change", "resume") and row[3]]
    if full:
        assert full[-1] == (amount, currency, interval)
    for before, (_, kind, _, paid, _, _) in zip([None, *changes], changes, strict=False):
        assert (paid == 0) or kind not in ("pause", "end")
        assert (paid > 0) or kind not in ("trial_end", "change", "resume")
        if kind == "cancel":
            assert paid == before[3]


def _check_terms(rows: dict[str, list[tuple]]) -> None:
    terms = rows["subscription_term"]
    for one, other in pairwise(terms):
        assert one[2] < other[1]
        assert one[3] != "open"
    for _, starts, ends, outcome, decided in terms:
        assert starts <= ends
        assert (decided is None) == (outcome == "open")


def _check_status(work: Work, id: int, rows: dict[str, list[tuple]]) -> None:
    """The status that lists show goes with what is paid today."""
    today = TODAY.isoformat()
    (_, _, _, start_on, end_on, _) = rows["subscription"][0]
    status = work.store.view(NOUNS["subscription"], ["status"]).of_ids([id])[0]["status"]
    paid = _paid(rows["subscription_change"], today)
    if start_on > today:
        assert (status, paid) == ("coming", 0)
    elif end_on is not None and end_on < today:
        assert (status, paid) == ("ended", 0)
    elif status in ("trial", "paused"):
        assert paid == 0
    elif status == "active":
        # a trial that ends with the subscription was never to be paid
        assert paid > 0 or not any(row[3] for row in rows["subscription_change"])
    else:
        assert (status, end_on is not None) == ("cancelled", True)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=_starts, verbs=st.lists(_verbs, max_size=8))
def test_any_life_stays_in_order_and_can_be_taken_back(work, start, verbs):
    id = _begin(work, start)
    first, steps = _rows(work, id), 0
    _check_changes(first)
    for verb in verbs:
        before = _rows(work, id)
        try:
            changed = _do(work, id, verb)
        except (RuleError, UsageError):
            changed = False
        rows = _rows(work, id)
        assert changed == (rows != before)
        steps += changed
        _check_changes(rows)
        _check_terms(rows)
        _check_status(work, id, rows)
    if steps:
        undo(work, steps=steps)
    assert _rows(work, id) == first
    undo(work)
    assert _rows(work, id)["subscription_change"] == []
    with pytest.raises(TinyCRMError):
        pause_subscriptions(work, [id])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=st.sampled_from(("month", "year", "2 weeks")), start=st.integers(-400, 0), on=st.integers(-400, 0))
def test_what_is_paid_until_an_end_is_paid_on_its_last_day_and_nothing_on_the_next(work, every, start, on):
    id = _begin(work, {"start": start, "every": every})
    try:
        cancel_subscriptions(work, [id], on=_day(on))
    except RuleError:
        assert on < start
    else:
        rows = _rows(work, id)
        end = str(rows["subscription"][0][4])
        after = (date.fromisoformat(end) + timedelta(days=1)).isoformat()
        assert _day(on) <= end or every == "year"
        assert (_paid(rows["subscription_change"], end), _paid(rows["subscription_change"], after)) == (10_000, 0)
        undo(work)
    undo(work)
