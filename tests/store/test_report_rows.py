"""What reports ask of the store about interactions, tasks and deals."""

from __future__ import annotations

from tinycrm.store.queries import activity, deals


def _shape(fact) -> dict[str, object]:
    return {name: getattr(fact, name) for name in type(fact).__slots__}


def _day(day: int) -> str:
    return f"2026-11-{day:02}"


def _at(day: int) -> str:
    return f"{_day(day)}T10:00:00Z"


def test_touches_lie_between_two_days_both_included(book) -> None:
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Site")
    for day in (4, 5, 7, 8):
        book.add("interaction", "x", contacts=[anna], at=_at(day))
    book.add("interaction", "y", contacts=[anna], at=_at(6), kind="email", owner="Ann", minutes=30, deal=deal)
    found = [_shape(fact) for fact in activity.touches(book.store.db, _day(5), _day(7))]
    call = {"kind": "call", "owner": "", "minutes": None, "deal": None}
    assert found == [
        {"on_day": _day(5), **call},
        {"on_day": _day(6), "kind": "email", "owner": "Ann", "minutes": 30, "deal": deal},
        {"on_day": _day(7), **call},
    ]


def test_more_touches_than_are_read_at_once_are_all_given(book) -> None:
    with book.write():
        for _ in range(501):
            book.add("interaction", "x", at=_at(5))
    assert len(activity.touches(book.store.db, _day(5), _day(5))) == 501


def test_whether_anything_was_logged_by_a_day_is_known(book) -> None:
    book.add("interaction", "x", at=_at(5))
    assert [activity.any_touch(book.store.db, _day(day)) for day in (4, 5, 6)] == [False, True, True]


def test_the_touches_of_won_deals_count_up_to_their_closing(book) -> None:
    won = {"outcome": "won", "stage": "won", "position": 2}
    one = book.add("deal", "One", closed_on=_day(10), **won)
    two = book.add("deal", "Two", closed_on=_day(12), **won)
    book.add("deal", "Before", closed_on=_day(9), **won)
    book.add("deal", "After", closed_on=_day(13), **won)
    book.add("deal", "Lost", closed_on=_day(11), outcome="lost", stage="lost", position=3)
    for day in (9, 10, 11):
        book.add("interaction", "x", deal=one, at=_at(day))
    assert activity.touches_by_deal(book.store.db, _day(10), _day(12)) == {one: 2, two: 0}


def test_tasks_due_lie_between_two_days_both_included(book) -> None:
    for day in (4, 7, 5, 8):
        book.add("task", "T", due_on=_day(day))
    book.add("task", "D", due_on=_day(6), status="done", done_at=_at(7), done_on=_day(7), owner="Ann")
    book.add("task", "none")
    found = [_shape(fact) for fact in activity.tasks_due(book.store.db, _day(5), _day(7))]
    assert found == [
        {"due_on": _day(5), "done_on": None, "owner": ""},
        {"due_on": _day(6), "done_on": _day(7), "owner": "Ann"},
        {"due_on": _day(7), "done_on": None, "owner": ""},
    ]
    assert [activity.any_task(book.store.db, _day(day)) for day in (3, 4, 5)] == [False, True, True]


def test_overdue_tasks_were_due_before_a_day_and_not_done_by_it(book) -> None:
    book.add("task", "open", due_on=_day(4))
    book.add("task", "today", due_on=_day(5))
    for due, done in ((3, 5), (2, 6), (1, 4)):
        book.add("task", "done", due_on=_day(due), status="done", done_at=_at(done), done_on=_day(done), owner="Ann")
    found = [_shape(fact) for fact in activity.overdue_tasks(book.store.db, _day(5))]
    assert found == [
        {"due_on": _day(2), "done_on": _day(6), "owner": "Ann"},
        {"due_on": _day(4), "done_on": None, "owner": ""},
    ]


