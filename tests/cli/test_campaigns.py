"""`tinycrm campaign`, from outside: campaigns and their members."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
SPRING = 9


@pytest.fixture
def spring(stocked):
    """A database with the campaign 9, "Весна 2026"."""
    words = ("--channel", "mail", "--budget", "800", "--start", "2026-03-01", "--end", "2026-05-31")
    assert stocked("campaign", "add", "Весна 2026", *words).id == SPRING
    return stocked


def _members(crm) -> list[tuple[str, str, str]]:
    rows = crm("campaign", "members", SPRING, "-f", "tsv").rows
    return [(row["name"], row["reached_on"], row["answered_on"]) for row in rows]


def test_every_option_of_add_is_kept(spring) -> None:
    shown = spring("campaign", "show", "весна", "-f", "json").json
    assert (shown["name"], shown["channel"], shown["budget"], shown["currency"]) == ("Весна 2026", "mail", 800, "EUR")
    assert (shown["started_on"], shown["ended_on"], shown["owner"]) == ("2026-03-01", "2026-05-31", "tester")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "'campaign add' needs NAME"),
        ((" ",), 2, "blank"),
        (("X", "--budget=-5"), 2, "the budget is below 0"),
        (("X", "--start", "2026-03-02", "--end", "2026-03-01"), 2, "would end on 2026-03-01, before its start"),
        (("X", "--budget", "lots"), 2, "'lots'"),
    ],
)
def test_what_is_no_campaign_is_refused(stocked, words, code, told) -> None:
    before = stocked.dump()
    assert told in stocked.fails(code, "campaign", "add", *words).err
    assert stocked.dump() == before


def test_edit_list_and_undo(spring) -> None:
    other = spring("campaign", "add", "Fair", "--channel", "fair", "--start", "2026-06-01").id
    assert spring("campaign", "list", "-f", "ids").ids == [other, SPRING]
    assert spring("campaign", "list", "--channel", "mail", "-f", "ids").ids == [SPRING]
    assert spring("campaign", "list", "--since", "2026-04-01", "-f", "ids").ids == [other]
    spring("campaign", "edit", "весна", "--name", "Spring", "--budget", "900", "--clear", "end")
    shown = spring("campaign", "show", "spring", "-f", "json").json
    assert (shown["name"], shown["budget"], shown["ended_on"]) == ("Spring", 900, None)
    assert "before its start" in spring.fails(2, "campaign", "edit", "spring", "--end", "2026-01-01").err
    spring("undo")
    assert spring("campaign", "show", SPRING, "--get", "name").out == "Весна 2026\n"


def test_reach_and_answer_keep_the_day_and_the_first_one_stays(spring) -> None:
    assert spring("campaign", "reach", "весна", "anna petrova", "company:neva", "--on", "2026-03-02").id == SPRING
    spring("campaign", "answer", "весна", "anna petrova", "سارا", "--on", "2026-03-05")
    assert _members(spring) == [
        ("سارا محمدی", "2026-03-05", "2026-03-05"),
        ("Anna Petrova", "2026-03-02", "2026-03-05"),
        ("Neva Trade", "2026-03-02", ""),
    ]
    before = spring.dump()
    answer = spring("campaign", "reach", "весна", "anna petrova", "--on", "2026-04-01", "-f", "table")
    assert answer.out == "Nothing to do: reached already\n"
    assert spring("campaign", "answer", "весна", "anna petrova").id == SPRING
    assert spring.dump() == before


def test_a_sentence_says_whom_or_how_many(spring) -> None:
    out = spring("campaign", "reach", SPRING, BO, "-f", "table").out
    assert out == "Reached Bo Li (campaign 9 Весна 2026)\n"
    out = spring("campaign", "reach", SPRING, BO, SARA, ANNA, "-f", "table").out
    assert out == "Reached 2, 1 were so already (campaign 9 Весна 2026)\n"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("reach", SPRING), 2, "nobody was named"),
        (("reach", SPRING, "nobody"), 3, "no contact matches 'nobody'"),
        (("reach", SPRING, "anna"), 4, "2 contacts"),
        (("reach", "autumn", BO), 3, "no campaign matches 'autumn'"),
        (("reach", SPRING, BO, "--on", "tomorrow"), 2, "in the future"),
        (("reach", SPRING, BO, "--noun", "company"), 2, "add --where FILTER"),
        (("reach", SPRING, "--where", "id > 0", "--noun", "deal"), 2, "neither contact nor company"),
        (("reach", SPRING, BO, "--where", "id > 0"), 2, "a reference and --where together"),
        (("reach", SPRING, WEBSITE), 3, "5 is a deal, not a contact"),
        (("drop", SPRING), 2, "nobody was named"),
    ],
)
def test_members_that_are_none_are_refused_and_nothing_is_written(spring, words, code, told) -> None:
    before = spring.dump()
    assert told in spring.fails(code, "campaign", *words).err
    assert spring.dump() == before


def test_nobody_answers_before_they_were_reached(spring) -> None:
    spring("campaign", "reach", SPRING, BO, "--on", "2026-03-10")
    told = spring.fails(2, "campaign", "answer", SPRING, BO, "--on", "2026-03-09").err
    assert "contact 3 was reached on 2026-03-10, after 2026-03-09; --on 2026-03-10 or later" in told


def test_stdin_is_read_line_by_line_and_one_bad_line_changes_nothing(spring) -> None:
    ids = spring("contact", "list", "--tag", "lead", "-f", "ids").out
    spring("campaign", "reach", SPRING, "-", input=ids)
    assert [name for name, _, _ in _members(spring)] == ["Anna Petrova", "Bo Li"]
    before = spring.dump()
    told = spring.fails(3, "campaign", "reach", SPRING, "-", input=f"{SARA}\n\nnobody\n").err
    assert "stdin, line 3: no contact matches 'nobody'" in told
    assert spring.dump() == before


def test_a_filter_names_members_and_a_dry_run_changes_nothing(spring) -> None:
    before = spring.dump()
    answer = spring("campaign", "reach", SPRING, "--where", "tag = lead", "--dry-run")
    assert (answer.out, "Would reach 2" in answer.err) == ("", True)
    assert spring.dump() == before
    spring("campaign", "reach", SPRING, "--where", "tag = lead")
    spring("campaign", "reach", SPRING, "--where", "industry = shipping", "--noun", "companies")
    assert sorted(name for name, _, _ in _members(spring)) == ["Anna Petrova", "Bo Li", "Neva Trade"]


def test_drop_takes_members_off_and_undo_brings_them_back(spring) -> None:
    spring("campaign", "answer", SPRING, BO, SARA, "--on", "2026-03-05")
    before = _members(spring)
    spring("campaign", "drop", SPRING, BO)
    assert [name for name, _, _ in _members(spring)] == ["سارا محمدی"]
    assert spring("campaign", "drop", SPRING, BO, "-f", "table").out == "Nothing to do: no members of it\n"
    spring("undo")
    assert _members(spring) == before
    spring("undo")
    assert _members(spring) == []
    spring("redo")
    assert _members(spring) == before


def test_create_makes_a_member_who_is_not_there(spring) -> None:
    spring("campaign", "reach", SPRING, "Mia Novak", "--create")
    assert [name for name, _, _ in _members(spring)] == ["Mia Novak"]


def test_members_are_listed_as_json_and_as_ids(spring) -> None:
    spring("campaign", "answer", SPRING, BO, "--on", "2026-03-05")
    assert spring("campaign", "members", SPRING, "-f", "ids").ids == [BO]
    (row,) = spring("campaign", "members", SPRING, "-f", "json").json
    assert row == {
        "id": BO,
        "noun": "contact",
        "name": "Bo Li",
        "reached_on": "2026-03-05",
        "answered_on": "2026-03-05",
        "reached_at": "2026-03-05T12:00:00Z",
        "answered_at": "2026-03-05T12:00:00Z",
    }


def test_the_page_counts_members_sales_and_expenses(spring) -> None:
    spring("campaign", "reach", SPRING, BO, SARA)
    spring("campaign", "answer", SPRING, BO)
    spring("sale", "add", BO, "100 USD", "--campaign", SPRING)
    spring("sale", "add", BO, "7 EUR", "--campaign", SPRING)
    spring("sale", "add", BO, "8 EUR", "--campaign", SPRING)
    spring("expense", "add", "30 EUR", "--kind", "marketing", "--campaign", SPRING)
    page = spring("campaign", "show", SPRING, "-f", "table").out
    assert "Members: 2 reached, 1 answered\n" in page
    assert "Sales: 3, 15 EUR + 100 USD\n" in page
    assert "Expenses: 1, 30 EUR\n" in page


def test_deals_name_their_campaign(spring) -> None:
    deal = spring("deal", "add", "Leaflet", "--campaign", "весна").id
    assert spring("deal", "show", deal, "-f", "json").json["campaign"] == {"id": SPRING, "name": "Весна 2026"}
    assert spring("deal", "list", "--campaign", "весна", "-f", "ids").ids == [deal]
    spring("deal", "edit", WEBSITE, "--campaign", SPRING)
    assert spring("deal", "list", "--where", "campaign is not empty", "-f", "ids").ids == [WEBSITE, deal]
    spring("deal", "edit", WEBSITE, "--clear", "campaign")
    assert spring("deal", "list", "--campaign", SPRING, "-f", "ids").ids == [deal]
