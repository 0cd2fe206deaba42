"""Records that share a contact point or a name, as `dupes` lists them."""

from __future__ import annotations

import sqlite3

ANNA = 2


def groups(rows) -> list[tuple[str, str, list[int]]]:
    """Gives (reason, shared, ids) of every group in order."""
    found: dict[int, tuple[str, str, list[int]]] = {}
    for row in rows:
        found.setdefault(row["group"], (row["reason"], row["shared"], []))[2].append(row["id"])
    return list(found.values())


def test_people_with_the_same_words_in_their_names_are_one_group(stocked) -> None:
    other = stocked("contact", "add", "PETROVA  Anna").id
    third = stocked("contact", "add", "Anna Petrová").id
    rows = stocked("contact", "dupes", "-f", "json").json
    assert groups(rows) == [("name", "Anna Petrova", [ANNA, other, third])]


def test_a_phone_in_another_spelling_is_the_same(stocked) -> None:
    other = stocked("contact", "add", "Somebody Else", "--phone", "+79211234567").id
    (group,) = groups(stocked("contact", "dupes", "-f", "json").json)
    assert group == ("phone", "+7 921 123-45-67", [ANNA, other])


def test_a_group_that_shares_several_things_is_listed_once(stocked) -> None:
    other = stocked("contact", "add", "Petrova Anna", "--phone", "+79211234567").id
    (group,) = groups(stocked("contact", "dupes", "-f", "json").json)
    assert group == ("phone, name", "+7 921 123-45-67, Anna Petrova", [ANNA, other])


def test_a_handle_is_a_surer_sign_than_a_name(stocked) -> None:
    stocked("contact", "add", "Anna Petrova")
    stocked("contact", "add", "Bob", "--handle", "telegram:boli")
    reasons = [group[0] for group in groups(stocked("contact", "dupes", "-f", "json").json)]
    assert reasons == ["handle", "name"]


def test_companies_share_websites_and_names_in_the_same_order_only(stocked) -> None:
    site = stocked("company", "add", "Neva Two", "--website", "https://www.neva.example/").id
    stocked("company", "add", "Trade Neva")
    same = stocked("company", "add", "NEVA TRADE").id
    found = groups(stocked("company", "dupes", "-f", "json").json)
    assert [(reason, ids) for reason, _, ids in found] == [("website", [1, site]), ("name", [1, same])]


def test_a_person_at_the_phone_of_the_company_is_no_duplicate(stocked) -> None:
    stocked("company", "edit", "1", "--phone", "+7 921 123-45-67")
    assert stocked("company", "dupes", "-f", "json").json == []
    assert stocked("contact", "dupes", "-f", "json").json == []


def test_no_duplicates_is_an_empty_answer(crm) -> None:
    assert crm("contact", "dupes", "-f", "json", env={"TINYCRM_DB": None}).json == []


def test_the_list_has_one_header_whatever_it_holds(stocked) -> None:
    header = stocked("contact", "dupes").lines[0]
    assert header.split("\t") == [
        "group", "reason", "shared", "id", "name", "email", "phone", "score", "why", "company",
    ]  # fmt: skip
    stocked("contact", "add", "Anna Petrova")
    assert stocked("contact", "dupes").lines[0] == header


def test_merging_a_group_empties_the_list(stocked) -> None:
    other = stocked("contact", "add", "Anna Petrova").id
    stocked("contact", "merge", ANNA, other)
    assert stocked("contact", "dupes", "-f", "ids").out == ""


# --- how sure, and why ---


def _group(rows, number: int = 1) -> list[dict]:
    return [row for row in rows if row["group"] == number]