def test_a_deal_is_given_with_all_that_formulas_read(book) -> None:
    neva = book.add("company", "Neva")
    deal = book.add(
        "deal", "Site", value_minor=480050, currency="USD", stage="won", position=2, outcome="won", probability=2500,
        expected_close_on=_day(20), opened_on=_day(1), closed_on=_day(10), stage_entered_on=_day(9), reason="price",
        source="fair", owner="Ann", company=neva, party=neva,
    )  # fmt: skip
    (fact,) = deals.closed_deals(book.store.db, _day(10), _day(10))
    assert _shape(fact) == {
        "id": deal, "title": "Site", "value": 480050, "currency": "USD", "pipeline": "sales", "stage": "won",
        "outcome": "won", "probability": 2500, "expected_on": _day(20), "opened_on": _day(1), "closed_on": _day(10),
        "entered_on": _day(9), "reason": "price", "source": "fair", "owner": "Ann", "company": "Neva", "party": neva,
    }  # fmt: skip


def test_what_a_deal_lacks_is_none_or_nothing(book) -> None:
    deal = book.add("deal", "Talk")
    (fact,) = deals.open_deals(book.store.db)
    assert _shape(fact) == {
        "id": deal, "title": "Talk", "value": None, "currency": "EUR", "pipeline": "sales", "stage": "lead",
        "outcome": "open", "probability": None, "expected_on": None, "opened_on": _day(16), "closed_on": None,
        "entered_on": _day(16), "reason": "", "source": "", "owner": "", "company": "", "party": None,
    }  # fmt: skip


def test_open_deals_come_by_stage_and_the_most_valuable_first(book) -> None:
    none = book.add("deal", "none")
    small = book.add("deal", "small", value_minor=1)
    far = book.add("deal", "far", value_minor=5, stage="proposal", position=1)
    big = book.add("deal", "big", value_minor=9)
    other = book.add("deal", "other", pipeline="o'hare")
    book.add("deal", "won", outcome="won", closed_on=_day(1))
    db = book.store.db
    assert [fact.id for fact in deals.open_deals(db)] == [other, big, small, none, far]
    assert [fact.id for fact in deals.open_deals(db, "sales")] == [big, small, none, far]
    assert [fact.id for fact in deals.open_deals(db, "none")] == []


def test_closed_deals_lie_between_two_days_both_included(book) -> None:
    days = {book.add("deal", "x", outcome=outcome, closed_on=_day(day)): day
            for day, outcome in ((4, "won"), (5, "lost"), (7, "won"), (8, "lost"))}  # fmt: skip
    book.add("deal", "open")
    found = deals.closed_deals(book.store.db, _day(5), _day(7))
    assert [days[fact.id] for fact in found] == [5, 7]


def test_all_deals_of_a_pipeline_are_given(book) -> None:
    one, two = book.add("deal", "1"), book.add("deal", "2", outcome="won", closed_on=_day(1))
    book.add("deal", "3", pipeline="o'hare")
    assert [fact.id for fact in deals.deals_of(book.store.db, "sales")] == [one, two]


def test_deals_open_on_a_day_were_opened_by_it_and_closed_after_it(book) -> None:
    still = book.add("deal", "still", opened_on=_day(5))
    later = book.add("deal", "later", opened_on=_day(1), outcome="won", closed_on=_day(6))
    book.add("deal", "closed", opened_on=_day(1), outcome="won", closed_on=_day(5))
    book.add("deal", "new", opened_on=_day(6))
    assert [fact.id for fact in deals.deals_open_on(book.store.db, _day(5))] == [still, later]
    assert [deals.any_deal(book.store.db, f"2026-{day}") for day in ("10-31", "11-01")] == [False, True]


def _stay(book, deal: int, seq: int, stage: str, day: int, left: int | None = None, **more) -> None:
    row = {"pipeline": "sales", "stage": stage, "position": seq - 1, "outcome": "open", **more}
    row |= {"entered_at": _at(day), "entered_on": _day(day)}
    row |= {"left_at": _at(left) if left else None, "left_on": _day(left) if left else None}
    with book.write() as unit:
        unit.insert("stage_stay", {"deal": deal, "seq": seq, **row})


