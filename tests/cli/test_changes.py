"""`tinycrm changes`: what changed since a cursor, each change once, whatever becomes of the reader."""

from __future__ import annotations

import json

import pytest
from tests.conftest import ANNA, BO, NEVA, QUOTE, WEBSITE


def rows(crm, *words: str) -> list[dict]:
    return [json.loads(line) for line in crm("changes", *words, "-f", "ndjson").lines]


def cursor(crm) -> str:
    return crm("changes", "--cursor").out.strip()


def since(crm, *words: object) -> list[dict]:
    """What one command changed."""
    before = cursor(crm)
    crm(*words)
    return rows(crm, "--since", before)


def test_an_edit_tells_the_keys_of_the_record_before_and_after(stocked):
    (row,) = since(stocked, "contact", "edit", ANNA, "--title", "CTO", "--cadence", "30")
    assert row["changed"] == {
        "title": {"before": None, "after": "CTO"},
        "cadence_days": {"before": None, "after": 30},
    }
    assert (row["action"], row["noun"], row["id"], row["name"]) == ("edited", "contact", ANNA, "Anna Petrova")
    assert (row["who"], row["command"]) == ("tester", "contact edit 2 --title CTO --cadence 30")
    assert row["undoes"] is None
    assert row["uid"] == stocked("contact", "show", ANNA, "--get", "uid").out.strip()


def test_a_new_record_tells_what_it_held_then_and_not_what_it_holds_now(stocked):
    before = cursor(stocked)
    id = stocked("contact", "add", "Mia", "--email", "mia@x.example", "--tag", "new", "--title", "CTO").id
    stocked("contact", "edit", id, "--title", "CEO", "--rm-tag", "new", "--name", "Mia Novak")
    added, edited = rows(stocked, "--since", before)
    assert added["action"] == "added"
    assert added["changed"] == {
        "name": {"before": None, "after": "Mia"},
        "title": {"before": None, "after": "CTO"},
        "email": {"before": None, "after": "mia@x.example"},
        "emails": {"before": [], "after": [{"value": "mia@x.example", "label": None}]},
        "tags": {"before": [], "after": ["new"]},
    }
    assert edited["changed"]["title"] == {"before": "CTO", "after": "CEO"}
    assert edited["changed"]["tags"] == {"before": ["new"], "after": []}


def test_points_tags_and_links_are_part_of_their_record_and_tell_what_went_and_came(stocked):
    (row,) = since(
        stocked,
        *("contact", "edit", ANNA, "--email", "work:anna@new.example", "--add-tag", "key", "--rm-tag", "vip"),
        *("--phone", "+7 921 123-45-67", "--phone", "+44 20 7946 0000"),
    )
    assert row["changed"] == {
        "email": {"before": "anna@neva.example", "after": "anna@new.example"},
        "emails": {
            "before": [{"value": "anna@neva.example", "label": None}],
            "after": [{"value": "anna@new.example", "label": "work"}],
        },
        "phones": {"before": [], "after": [{"value": "+44 20 7946 0000", "label": None}]},
        "tags": {"before": ["vip"], "after": ["key"]},
    }
    (row,) = since(stocked, "contact", "edit", ANNA, "--clear", "companies")
    neva = {"id": NEVA, "name": "Neva Trade"}
    assert row["changed"] == {
        "company": {"before": neva, "after": None},
        "companies": {"before": [neva], "after": []},
    }
    (row,) = since(stocked, "contact", "relate", ANNA, "colleague", BO)
    assert row["changed"] == {
        "relations": {"before": [], "after": [{"kind": "colleague", "id": BO, "name": "Bo Li"}]},
    }


def test_a_move_tells_its_stage_and_a_win_its_outcome(stocked):
    (row,) = since(stocked, "deal", "move", WEBSITE, "proposal")
    assert row["changed"] == {"stage": {"before": "lead", "after": "proposal"}}
    won = since(stocked, "deal", "won", WEBSITE)
    deal = next(row for row in won if row["noun"] == "deal")
    assert deal["changed"] == {
        "stage": {"before": "proposal", "after": "won"},
        "outcome": {"before": "open", "after": "won"},
        "closed_on": {"before": None, "after": "2026-11-16"},
    }
    contact = next(row for row in won if row["id"] == ANNA)
    assert contact["changed"]["lifecycle"] == {"before": None, "after": "customer"}


