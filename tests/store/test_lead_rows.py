"""Who became a lead, who answered, and who bought."""

from __future__ import annotations

from tinycrm.store.queries import leads


def _shape(fact) -> dict[str, object]:
    return {name: getattr(fact, name) for name in type(fact).__slots__}


def _day(day: int) -> str:
    return f"2026-11-{day:02}"


def _at(day: int) -> str:
    return f"{_day(day)}T10:00:00Z"


STEPS = ("lead", "qualified", "customer")


def _leads(book, first: int = 1, last: int = 30, **more) -> list[dict[str, object]]:
    return [_shape(fact) for fact in leads.leads(book.store.db, STEPS, _day(first), _day(last), **more)]


def _became(book, record: int, seq: int, new: str, day: int, noun: str = "contact") -> None:
    with book.write() as unit:
        row = {"noun": noun, "old": None, "new": new, "at": _at(day), "on_day": _day(day)}
        unit.insert("lifecycle_change", {"record": record, "seq": seq, **row})


def test_a_lead_counts_on_the_first_day_of_its_party(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna", companies=[neva], source="fair")
    bo = book.add("contact", "Bo", companies=[neva], source="web")
    cid = book.add("contact", "Cid", lead_on=_day(4), source="ad")
    dan = book.add("contact", "Dan")
    _became(book, anna, 1, "subscriber", 1)
    _became(book, anna, 2, "lead", 5)
    _became(book, anna, 3, "customer", 6)
    _became(book, bo, 1, "lead", 7)
    _became(book, dan, 1, "subscriber", 3)
    plain = {"answered_at": "", "customer_on": "", "owner": ""}
    assert _leads(book) == [
        {"party": neva, "on": _day(5), "at": _at(5), "source": "fair", **plain},
        {"party": cid, "on": _day(4), "at": "", "source": "ad", **plain},
    ]
    assert [lead["party"] for lead in _leads(book, 5, 5)] == [neva]
    assert [lead["party"] for lead in _leads(book, 4, 4)] == [cid]
    assert _leads(book, 6, 30) == []
    assert _leads(book, 1, 3) == []
    assert list(leads.leads(book.store.db, (), _day(1), _day(30))) == []


def test_the_typed_day_of_a_lead_goes_before_the_logged_one(book) -> None:
    anna = book.add("contact", "Anna", lead_on=_day(3))
    bo = book.add("contact", "Bo", lead_on=_day(5))
    for id in (anna, bo):
        _became(book, id, 1, "lead", 5)
    assert [(lead["party"], lead["on"], lead["at"]) for lead in _leads(book)] == [
        (anna, _day(3), ""),
        (bo, _day(5), _at(5)),
    ]


def test_leads_may_be_of_one_owner(book) -> None:
    anna = book.add("contact", "Anna", lead_on=_day(3), owner="Émile")
    book.add("contact", "Bo", lead_on=_day(3), owner="Bo")
    book.add("contact", "Cid", lead_on=_day(3))
    own = {noun: (f"fold({noun}.owner) = :{noun}_owner", {f"{noun}_owner": "emile"}) for noun in ("contact", "company")}
    assert [lead["party"] for lead in _leads(book, **own)] == [anna]
    assert len(_leads(book)) == 3


def test_a_leads_answer_is_the_first_outbound_touch_of_its_party_since(book) -> None:
    neva = book.add("company", "Neva")
    anna, mate = book.add("contact", "Anna", companies=[neva]), book.add("contact", "Mate", companies=[neva])
    bo, cid = book.add("contact", "Bo"), book.add("contact", "Cid")
    for id in (anna, bo, cid):
        _became(book, id, 1, "lead", 5)
    for day, people, direction in ((4, anna, "out"), (6, anna, "in"), (9, anna, "out"), (7, bo, "out"), (6, bo, "out")):
        book.add("interaction", "x", contacts=[people], at=_at(day), direction=direction)
    book.add("interaction", "x", contacts=[mate], at=_at(8), direction="out")
    book.add("interaction", "x", contacts=[cid], at="2026-12-02T10:00:00Z", direction="out")
    assert {lead["party"]: lead["answered_at"] for lead in _leads(book)} == {neva: _at(8), bo: _at(6), cid: ""}
    book.add("interaction", "x", companies=[neva], at=_at(7), direction="out")
    _became(book, neva, 1, "lead", 5, "company")
    assert {lead["party"]: lead["answered_at"] for lead in _leads(book)} == {neva: _at(7), bo: _at(6), cid: ""}


def test_a_company_that_is_the_lead_is_answered_through_its_people(book) -> None:
    neva = book.add("company", "Neva")
    mate = book.add("contact", "Mate", companies=[neva])
    _became(book, neva, 1, "lead", 5, "company")
    book.add("interaction", "x", contacts=[mate], at=_at(8), direction="out")
    assert [(lead["party"], lead["answered_at"]) for lead in _leads(book)] == [(neva, _at(8))]


def test_a_lead_is_a_customer_from_its_first_purchase(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna", companies=[neva], lead_on=_day(1))
    bo = book.add("contact", "Bo", lead_on=_day(2), customer_since=_day(9))
    cid = book.add("contact", "Cid", lead_on=_day(3))
    book.add("deal", "Late", outcome="won", closed_on=_day(12), party=neva)
    book.add("deal", "First", outcome="won", closed_on=_day(8), party=neva)
    book.add("deal", "Lost", outcome="lost", closed_on=_day(5), party=cid)
    book.add("deal", "Nobody", outcome="won", closed_on=_day(5))
    assert anna != neva
    assert {lead["party"]: lead["customer_on"] for lead in _leads(book)} == {neva: _day(8), bo: _day(9), cid: ""}
    assert {lead["party"]: lead["customer_on"] for lead in _leads(book, 1, 8)} == {neva: _day(8), bo: "", cid: ""}
    without = {lead["party"]: lead["customer_on"] for lead in _leads(book, won_is_purchase=False)}
    assert without == {neva: "", bo: _day(9), cid: ""}


def test_the_days_on_which_parties_became_customers_are_known_by_their_ids(book) -> None:
    neva, acme = book.add("company", "Neva", customer_since=_day(9)), book.add("company", "Acme")
    anna = book.add("contact", "Anna", customer_since=_day(4))
    book.add("deal", "First", outcome="won", closed_on=_day(8), party=acme)
    db, ids = book.store.db, (neva, acme, anna)
    assert leads.customers_of(db, ids, _day(30)) == ({neva: _day(9), anna: _day(4)}, {acme: _day(8)})
    assert leads.customers_of(db, ids, _day(8)) == ({anna: _day(4)}, {acme: _day(8)})
    assert leads.customers_of(db, ids, _day(30), won_is_purchase=False) == ({neva: _day(9), anna: _day(4)}, {})
    assert leads.customers_of(db, (), _day(30)) == ({}, {})


def test_more_leads_than_are_looked_up_at_once_are_all_given(book) -> None:
    with book.write():
        ids = [book.add("contact", f"P{at}", lead_on=_day(5)) for at in range(801)]
    assert sorted(lead["party"] for lead in _leads(book, 2, 30)) == ids


def test_a_person_of_several_companies_is_a_lead_of_the_first(book) -> None:
    neva, acme = book.add("company", "Neva"), book.add("company", "Acme", lead_on=_day(10))
    book.add("contact", "Anna", companies=[neva, acme], lead_on=_day(2))
    assert [(lead["party"], lead["on"]) for lead in _leads(book)] == [(neva, _day(2)), (acme, _day(10))]
    # that its person was a lead before says nothing of the second company
    assert [lead["party"] for lead in _leads(book, 9, 30)] == [acme]
    assert _leads(book, 3, 9) == []


def test_an_answer_in_the_very_instant_of_the_lead_counts(book) -> None:
    anna = book.add("contact", "Anna")
    _became(book, anna, 1, "lead", 5)
    book.add("interaction", "x", contacts=[anna], at=_at(5), direction="out")
    assert [lead["answered_at"] for lead in _leads(book)] == [_at(5)]


def test_whether_there_was_anyone_by_a_day_is_known(book) -> None:
    assert leads.any_party(book.store.db, _day(30)) is False
    book.add("contact", "Anna")
    assert [leads.any_party(book.store.db, _day(day)) for day in (15, 16)] == [False, True]
    book.add("company", "Neva", lead_on=_day(9))
    assert [leads.any_party(book.store.db, _day(day)) for day in (8, 9)] == [False, True]
    book.add("contact", "Bo", customer_since=_day(5))
    assert [leads.any_party(book.store.db, _day(day)) for day in (4, 5)] == [False, True]
