"""What a reference means: one record, several, or none, and why."""

from __future__ import annotations

import pytest

import tinycrm.store.by_name
from tinycrm.domain.refs import parse_ref
from tinycrm.errors import NotFound
from tinycrm.store.lookup import ENOUGH, article, by_id, by_uid, find, namesakes, stages_stored
from tinycrm.store.merging import absorb
from tinycrm.store.removing import remove_record


def _find(book, noun: str, text: str, **more: str) -> tuple[list[int], bool]:
    answer = find(book.store.db, noun, parse_ref(text), **more)
    assert all(found[1] == noun for found in answer.candidates)
    return [found[0] for found in answer.candidates], answer.sure


@pytest.fixture
def stock(book):
    """NEVA 1, ANNA 2, ORLOVA 3, BO 4, SITE 5, QUOTE 6, DONE 7, CALL 8, ANNA the company 9."""
    neva = book.add("company", "Neva Trade", websites=["neva.example"], phones=["+49301234567"])
    book.add("contact", "Anna Petrova", emails=["anna@neva.example"], phones=["+79211234567"], companies=[neva])
    book.add("contact", "Anna Orlova", phones=["+79211234567"], handles=["telegram:@orlova"])
    book.add("contact", "Bo Li")
    book.add("deal", "Site for Neva", company=neva)
    book.add("task", "Send quote")
    book.add("task", "Send quote", status="done", done_at="2026-11-10T10:00:00Z")
    book.add("interaction", "Wants a site", companies=[neva])
    book.add("company", "Anna Petrova")
    return book


@pytest.mark.parametrize(
    ("noun", "text", "ids", "sure"),
    [
        ("contact", "2", [2], True),
        ("contact", "anna@NEVA.example", [2], True),
        ("contact", "+7 921 123-45-67", [3, 2], True),
        ("contact", "79211234567", [3, 2], True),
        ("contact", "telegram:@orlova", [3], True),
        ("contact", "anna petrova", [2], True),
        ("contact", "=ANNA  Petrova", [2], True),
        ("contact", "=anna", [], True),
        ("contact", "anna", [2, 3], False),
        ("contact", "pet ann", [2], False),
        ("contact", "neva", [], False),
        ("contact", "nobody", [], False),
        ("contact", "nobody@x.example", [], False),
        ("contact", "--", [], False),
        ("company", "neva.example", [1], True),
        ("company", "+49 30 1234567", [1], True),
        ("company", "neva", [1], False),
        ("company", "anna petrova", [9], True),
        ("deal", "site", [5], False),
        ("deal", "site for neva", [5], True),
        ("deal", "neva.example", [], False),
        ("task", "send quote", [6, 7], True),
        ("task", "quote", [6, 7], False),
        ("interaction", "8", [8], True),
        ("interaction", "=wants a site", [], True),
    ],
)
def test_a_reference_finds(stock, noun: str, text: str, ids: list[int], sure: bool) -> None:
    assert _find(stock, noun, text) == (ids, sure)


@pytest.mark.parametrize(
    ("text", "status", "ids"),
    [("send quote", "open", [6]), ("send quote", "done", [7]), ("quote", "open", [6]), ("quote", "done", [7])],
)
def test_a_task_is_looked_for_among_the_open_or_the_done_ones(stock, text: str, status: str, ids: list[int]) -> None:
    assert _find(stock, "task", text, status=status)[0] == ids


def test_a_local_number_is_read_with_its_country(stock) -> None:
    assert _find(stock, "company", "030 1234567", country="DE") == ([1], True)
    assert _find(stock, "company", "030 1234567") == ([], False)


def test_a_candidate_has_its_id_noun_and_name(stock) -> None:
    answer = find(stock.store.db, "contact", parse_ref("anna@neva.example"))
    assert answer.candidates == [(2, "contact", "Anna Petrova")]
    assert find(stock.store.db, "contact", parse_ref("=bo li")).candidates == [(4, "contact", "Bo Li")]
    assert find(stock.store.db, "contact", parse_ref("bo")).candidates == [(4, "contact", "Bo Li")]
    assert find(stock.store.db, "interaction", parse_ref("8")).candidates == [(8, "interaction", "Wants a site")]


def test_a_uid_finds_its_record_and_no_other_noun(stock) -> None:
    (uid,) = stock.column("SELECT uid FROM contact WHERE id = 2")
    assert by_uid(stock.store.db, "contact", uid) == (2, "contact", "Anna Petrova")
    assert _find(stock, "contact", uid.upper()) == ([2], True)
    assert _find(stock, "company", uid) == ([], False)
    assert by_uid(stock.store.db, "contact", "no such uid") is None


