"""What a reference means: ids, uids, contact points, names; several and none."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _name(crm, ref, noun="contact"):
    return crm(noun, "show", ref, "--get", "name" if noun in ("contact", "company") else "title").out.rstrip("\n")


@pytest.mark.parametrize(
    "ref",
    [
        "2",
        "002",
        "۲",
        "٢",
        "२",
        " 2 ",
        "anna@neva.example",
        "ANNA@Neva.Example",
        "+79211234567",
        "+7 (921) 123-45-67",
        "7 921 123 45 67",
        "Anna Petrova",
        "anna petrova",
        "Petrova Anna",
        "ANNA PETR",
        "petr ann",
        "=anna petrova",
        "=Anna Petrova",
        "Ánna Petróva",
    ],
)
def test_one_contact_is_found_by_every_spelling_of_id_point_and_name(stocked, ref):
    assert _name(stocked, ref) == "Anna Petrova"


@pytest.mark.parametrize("ref", ["bo", "li bo", "telegram:@boli", "bo@li.example", "3"])
def test_a_handle_and_half_a_name_find_a_contact(stocked, ref):
    assert _name(stocked, ref) == "Bo Li"


@pytest.mark.parametrize("ref", ["neva", "=neva trade", "trade neva", "neva.example", "https://www.neva.example/", "1"])
def test_a_company_is_found_by_website_and_name(stocked, ref):
    assert _name(stocked, ref, "company") == "Neva Trade"


def test_persian_letters_and_their_arabic_twins_are_one_name(stocked):
    assert _name(stocked, "محمدي سارا") == "سارا محمدی"
    assert _name(stocked, "سارا") == "سارا محمدی"


def test_a_russian_name_is_found_in_either_order_and_with_yo(crm):
    crm("contact", "add", "Анна Королёва")
    assert _name(crm, "Королева Анна") == "Анна Королёва"
    assert _name(crm, "КОРОЛЁВА") == "Анна Королёва"


def test_a_uid_in_either_case_finds_its_record(stocked):
    uid = stocked("contact", "show", ANNA, "--get", "uid").out.strip()
    assert _name(stocked, uid) == "Anna Petrova"
    assert _name(stocked, uid.upper()) == "Anna Petrova"


def test_digits_are_an_id_and_never_a_name(stocked):
    stocked("contact", "add", "500")
    assert stocked.fails(3, "contact", "show", "500").err == "tinycrm: there is no contact 500; tinycrm contact list\n"
    assert _name(stocked, "=500") == "500"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("task", "done", ANNA), "2 is a contact, not a task: 'Anna Petrova'; tinycrm contact show 2"),
        (("contact", "show", QUOTE), "6 is a task, not a contact: 'Send quote'; tinycrm task show 6"),
        (("contact", "rm", WEBSITE), "5 is a deal, not a contact: 'Website for Neva'; tinycrm deal show 5"),
        (
            ("deal", "won", CALL),
            "7 is an interaction, not a deal: 'Wants 40 seats'; tinycrm interaction show 7",
        ),
        (("company", "tag", BO, "x"), "3 is a contact, not a company: 'Bo Li'; tinycrm contact show 3"),
        (
            ("contact", "merge", ANNA, NEVA),
            "1 is a company, not a contact: 'Neva Trade'; tinycrm company show 1",
        ),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_the_id_of_another_noun_is_exit_3_and_says_what_it_is(stocked, words, said):
    before = stocked.dump()
    assert stocked.fails(3, *words).err == f"tinycrm: {said}\n"
    assert stocked.dump() == before


def test_a_removed_record_is_exit_3_and_its_history_is_the_next_step(stocked):
    stocked("contact", "rm", BO)
    assert stocked.fails(3, "contact", "show", BO).err == "tinycrm: contact 3 was deleted; tinycrm history 3\n"


def test_no_match_is_exit_3_and_names_the_two_ways_on(stocked):
    assert stocked.fails(3, "contact", "show", "zoe").err == (
        "tinycrm: no contact matches 'zoe'; tinycrm contact add zoe adds it; tinycrm contact list shows them\n"
    )
    assert (
        stocked.fails(3, "deal", "show", "zoe").err == "tinycrm: no deal matches 'zoe'; tinycrm deal list shows them\n"
    )
    error = stocked("contact", "show", "zoe", "-f", "json", ok=False)
    assert error.code == 3
    assert error.error == {
        "code": "not_found",
        "message": "no contact matches 'zoe'",
        "hint": "tinycrm contact add zoe adds it; tinycrm contact list shows them",
        "exit_code": 3,
    }


def test_several_matches_are_exit_4_with_the_candidates(stocked):
    assert stocked.fails(4, "contact", "show", "ann").err == (
        "tinycrm: 'ann' could be 2 contacts: 2 Anna Petrova, 8 Anna Orlova; use the id, for example 2\n"
    )
    error = stocked("contact", "show", "ann", "-f", "json", ok=False)
    assert error.code == 4
    assert error.error["code"] == "ambiguous"
    assert error.error["candidates"] == [
        {"id": ANNA, "noun": "contact", "name": "Anna Petrova"},
        {"id": ORLOVA, "noun": "contact", "name": "Anna Orlova"},
    ]


def test_the_exact_name_wins_over_names_that_begin_with_it(stocked):
    id = stocked("contact", "add", "Ann").id
    assert stocked("contact", "show", "ann", "-f", "ids").ids == [id]
    assert stocked.fails(3, "contact", "show", "=an").code == 3


def test_two_of_the_same_exact_name_are_ambiguous(stocked):
    second = stocked("contact", "add", "bo li").id
    error = stocked("contact", "show", "=Bo Li", "-f", "json", ok=False)
    assert error.code == 4
    assert [candidate["id"] for candidate in error.error["candidates"]] == [BO, second]


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "rm", "ann"),
        ("contact", "rm", "bo"),
        ("contact", "merge", ANNA, "bo"),
        ("contact", "merge", "bo", ANNA),
        ("company", "rm", "neva"),
    ],
    ids=lambda words: " ".join(map(str, words)),
)
def test_rm_and_merge_in_a_script_refuse_what_is_not_exact(stocked, words):
    before = stocked.dump()
    error = stocked(*words, "-f", "json", ok=False)
    assert error.code == 4
    assert error.error["candidates"]
    assert stocked.dump() == before


@pytest.mark.parametrize("ref", ["3", "۳", "bo@li.example", "Bo Li", "=bo li", "telegram:@boli"])
def test_rm_in_a_script_takes_id_point_and_exact_name(stocked, ref):
    assert stocked("contact", "rm", ref).out == "3\n"
    assert stocked("contact", "list", "-f", "ids", "--sort", "id").ids == [ANNA, SARA, ORLOVA]


def test_done_looks_among_open_tasks_and_reopen_among_done_ones(stocked):
    again = stocked("task", "add", "Send quote again", "--due", "2026-12-02").id
    assert stocked("task", "done", "quote again").id == again
    assert stocked("task", "done", "send quote").id == QUOTE
    assert (
        stocked.fails(3, "task", "done", "quote").err
        == "tinycrm: no open task matches 'quote'; tinycrm task list shows them\n"
    )
    assert stocked("task", "reopen", "quote again").id == again
    assert stocked("task", "snooze", "quote", "+1d").id == again


def test_references_come_one_a_line_from_stdin_and_blank_lines_are_skipped(stocked):
    assert stocked("contact", "tag", "-", "news", input="2\n\n  \nbo@li.example\r\nسارا محمدی\n2\n").ids == [
        ANNA,
        BO,
        SARA,
    ]
    assert stocked("contact", "list", "--tag", "news", "-f", "ids", "--sort", "id").ids == [ANNA, BO, SARA]


def test_ids_of_a_list_are_references_of_another_command(stocked):
    ids = stocked("contact", "list", "--tag", "lead", "-f", "ids").out
    stocked("contact", "tag", "-", "newsletter", input=ids)
    assert stocked("contact", "list", "--tag", "newsletter", "-f", "ids").out == ids == "3\n2\n" or ids == "2\n3\n"


@pytest.mark.parametrize(
    ("input", "code", "said"),
    [
        ("2\nzoe\n3\n", 3, "stdin, line 2: no contact matches 'zoe'"),
        ("2\n\nann\n", 4, "'ann' could be 2 contacts"),
        ("2\n5\n", 3, "stdin, line 2: 5 is a deal, not a contact"),
        ("2\n\x1b[31m\n", 2, "stdin, line 2"),
    ],
)
def test_one_bad_line_of_stdin_is_named_and_nothing_changes(stocked, input, code, said):
    before = stocked.dump()
    refused = stocked.fails(code, "contact", "tag", "-", "x", input=input)
    assert said in refused.err
    assert stocked.dump() == before


def test_the_line_that_is_named_counts_blank_lines(stocked):
    assert "line 4" in stocked.fails(3, "contact", "show", "-", input="2\n\n\nzoe\n").err


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "tag", "-", "x"),
        ("contact", "rm", "-", "--yes"),
        ("task", "done", "-"),
        ("contact", "edit", "-", "--title", "CTO"),
        ("deal", "move", "-", "won"),
    ],
    ids=" ".join,
)
def test_empty_stdin_is_exit_0_and_writes_nothing(stocked, words):
    before = stocked.dump()
    answer = stocked(*words, input="")
    assert answer.out == ""
    assert stocked.dump() == before


def test_empty_stdin_is_an_empty_array_in_json(stocked):
    assert stocked("contact", "show", "-", "-f", "json", input="").json == []


def test_only_contacts_and_companies_are_created_and_only_with_create(stocked):
    stocked.fails(3, "contact", "add", "Zoe", "--company", "Acme")
    id = stocked("contact", "add", "Zoe", "--company", "Acme", "--create").id
    assert stocked("contact", "show", id, "--get", "company").out == "Acme\n"
    stocked.fails(3, "task", "add", "X", "--deal", "unheard of", "--create")
    assert stocked("log", "call", "Yan Wu", "Hello", "--create").code == 0
    assert stocked("contact", "show", "yan", "--get", "name").out == "Yan Wu\n"


def test_a_merged_id_and_uid_lead_to_the_survivor(stocked):
    uid = stocked("contact", "show", ORLOVA, "--get", "uid").out.strip()
    assert stocked("contact", "merge", ANNA, ORLOVA).id == ANNA
    assert _name(stocked, str(ORLOVA)) == "Anna Petrova"
    assert _name(stocked, uid) == "Anna Petrova"
    assert _name(stocked, "orlova@example.org") == "Anna Petrova"


def test_who_is_a_contact_before_a_company_unless_the_company_is_exact(stocked):
    call = stocked("log", "call", "neva", "Switchboard").id
    shown = stocked("interaction", "show", call, "-f", "json").json
    assert (shown["contacts"], shown["companies"]) == ([], [{"id": NEVA, "name": "Neva Trade"}])
    stocked("contact", "add", "Neva Ivanova")
    call = stocked("log", "call", "company:neva", "Again").id
    assert stocked("interaction", "show", call, "-f", "json").json["companies"] == [{"id": NEVA, "name": "Neva Trade"}]
    call = stocked("log", "call", "neva", "A person now").id
    assert [c["name"] for c in stocked("interaction", "show", call, "-f", "json").json["contacts"]] == ["Neva Ivanova"]