def test_every_row_says_how_sure_it_is_and_why_in_words(crm) -> None:
    crm("company", "add", "Нева")
    crm("contact", "add", "Anna Petrova", "--phone", "+7 921 123-45-67", "--company", "Нева")
    crm("contact", "add", "Анна Петрова", "--phone", "8 (921) 123-45-67", "--set", "x=1", env={"LC_ALL": "C"})
    crm("contact", "add", "Chris Tomlinson")
    crm("contact", "add", "Chris Tomlinsen")
    crm("contact", "add", "Katherine Jonson", "--birthday", "1990-02-03")
    crm("contact", "add", "Catherine Johnson", "--birthday", "1990-02-03")
    rows = crm("contact", "dupes", "-f", "json").json
    assert [(row["group"], row["score"], row["why"]) for row in rows[::2]] == [
        (1, 95, ["same phone but for its beginning", "Anna Petrova ≈ Анна Петрова"]),
        (2, 91, ["the names sound the same", "same birthday"]),
        (3, 72, ["name 92 % alike"]),
    ]
    assert rows[0]["company"] == {"id": 1, "name": "Нева"}
    assert rows[1]["company"] is None
    assert list(rows[0]) == [
        "group", "reason", "shared", "id", "name", "email", "phone", "score", "why", "company",
    ]  # fmt: skip


def test_companies_are_one_without_their_legal_form(crm) -> None:
    for words in (("Neva LLC", "--website", "neva.example"), ("ООО Нева",), ("Orion Ltd",), ("ORION",), ("Volga",)):
        crm("company", "add", *words)
    rows = crm("company", "dupes", "-f", "json").json
    assert [(row["id"], row["score"], row["why"]) for row in rows] == [
        (3, 83, ["same name"]),
        (4, 83, ["same name"]),
        (1, 75, ["Neva LLC ≈ ООО Нева"]),
        (2, 75, ["Neva LLC ≈ ООО Нева"]),
    ]
    assert list(rows[0])[-3:] == ["phone", "score", "why"]


def test_a_switchboard_is_listed_and_not_taken_for_one_person(crm) -> None:
    for name in ("Anna Petrova", "Bo Li", "Cid Ruiz", "Anna Petrova"):
        crm("contact", "add", name, "--phone", "+49 30 1111111")
    rows = crm("contact", "dupes", "-f", "json").json
    assert [(row["group"], row["score"], row["id"]) for row in rows] == [
        (1, 99, 1),
        (1, 99, 4),
        (2, 40, 1),
        (2, 40, 2),
        (2, 40, 3),
        (2, 40, 4),
    ]
    assert rows[2]["why"] == ["shares a phone"]
    assert crm("contact", "dupes", "--min", "50", "-f", "ids").ids == [1, 4]


def test_the_least_score_lets_more_or_less_in(stocked) -> None:
    stocked("contact", "add", "A. Petrova")
    assert stocked("contact", "dupes", "-f", "json").json == []
    (group,) = groups(stocked("contact", "dupes", "--min", "50", "-f", "json").json)
    assert (group[0], group[2]) == ("name_alike", [ANNA, 9])
    assert stocked("contact", "dupes", "--min", "53", "-f", "json").json == []
    for bad in ("101", "-1"):
        assert stocked("contact", "dupes", "--min", bad, ok=False).code == 2
    answer = stocked.fails(2, "contact", "dupes", "--min", "101")
    assert answer.err == "tinycrm: --min 101 is no score; 0 to 100; 70 unless given\n"


def test_a_limit_counts_groups_and_tells_of_the_rest(crm) -> None:
    for name in ("Anna Petrova", "Bo Winterfeld", "Cid Ruizmann"):
        crm("contact", "add", name)
        crm("contact", "add", name)
    answer = crm("contact", "dupes", "--limit", "2", "-f", "json")
    assert [row["group"] for row in answer.json] == [1, 1, 2, 2]
    assert answer.err.splitlines()[0] == "1 more group; --limit 0 shows all"
    assert len(crm("contact", "dupes", "--limit", "0", "-f", "json").json) == 6
    assert crm.fails(2, "contact", "dupes", "--limit", "-2").err == "tinycrm: --limit '-2' is below 0; 0 or more\n"


def test_with_exit_code_10_says_that_there_are_some(crm) -> None:
    crm("contact", "add", "Anna Petrova")
    assert crm("contact", "dupes", "--exit-code").code == 0
    crm("contact", "add", "Anna Petrova")
    assert crm("contact", "dupes", "--exit-code", ok=False).code == 10


