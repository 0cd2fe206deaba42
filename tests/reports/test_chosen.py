"""Which records count for a question is found out once, and is what each report would find out by itself."""

from __future__ import annotations

import pytest

from tinycrm.domain.filters import parse_filter
from tinycrm.errors import UsageError
from tinycrm.services.reporting.asked import Asked
from tinycrm.services.reporting.making import make_report
from tinycrm.services.work import Work
from tinycrm.store.queries import narrow
from tinycrm.store.queries.narrow import Chosen, narrowed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

NOUNS = ("contact", "company", "sale", "deal", "subscription", "interaction", "ticket", "task", "campaign")


@pytest.fixture
def firm(ledger: Ledger) -> Ledger:
    """Two companies, four people of three sources, and something of every noun for each of them."""
    add = ledger.add
    neva, orbit = add("company", name="Neva", source="fair"), add("company", name="Orbit", source="web")
    people = [add("contact", name=name, source=source) for name, source in _PEOPLE]
    for at, person in enumerate(people):
        firm = (neva, orbit, None)[at % 3]
        if firm is not None:
            add("contact_company", contact=person, company=firm, is_primary=1, position=0)
        party, owner = firm or person, ("ann", "bo")[at % 2]
        for day in range(1, 4):
            add("sale", party=party, contact=person, company=firm, owner=owner, sold_on=f"2026-06-0{day}")
        deal = add("deal", party=party, company=firm, owner=owner)
        add("deal_contact", deal=deal, contact=person, is_primary=1, position=0)
        ledger.subscription(party, ("2026-06-01", 1_000), contact=person, owner=owner)
        call = add("interaction", at="2026-06-01T09:00:00Z", on_day="2026-06-01", owner=owner)
        add("interaction_contact", contact=person, at="2026-06-01T09:00:00Z", interaction=call)
        add("ticket", party=party, contact=person, opened_at="2026-06-01T09:00:00Z", opened_on="2026-06-01")
        add("task", contact=person, owner=owner, status="open", priority="normal")
        spring = add("campaign", owner=owner)
        add("campaign_member", campaign=spring, record=person, contact=person, reached_on="2026-06-01")
    return ledger


_PEOPLE = (("Анна Петрова", "fair"), ("سارا محمدی", "web"), ("Bo", "fair"), ("Ann", "friend"))


def ids(ledger: Ledger, noun: str, condition: tuple[str, dict]) -> list[int]:
    sql, params = condition
    return [row[0] for row in ledger.db.rows(f"SELECT id FROM {noun}{f' WHERE {sql}' * bool(sql)} ORDER BY id", params)]


@pytest.mark.parametrize("few", [0, 2, 2000])
@pytest.mark.parametrize("owner", ["", "ann"])
@pytest.mark.parametrize(
    "filters",
    [
        (),
        ([("contact", "source = fair")],),
        ([("contact", "source = fair"), ("company", "source = fair")],),
        ([("contact", "source = fair"), ("company", "source = fair")], [("contact", "sales >= 1")]),
        ([("contact", "name = nobody")],),
        ([("contact", "id > 0"), ("company", "id > 0")],),
    ],
)
def test_what_is_chosen_is_what_the_filters_leave(firm: Ledger, monkeypatch, few, owner, filters) -> None:
    monkeypatch.setattr(narrow, "_FEW", few)
    groups = [[(of, parse_filter(text)) for of, text in group] for group in filters]
    chosen = Chosen(firm.store, owner, lambda noun: groups)
    # a ticket and a contact have their owners too: nobody's here
    for noun in NOUNS:
        expected = ids(firm, noun, narrowed(firm.store, noun, owner, groups))
        assert ids(firm, noun, chosen.of(noun)) == expected
        # asked again it is the same
        assert chosen.of(noun) is chosen.of(noun)


def test_the_sales_of_a_source_are_those_of_its_people_and_companies(firm: Ledger) -> None:
    question = firm.ask(where="source = fair")
    # Neva, Анна and Bo: of Neva are Анна and Ann, each with three sales, and Bo is of no company
    which, _ = question.narrow("sale")
    names = firm.db.rows(f"SELECT contact.name FROM sale JOIN contact ON contact.id = sale.contact WHERE {which}")
    assert {row[0] for row in names} == {"Анна Петрова", "Ann", "Bo"}
    assert len(ids(firm, "sale", question.narrow("sale"))) == 9


def test_a_filter_is_evaluated_once_however_often_records_are_asked_for(firm: Ledger) -> None:
    seen: list[str] = []
    firm.db.connection.set_trace_callback(seen.append)
    firm.report("kpi", where="source ~ fai")
    firm.db.connection.set_trace_callback(None)
    # once of contacts, once of companies
    assert sum("instr(" in sql for sql in seen) == 2


def test_what_leads_nowhere_is_refused_each_time(firm: Ledger) -> None:
    groups = [[("ticket", parse_filter("priority = high"))]]
    chosen = Chosen(firm.store, "", lambda noun: groups)
    for _ in range(2):
        with pytest.raises(UsageError, match="tasks cannot be narrowed by tickets"):
            chosen.of("task")


def test_two_questions_at_once_choose_apart(firm: Ledger) -> None:
    one, other = firm.ask(where="source = web"), firm.ask(where="source = friend")
    assert ids(firm, "contact", one.narrow("contact")) != ids(firm, "contact", other.narrow("contact"))
    assert len(ids(firm, "contact", one.narrow("contact"))) == 1
    assert len(ids(firm, "contact", other.narrow("contact"))) == 1


def test_a_reader_that_may_not_write_chooses_too_and_leaves_nothing_behind(firm: Ledger) -> None:
    firm.db.run("COMMIT")
    firm.store.close()
    # a second process would read like this
    reader = firm.store.db
    assert not reader.writable
    for _ in range(2):
        report = make_report(Work(firm.store), "revenue", Asked(where="amount >= 1"))
        assert report.totals is not None
        assert report.totals["revenue"] == "12.00"
    assert reader.number("SELECT count(*) FROM sqlite_temp_master") == 0
    firm.db = firm.store.writer(dry=False)
    firm.db.run("BEGIN")
