"""The search index holds the folded words of every record, and finds them best first."""

from __future__ import annotations

import pytest

from tinycrm.store.sqlite import indexing, search
from tinycrm.store.sqlite.indexing import documents, rebuild, reindex


def _find(book, query: str, nouns=(), limit: int = 20) -> list[int]:
    return [id for id, _ in search.find(book.store.db, query, nouns, limit)]


def test_a_record_is_found_by_its_names_texts_points_and_tags(book) -> None:
    book.add(
        "company", "Nevà Trade", industry="Shipping", country="DE", source="Fair", note="big", tags=["Ünder"],
        websites=["neva.example"], phones=["+49 30 12"], fields='{"seats":12,"none":null,"on":"yes"}',
    )  # fmt: skip
    book.add(
        "contact", "Anna", given="An", family="Petrova", title="CTO", source="Web", note="tall", tags=["vip", "Lead"],
        emails=["A@x.example"], handles=["@an"],
    )  # fmt: skip
    book.add("deal", "Site", source="Ad", reason="Price", tags=["hot"], fields='{"size":"xl"}')
    book.add("interaction", "Wants SEATS", outcome="Agreed")
    book.add("task", "Send Quote")
    assert dict(book.sql("SELECT id, noun || ': ' || folded FROM doc")) == {
        1: "company: neva trade shipping de fair big 12 yes 493012 +49 30 12 neva.example under",
        2: "contact: anna an petrova cto web tall a@x.example @an lead vip",
        3: "deal: site ad price xl hot",
        4: "interaction: wants seats agreed",
        5: "task: send quote",
    }


def test_the_text_of_records_is_folded(book) -> None:
    one, two = book.add("contact", "Ёлка"), book.add("contact", "Zoë", fields='{"a":1.5}')
    assert documents(book.store.db, "contact", [one, two]) == {one: "елка", two: "zoe 1.5"}
    assert documents(book.store.db, "contact", []) == {}


def test_every_word_of_a_query_is_held_by_what_it_finds(book) -> None:
    one = book.add("contact", "Anna Petrova")
    two = book.add("contact", "Anna Orlova", note="petrol")
    three = book.add("company", "Petrograd")
    assert _find(book, "anna") == [one, two]
    assert set(_find(book, "petr")) == {one, two, three}
    assert set(_find(book, "anna petr")) == {one, two}
    assert _find(book, "trograd") == [three]
    assert _find(book, "ograd petr") == [three]
    assert _find(book, "gr") == []
    assert _find(book, "anna gr") == []
    assert _find(book, "zzz") == []
    assert _find(book, " - ") == []
    assert _find(book, 'anna" OR "x') == []


def test_a_query_may_ask_for_some_nouns_and_a_limit(book) -> None:
    book.add("company", "Neva")
    anna = book.add("contact", "Anna", note="neva")
    deal = book.add("deal", "Neva site")
    task = book.add("task", "Write to Neva")
    assert set(_find(book, "neva", ["contact", "deal"])) == {anna, deal}
    assert _find(book, "eva", ["task"]) == [task]
    assert len(_find(book, "neva", (), 2)) == 2
    assert search.find(book.store.db, "neva", ["task"], 5) == [(task, "task")]
    assert _find(book, "neva", (), 0) == []


def test_whole_words_come_before_beginnings_and_these_before_parts(book) -> None:
    part = book.add("contact", "Joanna")
    begun = book.add("contact", "Annabel")
    whole = book.add("contact", "Anna")
    assert _find(book, "anna") == [whole, begun, part]
    assert _find(book, "anna", (), 1) == [whole]
    assert _find(book, "anna", (), 2) == [whole, begun]


def test_the_index_is_made_anew_from_the_records(book) -> None:
    anna, neva = book.add("contact", "Anna"), book.add("company", "Neva")
    with book.write() as unit:
        unit.db.run("UPDATE contact SET name = 'Zebulon'")
        unit.wrote = True
    assert indexing.differences(book.store.db) == [anna]
    assert _find(book, "anna") == [anna]
    with book.write() as unit:
        assert rebuild(unit.db) == 2
        unit.wrote = True
    assert indexing.differences(book.store.db) == []
    assert (_find(book, "zebulon"), _find(book, "anna"), _find(book, "neva")) == ([anna], [], [neva])


def test_what_the_index_lacks_or_holds_too_much_is_named(book) -> None:
    anna, neva = book.add("contact", "Anna"), book.add("company", "Neva")
    with book.write() as unit:
        unit.db.run("DELETE FROM company")
        unit.db.run("DELETE FROM doc WHERE noun = 'contact'")
        unit.wrote = True
    assert sorted(indexing.differences(book.store.db)) == sorted([anna, neva])


def test_a_record_that_is_gone_leaves_the_index_and_others_stay(book) -> None:
    anna, bo = book.add("contact", "Anna Common"), book.add("contact", "Bo Common")
    with book.write() as unit:
        unit.db.run("DELETE FROM contact WHERE id = :id", {"id": anna})
        reindex(unit.db, {anna: "", bo: "contact"})
        unit.wrote = True
    assert _find(book, "common") == [bo]
    assert _find(book, "ommo") == [bo]
    assert book.sql("SELECT id, noun, folded FROM doc") == [(bo, "contact", "bo common")]