def test_amounts_are_exact_numbers_in_the_currency_of_then(stocked):
    before = cursor(stocked)
    stocked("deal", "edit", WEBSITE, "--value", "1200.50")
    stocked("deal", "edit", WEBSITE, "--value", "7000 JPY")
    out = stocked("changes", "--since", before, "-f", "ndjson").out
    assert '"value": {"before": 4800.00, "after": 1200.50}' in out
    assert '"value": {"before": 1200.50, "after": 7000}, "currency": {"before": "EUR", "after": "JPY"}' in out


def test_custom_fields_tell_only_those_that_changed(stocked):
    stocked("contact", "edit", ANNA, "--set", "size=3", "--set", "room=12")
    (row,) = since(stocked, "contact", "edit", ANNA, "--set", "size=4", "--set", "floor=2")
    assert row["changed"] == {"fields": {"before": {"size": "3"}, "after": {"size": "4", "floor": "2"}}}


def test_what_is_removed_tells_what_it_held_and_keeps_its_uid(stocked):
    uid = stocked("task", "show", QUOTE, "--get", "uid").out.strip()
    (row,) = since(stocked, "task", "rm", QUOTE)
    assert (row["action"], row["uid"], row["name"]) == ("removed", uid, "Send quote")
    assert row["changed"]["due_on"] == {"before": "2026-12-01", "after": None}
    assert row["changed"]["contact"] == {"before": {"id": ANNA, "name": "Anna Petrova"}, "after": None}


def test_an_undo_and_a_redo_tell_what_they_did_to_the_records(stocked):
    edited = since(stocked, "contact", "edit", BO, "--title", "CTO", "--add-tag", "key")
    (undone,) = since(stocked, "undo")
    assert undone["undoes"] == edited[0]["operation"]
    assert undone["changed"] == {
        "title": {"before": "CTO", "after": None},
        "tags": {"before": ["key"], "after": []},
    }
    (redone,) = since(stocked, "redo")
    assert redone["undoes"] == undone["operation"]
    assert redone["changed"] == edited[0]["changed"]
    added = since(stocked, "contact", "add", "Mia", "--tag", "x")
    (gone,) = since(stocked, "undo")
    assert (gone["action"], gone["id"], gone["uid"]) == ("removed", added[0]["id"], added[0]["uid"])
    assert gone["changed"] == {
        "name": {"before": "Mia", "after": None},
        "tags": {"before": ["x"], "after": []},
    }
    (again,) = since(stocked, "redo")
    assert (again["action"], again["changed"]) == ("added", added[0]["changed"])


def test_what_is_told_of_an_operation_never_changes_afterwards(stocked):
    before = cursor(stocked)
    id = stocked("contact", "add", "Mia", "--email", "mia@x.example", "--tag", "a").id
    stocked("contact", "edit", id, "--add-email", "m@x.example", "--tag", "b")
    upto = cursor(stocked)
    first = rows(stocked, "--since", before, "--until", upto)
    stocked("undo")
    stocked("undo")
    assert rows(stocked, "--since", before, "--until", upto)[0]["changed"] == first[0]["changed"]
    stocked("redo")
    stocked("redo")
    stocked("contact", "edit", id, "--name", "Other", "--clear", "emails", "--clear", "tags")
    stocked("contact", "rm", id)
    told = rows(stocked, "--since", before, "--until", upto)
    assert [row["changed"] for row in told] == [row["changed"] for row in first]


def test_a_merge_says_into_what(stocked):
    found = since(stocked, "contact", "merge", ANNA, BO)
    gone = next(row for row in found if row["id"] == BO)
    assert (gone["action"], gone["merged_into"]) == ("removed", ANNA)
    kept = next(row for row in found if row["id"] == ANNA)
    assert kept["action"] == "edited"
    assert {"value": "bo@li.example", "label": None} in kept["changed"]["emails"]["after"]