@pytest.mark.parametrize(
    ("noun", "id", "message", "hint"),
    [
        ("contact", 1, "1 is a company, not a contact: 'Neva Trade'", "tinycrm company show 1"),
        ("company", 8, "8 is an interaction, not a company: 'Wants a site'", "tinycrm interaction show 8"),
        ("interaction", 5, "5 is a deal, not an interaction: 'Site for Neva'", "tinycrm deal show 5"),
        ("contact", 99, "there is no contact 99", "tinycrm contact list"),
    ],
)
def test_an_id_of_another_noun_is_refused_and_named(stock, noun: str, id: int, message: str, hint: str) -> None:
    with pytest.raises(NotFound) as caught:
        by_id(stock.store.db, noun, id)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_removed_record_is_told_from_one_that_never_was(stock) -> None:
    with stock.write() as unit:
        remove_record(unit, "contact", 4)
    with pytest.raises(NotFound) as caught:
        by_id(stock.store.db, "contact", 4)
    assert (caught.value.message, caught.value.hint) == ("contact 4 was deleted", "tinycrm history 4")


def test_a_merged_id_and_uid_find_the_survivor(stock) -> None:
    (uid,) = stock.column("SELECT uid FROM contact WHERE id = 3")
    with stock.write() as unit:
        absorb(unit, "contact", 2, 3)
    assert by_id(stock.store.db, "contact", 3) == (2, "contact", "Anna Petrova")
    assert by_uid(stock.store.db, "contact", uid) == (2, "contact", "Anna Petrova")
    assert by_uid(stock.store.db, "company", uid) is None
    assert _find(stock, "contact", "3") == ([2], True)
    with pytest.raises(NotFound, match="company 3 was deleted"):
        by_id(stock.store.db, "company", 3)


def test_at_most_twelve_candidates_are_given(book) -> None:
    with book.write():
        for _ in range(14):
            book.add("contact", "Anna Petrova", phones=["+4930123"])
    assert ENOUGH == 12
    for text in ("anna petrova", "anna", "+4930123"):
        assert _find(book, "contact", text)[0] == list(range(1, 13))


def test_words_of_half_the_records_still_find_every_name(book, monkeypatch) -> None:
    monkeypatch.setattr(tinycrm.store.by_name, "_HITS", 3)
    for number in range(4):
        book.add("contact", f"P{number}", note="knows anna")
    late = [book.add("contact", "Anna Petrova"), book.add("contact", "Orlova, Anna"), book.add("contact", "Joanna")]
    monkeypatch.setattr(tinycrm.store.by_name, "_CHUNK", 1)
    assert _find(book, "contact", "anna") == (late[:2], False)
    assert _find(book, "contact", "pet ann") == (late[:1], False)
    found = find(book.store.db, "contact", parse_ref("anna")).candidates
    assert [name for _, _, name in found] == ["Anna Petrova", "Orlova, Anna"]
    monkeypatch.setattr(tinycrm.store.by_name, "ENOUGH", 1)
    assert _find(book, "contact", "anna") == (late[:1], False)
    tasks = [book.add("task", "Anna"), book.add("task", "Anna", status="done", done_at="2026-11-10T10:00:00Z")]
    assert _find(book, "task", "ann", status="open")[0] == tasks[:1]


def test_people_of_one_number_are_given_by_name(book) -> None:
    for name in ("Cid", "Anna", "Bo"):
        book.add("contact", name, phones=["+49301234567"])
    assert _find(book, "contact", "+49301234567")[0] == [2, 3, 1]


def test_a_record_that_its_other_words_name_is_not_found_by_them(book) -> None:
    book.add("contact", "Anna", note="knows Quagga")
    bo = book.add("contact", "Bo Quagga")
    assert _find(book, "contact", "quagga")[0] == [bo]


def test_others_of_the_same_name_are_given_three_at_most(book) -> None:
    ids = [book.add("contact", name) for name in ("Zoë", "ZOE", "zoe", "Zoé", "Zoe", "Bo")]
    book.add("company", "Zoe")
    db = book.store.db
    assert namesakes(db, "contact", ids[1]) == [(ids[0], "Zoë"), (ids[2], "zoe"), (ids[3], "Zoé")]
    assert namesakes(db, "contact", ids[5]) == []
    dashes = [book.add("contact", "\u3164x"), book.add("contact", "X")]
    assert namesakes(db, "contact", dashes[0]) == [(dashes[1], "X")]


def test_names_that_fold_to_nothing_are_no_namesakes(book) -> None:
    one, _ = book.add("contact", "\u3164"), book.add("contact", "\u115f")
    assert book.column("SELECT DISTINCT name_key FROM contact") == [""]
    assert namesakes(book.store.db, "contact", one) == []


def test_the_article_fits_the_noun() -> None:
    assert [article(noun) for noun in ("contact", "interaction", "company", "deal", "task")] == [
        "a contact",
        "an interaction",
        "a company",
        "a deal",
        "a task",
    ]


def test_the_stages_that_deals_stand_in_are_known(stock) -> None:
    stock.add("deal", "X", pipeline="gone", stage="old")
    assert stages_stored(stock.store.db) == {"sales", "lead", "gone", "old"}