def test_more_records_than_one_query_takes_are_indexed(book) -> None:
    with book.write():
        ids = [book.add("contact", f"Common N{number}") for number in range(1001)]
    assert book.column("SELECT count(*) FROM doc") == [1001]
    assert indexing.differences(book.store.db) == []
    assert _find(book, "n1000") == [ids[1000]]
    assert len(_find(book, "common", (), 2000)) == 1001


@pytest.mark.parametrize("text", ["a" * 5000, "x\u0000y", "🎉 party", "ab"])
def test_any_text_is_indexed_and_taken_out_again(book, text: str) -> None:
    id = book.add("contact", "N", note=text)
    with book.write() as unit:
        unit.update("contact", (id,), {"note": None})
    assert book.column("SELECT folded FROM doc") == ["n"]
    with book.write() as unit:
        unit.db.run("INSERT INTO doc_words (doc_words, rank) VALUES ('integrity-check', 1)")
        unit.db.run("INSERT INTO doc_parts (doc_parts, rank) VALUES ('integrity-check', 1)")


def test_people_come_before_tasks_and_these_before_interactions(book) -> None:
    talk = book.add("interaction", "Anna")
    task = book.add("task", "Anna")
    deal = book.add("deal", "Anna")
    company = book.add("company", "Anna")
    contact = book.add("contact", "Anna")
    assert _find(book, "anna") == [deal, company, contact, task, talk]


def test_a_word_near_the_beginning_of_a_short_text_comes_first(book) -> None:
    late = book.add("contact", "Maria Anna")
    long = book.add("contact", "Anna Petrova")
    short = book.add("contact", "Anna-Li")
    again = book.add("contact", "Anna-Bo")
    begun = book.add("contact", "Annabel")
    inside = book.add("contact", "Joannax anna2")
    assert _find(book, "anna") == [short, again, long, late, begun, inside]


def test_a_word_counts_as_whole_wherever_it_stands_alone(book) -> None:
    begun = book.add("contact", "Annabel")
    both = book.add("contact", "Annabel (Anna)")
    part = book.add("contact", "Joanna")
    assert _find(book, "anna") == [both, begun, part]


def test_of_several_words_the_weakest_ranks(book) -> None:
    begun = book.add("contact", "Anna Petrovan")
    whole = book.add("contact", "Petrova, the great Anna")
    assert _find(book, "anna petrova") == [whole, begun]


def test_where_several_words_stand_as_they_are_nobody_means_parts_of_them(book) -> None:
    one = book.add("contact", "Anna Petrova")
    two = book.add("contact", "Annabel Petrovan")
    three = book.add("contact", "Joanna Petrova")
    assert _find(book, "anna petrova") == [one, two]
    assert _find(book, "nna trova") == [one, two, three]
    assert _find(book, "joanna trova") == [three]


def test_of_more_hits_than_can_be_ranked_the_newest_and_the_oldest_are(book, monkeypatch) -> None:
    monkeypatch.setattr(search, "NEWEST", 3)
    monkeypatch.setattr(search, "OLDEST", 2)
    ids = [book.add("contact", "Common" if number == 5 else f"Common N{number}") for number in range(1, 11)]
    assert _find(book, "common", (), 1) == ids[:1]
    assert _find(book, "common", (), 5) == [ids[4], *ids[:4]]
    assert _find(book, "common", ["contact"], 1) == ids[:1]
    assert _find(book, "common", ["task"], 1) == []


def test_a_name_is_found_among_a_crowd_of_other_nouns(book, monkeypatch) -> None:
    monkeypatch.setattr(search, "_COMMON", 3)
    for _ in range(4):
        book.add("task", "Common")
    people = [book.add("contact", "Common Anna"), book.add("contact", "Uncommon Bo")]
    company = book.add("company", "Common Ltd")
    for _ in range(4):
        book.add("interaction", "Common")
    assert _find(book, "common", ["contact"], 5) == people
    assert _find(book, "common", ["contact", "company"], 5) == [company, *people]
    assert _find(book, "common anna", ["contact"], 5) == people[:1]


def test_the_oldest_records_with_words_that_begin_so_are_given(book) -> None:
    one, two, three = (book.add("contact", name) for name in ("Annabel", "Anna", "Anna"))
    talk = book.add("interaction", "Anna and Bo")
    db = book.store.db
    assert search.beginning(db, ["ann"], 10) == [one, two, three, talk]
    assert search.beginning(db, ["ann"], 2) == [one, two]
    assert search.beginning(db, ["anna"], 10) == [one, two, three, talk]
    assert search.beginning(db, ["anna"], 3) == [two, three, talk]
    assert search.beginning(db, ["anna", "bo"], 10) == [talk]
    assert search.beginning(db, ["nna"], 10) == []