def test_a_campaign_and_a_subscription_tell_what_hangs_on_them(stocked):
    campaign = stocked("campaign", "add", "Spring").id
    stocked("campaign", "reach", campaign, ANNA, "--on", "2026-11-10")
    (row,) = since(stocked, "campaign", "answer", campaign, ANNA, "--on", "2026-11-12")
    member = {"id": ANNA, "name": "Anna Petrova", "noun": "contact", "reached_on": "2026-11-10"}
    assert row["changed"]["members"] == {
        "before": [{**member, "answered_on": None}],
        "after": [{**member, "answered_on": "2026-11-12"}],
    }
    care = stocked("subscription", "add", ANNA, "40", "--product", "Care", "--start", "2026-09-01").id
    row = since(stocked, "subscription", "change", care, "50", "--on", "2026-11-01")[0]
    assert row["changed"]["amount"] == {"before": 40, "after": 50}
    assert row["changed"]["changes"]["after"] == [
        {"on": "2026-11-01", "kind": "change", "amount": 50, "currency": "EUR", "interval": "month"}
    ]


# --- cursors ---


def test_the_cursor_of_any_row_is_safe_to_keep(stocked):
    start = cursor(stocked)
    stocked("log", "call", ANNA, "Hello", "--next", "Write")
    stocked("contact", "edit", BO, "--title", "CTO")
    found = rows(stocked, "--since", start)
    assert [(row["operation"], row["noun"]) for row in found] == [
        (found[0]["operation"], "interaction"),
        (found[0]["operation"], "task"),
        (found[2]["operation"], "contact"),
    ]
    # stopped after the first of two rows of an operation: both come again
    assert rows(stocked, "--since", found[0]["cursor"]) == found
    assert rows(stocked, "--since", found[1]["cursor"]) == found[2:]
    assert rows(stocked, "--since", found[2]["cursor"]) == []
    assert found[2]["cursor"] == cursor(stocked)


def test_nothing_new_is_an_empty_answer_and_the_cursor_stays(stocked):
    first = cursor(stocked)
    assert stocked("changes", "--since", first, "-f", "json").json == []
    assert stocked("changes", "--since", first, "-f", "ndjson").out == ""
    stocked("contact", "edit", ANNA, "--name", "Anna Petrova")
    assert cursor(stocked) == first
    assert stocked("changes", "--cursor", "-f", "json").json == {"cursor": first}


def test_a_page_never_ends_inside_an_operation(stocked):
    stocked("contact", "tag", "--where", "id > 0", "all")
    found = rows(stocked, "--since", "0", "--limit", "1")
    assert {row["operation"] for row in found} == {1}
    seen: list[dict] = []
    at = "0"
    for _ in range(100):
        page = rows(stocked, "--since", at, "--limit", "2")
        if not page:
            break
        assert page[-1]["operation"] not in {row["operation"] for row in seen}
        seen += page
        at = page[-1]["cursor"]
    assert seen == rows(stocked)
    last = stocked("changes", "--since", "0", "--limit", "1")
    assert last.err.startswith("more follow: --since ")


def test_until_bounds_what_is_read_and_noun_narrows_it(stocked):
    start = cursor(stocked)
    stocked("contact", "edit", BO, "--title", "CTO")
    middle = cursor(stocked)
    stocked("task", "add", "Later")
    assert [row["noun"] for row in rows(stocked, "--since", start, "--until", middle)] == ["contact"]
    assert [row["name"] for row in rows(stocked, "--since", start, "--noun", "tasks")] == ["Later"]
    assert [row["noun"] for row in rows(stocked, "--since", start, "--noun", "task", "--noun", "contact")] == [
        "contact",
        "task",
    ]
    assert stocked("changes", "--since", start, "-f", "ids").ids == [BO, 9]


def test_without_a_cursor_everything_is_told_and_0_is_the_beginning(stocked):
    found = rows(stocked)
    assert [row["id"] for row in found if row["action"] == "added"] == list(range(1, 9))
    assert rows(stocked, "--since", "0") == found
    assert found[0]["cursor"] != "0"


def test_a_cursor_from_before_a_restore_is_a_conflict(stocked, tmp_path):
    stocked("backup", tmp_path / "b.db")
    old = cursor(stocked)
    assert rows(stocked, "--since", old) == []
    stocked("restore", tmp_path / "b.db", "--yes")
    answer = stocked.fails(5, "changes", "--since", old)
    assert answer.err == (
        f"tinycrm: the cursor '{old}' is not of this database, or it was restored since; read everything again with"
        " --since 0, or go on from now: tinycrm changes --cursor gives the present one\n"
    )
    new = cursor(stocked)
    assert new.partition(".")[0] != old.partition(".")[0]
    assert rows(stocked, "--since", new) == []


