"""What reports ask of the store about interactions, tasks and deals."""

from __future__ import annotations

from tinycrm.store.queries import activity, closings, deals, tasks


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
    book.add("interaction", "z", contacts=[anna], at=_at(6), kind="email", owner="Ann")
    assert activity.interactions(book.store.db, _day(5), _day(7)) == 4
    assert list(activity.touched(book.store.db, _day(5), _day(7))) == [
        (_day(5), "call", "", 1, 0, 0),
        (_day(6), "email", "Ann", 2, 30, 1),
        (_day(7), "call", "", 1, 0, 0),
    ]
    by_kind = activity.touched(book.store.db, _day(5), _day(7), by=("kind",))
    assert list(by_kind) == [("", "call", "", 2, 0, 0), ("", "email", "", 2, 30, 1)]


def test_more_groups_of_touches_than_are_read_at_once_are_all_given(book) -> None:
    with book.write():
        for at in range(501):
            book.add("interaction", "x", at=_at(5), owner=f"u{at}")
    assert sum(1 for _ in activity.touched(book.store.db, _day(5), _day(5))) == 501


def test_whether_anything_was_logged_by_a_day_is_known(book) -> None:
    book.add("interaction", "x", at=_at(5))
    assert [activity.any_touch(book.store.db, _day(day)) for day in (4, 5, 6)] == [False, True, True]


def test_the_touches_of_won_deals_count_up_to_their_closing(book) -> None:
    won = {"outcome": "won", "stage": "won", "position": 2}
    one = book.add("deal", "One", closed_on=_day(10), **won)
    book.add("deal", "Two", closed_on=_day(12), **won)
    book.add("deal", "Before", closed_on=_day(9), **won)
    book.add("deal", "After", closed_on=_day(13), **won)
    book.add("deal", "Lost", closed_on=_day(11), outcome="lost", stage="lost", position=3)
    for day in (9, 10, 11):
        book.add("interaction", "x", deal=one, at=_at(day))
    assert activity.won_touches(book.store.db, _day(10), _day(12)) == (2, 2)
    assert activity.won_touches(book.store.db, _day(1), _day(2)) == (0, 0)


def test_tasks_due_lie_between_two_days_both_included(book) -> None:
    for day in (4, 7, 5, 8):
        book.add("task", "T", due_on=_day(day))
    book.add("task", "D", due_on=_day(6), status="done", done_at=_at(7), done_on=_day(7), owner="Ann")
    book.add("task", "E", due_on=_day(6), status="done", done_at=_at(6), done_on=_day(6), owner="Ann")
    book.add("task", "none")
    db = book.store.db
    assert list(tasks.due(db, _day(5), _day(7))) == [("", 4, 1, 1)]
    assert list(tasks.due(db, _day(5), _day(7), by="owner")) == [("", 2, 0, 0), ("Ann", 2, 1, 1)]
    # what was done after the last day was not done in it
    assert list(tasks.due(db, _day(6), _day(6))) == [("", 2, 1, 0)]
    assert list(tasks.done(db, _day(7), _day(8), by="day")) == [(_day(7), 1)]
    assert [tasks.any_task(db, _day(day)) for day in (3, 4, 5)] == [False, True, True]
    assert tasks.first_due(db) == _day(4)


def test_overdue_tasks_were_due_before_a_day_and_not_done_by_it(book) -> None:
    book.add("task", "open", due_on=_day(4))
    book.add("task", "today", due_on=_day(5))
    for due, done in ((3, 5), (2, 6), (1, 4)):
        book.add("task", "done", due_on=_day(due), status="done", done_at=_at(done), done_on=_day(done), owner="Ann")
    db = book.store.db
    assert list(tasks.overdue(db, _day(5))) == [("", _day(2), 1), ("", _day(4), 1)]
    assert list(tasks.overdue(db, _day(5), by="owner")) == [("", _day(4), 1), ("Ann", _day(2), 1)]


EVERY = ("", {})


def _rows(chunks) -> list[tuple]:
    return [row for chunk in chunks for row in chunk]