def test_stays_of_a_pipeline_that_began_by_a_day_are_given_in_order(book) -> None:
    one, two = book.add("deal", "1"), book.add("deal", "2")
    _stay(book, two, 1, "lead", 3)
    _stay(book, one, 2, "won", 5, outcome="won")
    _stay(book, one, 1, "lead", 1, 5)
    _stay(book, two, 2, "proposal", 6)
    _stay(book, two, 3, "lead", 1, pipeline="o'hare")
    assert [_shape(fact) for fact in deals.stays(book.store.db, "sales", _day(5))] == [
        {"deal": one, "stage": "lead", "position": 0, "outcome": "open", "entered_on": _day(1), "left_on": _day(5)},
        {"deal": one, "stage": "won", "position": 1, "outcome": "won", "entered_on": _day(5), "left_on": None},
        {"deal": two, "stage": "lead", "position": 0, "outcome": "open", "entered_on": _day(3), "left_on": None},
    ]


def test_the_deals_of_every_stage_are_counted_and_summed_by_currency_without_overflow(book) -> None:
    top = 2**63 - 1
    for value in (top, top, None):
        book.add("deal", "x", value_minor=value)
    book.add("deal", "p", value_minor=100, probability=2500)
    book.add("deal", "q", value_minor=200, probability=5000)
    book.add("deal", "usd", value_minor=7, currency="USD")
    book.add("deal", "neg", value_minor=-5, stage="gone", position=9)
    book.add("deal", "none", stage="proposal", position=1, probability=100)
    book.add("deal", "lost", value_minor=3, outcome="lost", closed_on=_day(1))
    found = [_shape(count) for count in deals.stage_counts(book.store.db)]
    base = {"pipeline": "sales", "stage": "lead", "outcome": "open", "position": 0, "currency": "EUR"}
    zero = {"weighted": 0, "unweighted": 0}
    assert found == [
        {**base, "outcome": "lost", "deals": 1, "valued": 1, "value": 3, "weighted": 0, "unweighted": 3},
        {
            **base,
            "deals": 5,
            "valued": 4,
            "value": 18446744073709551614 + 300,
            "weighted": 100 * 2500 + 200 * 5000,
            "unweighted": 18446744073709551614,
        },
        {**base, "currency": "USD", "deals": 1, "valued": 1, "value": 7, "weighted": 0, "unweighted": 7},
        {**base, "stage": "proposal", "position": 1, "deals": 1, "valued": 0, "value": 0, **zero},
        {**base, "stage": "gone", "position": 9, "deals": 1, "valued": 1, "value": -5, "weighted": 0, "unweighted": -5},
    ]


def test_every_stage_that_ever_was_is_known_once(book) -> None:
    one = book.add("deal", "1", stage="proposal", position=1)
    book.add("deal", "2", stage="proposal", position=1)
    _stay(book, one, 1, "lead", 1)
    _stay(book, one, 2, "old", 2, outcome="lost")
    assert deals.stages_ever(book.store.db) == [
        ("sales", "lead", "open", 0),
        ("sales", "old", "lost", 1),
        ("sales", "proposal", "open", 1),
    ]


def test_the_deals_that_stand_in_a_stage_are_given(book) -> None:
    one = book.add("deal", "A", stage_entered_on=_day(3))
    two = book.add("deal", "B", outcome="lost", closed_on=_day(9), position=4, stage_entered_on=_day(9))
    book.add("deal", "C", stage="proposal")
    book.add("deal", "D", pipeline="o'hare")
    assert deals.deals_standing(book.store.db, "sales", "lead") == [
        (one, "A", "open", 0, None, _day(3)),
        (two, "B", "lost", 4, _day(9), _day(9)),
    ]


def test_open_deals_of_unknown_pipelines_are_counted(book) -> None:
    for pipeline in ("sales", "old", "old", "aged"):
        book.add("deal", "x", pipeline=pipeline)
    book.add("deal", "closed", pipeline="old", outcome="won", closed_on=_day(1))
    assert deals.open_elsewhere(book.store.db, ["sales", "o'hare"]) == [("aged", 1), ("old", 2)]
    assert deals.open_elsewhere(book.store.db, ["sales", "old", "aged"]) == []