def test_a_cursor_ahead_of_the_journal_is_a_conflict(stocked):
    token, _, number = cursor(stocked).partition(".")
    stocked.fails(5, "changes", "--since", f"{token}.{int(number) + 1}")
    assert stocked("changes", "--since", f"{token}.1", "-f", "json", ok=False).code == 0


@pytest.mark.parametrize(
    "bad", ["x", "", "1", "1.2.3x", "-1", ".5", "abc.", "abc.-1", "now", "a.99999999999999999999", "1\n2"]
)
def test_what_is_no_cursor_is_refused(stocked, bad):
    answer = stocked.fails(2, "changes", f"--since={bad}")
    assert "is no cursor" in answer.err or "empty" in answer.err


def test_before_the_first_write_there_is_nothing_and_the_beginning_is_the_cursor(crm):
    crm.env.pop("TINYCRM_DB")
    assert crm("changes", "-f", "json").json == []
    assert cursor(crm) == "0"
    crm("contact", "add", "Anna")
    (row,) = rows(crm, "--since", "0")
    assert row["name"] == "Anna"


def test_cursor_stands_alone(stocked):
    assert "nothing else" in stocked.fails(2, "changes", "--cursor", "--limit", "3").err
    stocked.fails(2, "changes", "--limit", "-1")
    stocked.fails(2, "changes", "--noun", "dragon")


def test_a_script_and_a_person_get_the_same_in_their_forms(stocked):
    before = cursor(stocked)
    stocked("contact", "edit", ANNA, "--title", "CTO", "--rm-tag", "vip", "--add-tag", "key", "--set", "size=3")
    (row,) = stocked("changes", "--since", before).rows
    assert row["what"] == "title: CTO; tags: -vip +key; size: 3"
    assert list(row) == [
        *("cursor", "operation", "at", "who", "action", "noun", "id", "name", "what", "command", "undoes"),
        *("merged_into", "uid"),
    ]
    assert stocked("changes", "--since", cursor(stocked)).out.count("\n") == 1
    assert "title: CTO; tags: -vip +key" in stocked("changes", "--since", before, "-f", "table").out


def test_exit_code_says_whether_anything_changed(stocked):
    before = cursor(stocked)
    assert stocked("changes", "--since", before, "--exit-code", ok=False).code == 0
    stocked("contact", "edit", BO, "--title", "CTO")
    answer = stocked("changes", "--since", before, "--exit-code", "-f", "ids", ok=False)
    assert (answer.code, answer.ids) == (10, [BO])


def test_a_change_whose_image_is_gone_still_has_its_line(stocked):
    before = cursor(stocked)
    stocked("contact", "edit", BO, "--title", "CTO")
    stocked("task", "rm", QUOTE)
    stocked.sql("UPDATE change SET before = NULL, after = NULL WHERE op > 7")
    edited, removed = rows(stocked, "--since", before)
    assert (edited["action"], edited["id"], edited["changed"]) == ("edited", BO, {})
    assert (removed["action"], removed["id"], removed["uid"], removed["changed"]) == ("removed", QUOTE, None, {})


def test_secrets_of_the_command_line_are_not_told(stocked):
    (row,) = since(stocked, "contact", "edit", BO, "--set", "api_token=s3cr3t-of-bo", "--title", "CTO")
    assert "s3cr3t-of-bo" not in row["command"]


@pytest.mark.parametrize(
    ("column", "held"),
    [("before", "[1]"), ("before", "{"), ("after", "3"), ("after", '"x"'), ("key", "{}"), ("key", "[]"), ("key", "3")],
)
def test_what_a_foreign_hand_wrote_into_the_journal_is_told_and_is_no_defect(stocked, column, held):
    stocked("contact", "tag", ANNA, "key")
    stocked.sql(f"UPDATE change SET {column} = ? WHERE tbl = 'contact' AND kind = 'U'", [held])
    stocked.sql(f"UPDATE change SET {column} = ? WHERE tbl = 'tagging' AND op > 7", [held])
    answer = stocked("changes", "-f", "ndjson", ok=False)
    assert answer.code == 6
    assert "tinycrm doctor" in answer.err