def test_an_open_deal_is_given_with_all_that_boards_read(book) -> None:
    neva = book.add("company", "Neva")
    deal = book.add(
        "deal", "Site", value_minor=480050, currency="USD", probability=2500, expected_close_on=_day(20),
        opened_on=_day(1), stage_entered_on=_day(9), reason="price", source="fair", owner="Ann", company=neva,
        party=neva,
    )  # fmt: skip
    (fact,) = deals.open_deals(book.store.db)
    assert _shape(fact) == {
        "id": deal, "title": "Site", "value": 480050, "currency": "USD", "pipeline": "sales", "stage": "lead",
        "outcome": "open", "probability": 2500, "expected_on": _day(20), "opened_on": _day(1), "closed_on": None,
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
    for day, outcome in ((4, "won"), (5, "lost"), (7, "won"), (8, "lost")):
        book.add("deal", "x", outcome=outcome, closed_on=_day(day), owner=f"O{day}", value_minor=day)
    book.add("deal", "open")
    found = _rows(closings.closings(book.store.db, _day(5), _day(7), EVERY, by="owner"))
    assert sorted(found) == [
        ("lost", "EUR", 5, _day(16), _day(5), "sales", "O5"),
        ("won", "EUR", 7, _day(16), _day(7), "sales", "O7"),
    ]


def test_deals_may_be_of_one_pipeline_and_of_a_condition(book) -> None:
    book.add("deal", "1", owner="Ann", value_minor=1)
    book.add("deal", "2", owner="Bo", value_minor=2)
    book.add("deal", "3", owner="Ann", value_minor=3, pipeline="o'hare")
    own = ("deal.owner = :who", {"who": "Ann"})
    found = _rows(closings.standing(book.store.db, own, pipeline="sales", by="owner"))
    assert [(row[0], row[4], row[9]) for row in found] == [("sales", 1, "Ann")]
    assert list(closings.open_on(book.store.db, _day(30), own, by="owner")) == [("Ann", "EUR", 2)]


def test_deals_of_companies_come_one_company_after_another(book) -> None:
    one, two = book.add("company", "One"), book.add("company", "Two")
    for company in (two, one, None, two, one):
        book.add("deal", "x", company=company)
    found = [row[9] for row in _rows(closings.standing(book.store.db, EVERY, by="company"))]
    assert found == [None, one, one, two, two]
    assert closings.names_of(book.store.db, "company", [one, two, 10**6]) == {one: "One", two: "Two"}


def test_deals_open_on_a_day_were_opened_by_it_and_closed_after_it(book) -> None:
    book.add("deal", "still", opened_on=_day(5), value_minor=1)
    book.add("deal", "unvalued", opened_on=_day(5))
    book.add("deal", "later", opened_on=_day(1), outcome="won", closed_on=_day(6), value_minor=1)
    book.add("deal", "closed", opened_on=_day(1), outcome="won", closed_on=_day(5), value_minor=1)
    book.add("deal", "new", opened_on=_day(6), value_minor=1)
    db = book.store.db
    assert sum(count for _, _, count in closings.open_on(db, _day(5), EVERY)) == 2
    assert sum(count for day, _, count in closings.openings(db, _day(5), EVERY)) == 2
    assert sorted(closings.openings(db, _day(6), EVERY)) == [
        (_day(1), "EUR", 2),
        (_day(5), "EUR", -1),
        (_day(5), "EUR", 1),
        (_day(6), "EUR", -1),
        (_day(6), "EUR", 1),
    ]
    assert [deals.any_deal(db, f"2026-{day}") for day in ("10-31", "11-01")] == [False, True]


def _stay(book, deal: int, seq: int, stage: str, day: int, left: int | None = None, **more) -> None:
    row = {"pipeline": "sales", "stage": stage, "position": seq - 1, "outcome": "open", **more}
    row |= {"entered_at": _at(day), "entered_on": _day(day)}
    row |= {"left_at": _at(left) if left else None, "left_on": _day(left) if left else None}
    with book.write() as unit:
        unit.insert("stage_stay", {"deal": deal, "seq": seq, **row})


def test_ways_hold_the_stays_in_a_pipeline_that_began_by_a_day_in_order(book) -> None:
    one, two = book.add("deal", "1", owner="Ann"), book.add("deal", "2")
    _stay(book, two, 1, "lead", 3)
    _stay(book, one, 2, "won", 5, outcome="won")
    _stay(book, one, 1, "lead", 1, 5)
    _stay(book, two, 2, "proposal", 6)
    _stay(book, two, 3, "lead", 1, pipeline="o'hare")
    first = [("lead", 0, "open", _day(1), _day(5)), ("won", 1, "won", _day(5), None)]
    second = [("lead", 0, "open", _day(3), None)]
    db = book.store.db
    assert list(closings.ways(db, "sales", "", _day(5), EVERY)) == [(None, first), (None, second)]
    # only what moved since the fourth, but from its beginning
    assert list(closings.ways(db, "sales", _day(4), _day(5), EVERY)) == [(None, first)]
    assert list(closings.ways(db, "sales", "", _day(5), ("deal.owner = :who", {"who": "Ann"}), by="owner")) == [
        ("Ann", first)
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