def test_a_pair_that_was_told_apart_is_listed_only_when_asked_for(crm) -> None:
    for number in range(3):
        crm("contact", "add", "Anna Petrova", "--phone", "+49 30 1111111", "--title", f"t{number}")
    crm.sql("INSERT INTO not_duplicate (noun, record, other, op) VALUES ('contact', 1, 2, 1)")
    found = groups(crm("contact", "dupes", "-f", "json").json)
    # no group holds the two together as one person; that they share a phone is still so
    assert [(reason, ids) for reason, _, ids in found] == [
        ("phone, name", [1, 3]),
        ("phone, name", [2, 3]),
        ("phone", [1, 2, 3]),
    ]
    assert groups(crm("contact", "dupes", "--all", "-f", "json").json) == [
        ("phone, name", "+49 30 1111111, Anna Petrova", [1, 2, 3])
    ]
    crm("contact", "rm", 3)
    assert crm("contact", "dupes", "-f", "json").json == []


def test_of_three_alike_of_which_two_differ_there_are_two_pairs(crm) -> None:
    crm("contact", "add", "Anna Petrova", "--birthday", "1980-01-01")
    crm("contact", "add", "Anna Petrova")
    crm("contact", "add", "Anna Petrova", "--birthday", "1990-05-05")
    assert [ids for _, _, ids in groups(crm("contact", "dupes", "-f", "json").json)] == [[1, 2], [2, 3]]


def test_what_the_words_of_names_hold_is_harmless(crm) -> None:
    for name in ("=1+1", "😀 🎉", "ـ", "a" * 300, "1 2 3", "' OR 1=1 --", "Anna\u200fPetrova", "王", "ー"):
        crm("contact", "add", "--", name)
        crm("contact", "add", "--", name)
        crm("company", "add", "--", name)
    for noun in ("contact", "company"):
        assert crm(noun, "dupes", "--min", "0", "-f", "json").code == 0


def test_a_lower_score_never_hides_a_surer_pair_in_a_group(crm) -> None:
    crm("company", "add", "Neva")
    for name in ("Jon Smithson", "John Smithson", "Bo Smithson", "Cid Smithson"):
        crm("contact", "add", name, "--company", "Neva")
    usual = crm("contact", "dupes", "-f", "json").json
    assert [(row["score"], row["id"]) for row in usual] == [(92, 2), (92, 3)]
    rows = crm("contact", "dupes", "--min", "0", "-f", "json").json
    assert rows[:2] == usual
    assert [ids for _, _, ids in groups(rows[2:])] == [[2, 4], [2, 5], [3, 4], [3, 5], [4, 5]]
    assert {row["score"] for row in rows[2:]} == {30}


def test_what_a_switchboard_says_of_all_is_not_told_of_every_two(crm) -> None:
    for name in ("Anna Petrova", "Bo Li", "Cid Ruiz", "Anna Petrova"):
        crm("contact", "add", name, "--phone", "+49 30 1111111")
    whole = crm("contact", "dupes", "-f", "json").json
    assert crm("contact", "dupes", "--min", "0", "-f", "json").json == whole
    assert [(row["score"], row["id"]) for row in whole] == [(99, 1), (99, 4), (40, 1), (40, 2), (40, 3), (40, 4)]


def test_a_contact_point_of_a_kind_that_another_program_wrote_is_passed_over(stocked) -> None:
    other = stocked("contact", "add", "Petrova Anna", "--phone", "+79211234567").id
    db = sqlite3.connect(stocked.db)
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("UPDATE contact_point SET kind = 'fax' WHERE kind = 'phone'")
    db.commit()
    db.close()
    (group,) = groups(stocked("contact", "dupes", "-f", "json").json)
    assert group == ("name", "Anna Petrova", [ANNA, other])
    assert stocked("contact", "dupes", "--min", "0", "-f", "ids").code == 0
