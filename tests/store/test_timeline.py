"""The story of a record, what several records share, and names that begin so."""

from __future__ import annotations

from tinycrm.store import timeline
from tinycrm.store.queries import duplicates, suggestions


def _day(day: int) -> str:
    return f"2026-11-{day:02}"


def _at(day: int) -> str:
    return f"{_day(day)}T10:00:00Z"


def _stay(book, deal: int, seq: int, stage: str, day: int, left: int | None = None, **more) -> None:
    row = {"pipeline": "sales", "stage": stage, "position": seq - 1, "outcome": "open", **more}
    row |= {"entered_at": _at(day), "entered_on": _day(day)}
    row |= {"left_at": _at(left) if left else None, "left_on": _day(left) if left else None}
    with book.write() as unit:
        unit.insert("stage_stay", {"deal": deal, "seq": seq, **row})


def test_a_timeline_tells_what_happened_newest_first(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna", companies=[neva])
    bo = book.add("contact", "Bo")
    deal = book.add("deal", "Site", company=neva, contacts=[anna], owner="Ann")
    talk = book.add("interaction", "Talk", contacts=[bo, anna], at=_at(5), direction="in", deal=deal)
    note = book.add("interaction", "Idea", contacts=[anna], at=_at(6), kind="note")
    task = book.add("task", "Quote", contact=anna, deal=deal, company=neva, status="done", done_at=_at(7), owner="Ann")
    book.add("task", "open", contact=anna, deal=deal)
    _stay(book, deal, 1, "lead", 4, 8)
    _stay(book, deal, 2, "proposal", 8, 9)
    _stay(book, deal, 3, "won", 9, outcome="won")
    with book.write() as unit:
        row = {"record": anna, "noun": "contact", "at": _at(3), "on_day": _day(3)}
        unit.insert("lifecycle_change", {**row, "seq": 1, "old": None, "new": "lead"})
        unit.insert("lifecycle_change", {**row, "seq": 2, "old": "lead", "new": None})
    own = {"noun": "deal", "who": "Ann", "id": deal}
    story = [
        {"at": _at(9), "kind": "deal won", "text": "Site: won", **own},
        {"at": _at(8), "kind": "deal moved", "text": "Site: proposal", **own},
        {"at": _at(7), "noun": "task", "kind": "task done", "who": "Ann", "text": "Quote", "id": task},
        {"at": _at(6), "noun": "interaction", "kind": "note", "who": "Anna", "text": "Idea", "id": note},
        {"at": _at(5), "noun": "interaction", "kind": "call in", "who": "Anna", "text": "Talk", "id": talk},
        {"at": _at(4), "kind": "deal opened", "text": "Site: lead", **own},
    ]
    turns = [
        {"at": _at(3), "noun": "contact", "kind": "lifecycle", "who": "", "text": "lead → -", "id": anna},
        {"at": _at(3), "noun": "contact", "kind": "lifecycle", "who": "", "text": "lead", "id": anna},
    ]
    db = book.store.db
    assert timeline.timeline_rows(db, "contact", anna, None) == story + turns
    assert timeline.timeline_rows(db, "contact", anna, 3) == story[:3]
    assert timeline.timeline_rows(db, "company", neva, None) == story
    assert timeline.timeline_rows(db, "deal", deal, None) == story[:3] + story[4:]
    assert timeline.timeline_rows(db, "contact", bo, None) == [story[4]]
    assert list(timeline.timeline_rows(db, "contact", bo, 1)[0]) == ["at", "noun", "kind", "who", "text", "id"]


def test_a_companys_timeline_has_what_was_logged_with_it(book) -> None:
    neva = book.add("company", "Neva")
    talk = book.add("interaction", "Talk", companies=[neva])
    assert [row["id"] for row in timeline.timeline_rows(book.store.db, "company", neva, None)] == [talk]


def test_what_a_record_holds_is_known_before_it_is_read(book) -> None:
    neva, anna, bo, cid = (book.add("company", "Neva"), *(book.add("contact", name) for name in ("Anna", "Bo", "Cid")))
    deal = book.add("deal", "Site", pipeline="sales", stage="lead", opened_on=_day(4), stage_entered_on=_day(4))
    with book.write() as unit:
        unit.insert("deal_contact", {"deal": deal, "contact": anna, "is_primary": 1, "position": 0})
        unit.insert("relation", {"contact": anna, "other": bo, "kind": "boss"})
        unit.insert("contact_company", {"contact": anna, "company": neva, "is_primary": 1, "position": 0})
    book.add("task", "Call", contact=anna)
    db = book.store.db
    assert timeline.held_of(db, "contact", cid) == frozenset()
    assert timeline.held_of(db, "contact", bo) == {"relation"}
    assert timeline.held_of(db, "contact", anna) == {"relation", "deal", "task"}
    # what was said with its people may be the company's story
    assert timeline.held_of(db, "company", neva) == {"contact", "interaction"}
    assert timeline.held_of(db, "deal", deal) == {"deal"}
    assert timeline.timeline_rows(db, "contact", cid, None) == []


def test_relations_are_told_from_both_sides(book) -> None:
    anna, bo, cid = (book.add("contact", name) for name in ("Anna", "Bo", "Cid"))
    with book.write() as unit:
        unit.insert("relation", {"contact": anna, "other": bo, "kind": "boss"})
        unit.insert("relation", {"contact": cid, "other": anna, "kind": "agent"})
    db = book.store.db
    assert timeline.relations_of(db, anna) == [
        {"kind": "has agent", "id": cid, "name": "Cid"},
        {"kind": "boss of", "id": bo, "name": "Bo"},
    ]
    assert timeline.relations_of(db, bo) == [{"kind": "has boss", "id": anna, "name": "Anna"}]


def test_points_that_several_records_of_a_noun_have_are_given(book) -> None:
    book.add("company", "Neva", phones=["+1"])
    anna = book.add("contact", "Anna", phones=["+1", "+2"], handles=["@x"])
    bo = book.add("contact", "Bo", phones=["+2", "+3"], handles=["@x"])
    db = book.store.db
    assert duplicates.shared_points(db, "contact") == [
        ("handle", "@x", anna),
        ("handle", "@x", bo),
        ("phone", "+2", anna),
        ("phone", "+2", bo),
    ]
    assert duplicates.shared_points(db, "company") == []
    assert list(duplicates.folded_names(db, "contact")) == [(anna, "anna"), (bo, "bo")]


def test_names_that_begin_so_are_suggested_in_order(book) -> None:
    for name in ("Anton", "anna", "Änne", "Bo", "\U0010fffd"):
        book.add("contact", name)
    db = book.store.db
    assert suggestions.names_beginning(db, "contact", "an", 10) == ["anna", "Änne", "Anton"]
    assert suggestions.names_beginning(db, "contact", "an", 2) == ["anna", "Änne"]
    assert suggestions.names_beginning(db, "contact", "bo", 10) == ["Bo"]
    assert suggestions.names_beginning(db, "contact", "", 2) == ["\U0010fffd", "Bo"]
    assert suggestions.names_beginning(db, "contact", "x", 2) == []


def test_tasks_are_suggested_by_their_status(book) -> None:
    book.add("task", "Call A")
    book.add("task", "Call B", status="done", done_at=_at(1))
    db = book.store.db
    assert suggestions.names_beginning(db, "task", "call", 9) == ["Call A", "Call B"]
    assert suggestions.names_beginning(db, "task", "call", 9, "open") == ["Call A"]
    assert suggestions.names_beginning(db, "task", "", 9, "done") == ["Call B"]
    book.add("company", "Callas")
    book.add("deal", "Call deal")
    assert suggestions.names_beginning(db, "company", "call", 9) == ["Callas"]
    assert suggestions.names_beginning(db, "deal", "call", 9) == ["Call deal"]


def test_tags_that_begin_so_are_suggested_once_each(book) -> None:
    book.add("contact", "A", tags=["Vip", "vector", "x"])
    book.add("company", "B", tags=["VIP"])
    db = book.store.db
    assert suggestions.tags_beginning(db, "v", 9) == ["vector", "VIP"]
    assert suggestions.tags_beginning(db, "vi", 9) == ["VIP"]
    assert suggestions.tags_beginning(db, "", 2) == ["vector", "VIP"]
