"""A database that moves as a whole export sends no mail again, does no rule again and goes on with its sequences."""

from __future__ import annotations

import json

import pytest
from tests.mail.servers import Rogue, Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tests.mail.conftest import Post

_RULES = """\
rules:
  - {name: born, when: {birthday: 0d}, then: [{task: "Call {{name}}"}, {mail: hello, to: contact}]}
"""
_SEQUENCE = """\
of: contact
stop_on: [won]
steps:
  - {after: 0d, then: [{mail: hello, to: contact}]}
  - {after: 3d, then: [{task: "Ask {{name}}"}]}
"""


@pytest.fixture
def server(post: Post, running) -> Sound:
    made = running(Sound())
    post.use(made)
    settings = post.home / "settings"
    for folder, name, text in (
        ("templates", "hello.md", "---\nsubject: Hello\n---\nText\n"),
        ("sequences", "onboarding.yaml", _SEQUENCE),
        (".", "rules.yaml", _RULES),
    ):
        (settings / folder).mkdir(exist_ok=True)
        (settings / folder / name).write_text(text, encoding="utf-8")
    post.env["TINYCRM_TODAY"] = "2026-11-16"
    return made


@pytest.fixture
def lived(post: Post, server: Sound) -> Post:
    """A birthday was kept, a sequence begun, a mail refused and sent again, one cancelled, a person removed."""
    anna = post("contact", "add", "Анна Петрова", "--email", "anna@x.example", "--birthday", "1980-11-16").id
    bo = post("contact", "add", "Bo", "--email", "bo@x.example", "--birthday", "1990-11-16").id
    post("sequence", "start", "onboarding", anna)
    post("run")
    server.refusals["eve@x.example"] = "550 no"
    [refused, cancelled] = post.queue("eve@x.example", "late@x.example", text="Точка\n")
    post("mail", "cancel", cancelled)
    post("mail", "send", ok=False)
    server.refusals.clear()
    post("mail", "resend", refused)
    post("contact", "rm", bo, "--cascade", "--yes")
    return post


def _moved(post: Post, place: Path, *words: str) -> str:
    """The export is imported where no database was; gives what was told."""
    (place / "whole.json").write_text(post("export").out, encoding="utf-8")
    post.env["TINYCRM_DB"] = str(place / "new" / "crm.db")
    post.db = place / "new" / "crm.db"
    return post("import", str(place / "whole.json"), *words).err


def _whole_of(place: Path) -> dict[str, object]:
    return json.loads((place / "whole.json").read_text(encoding="utf-8"))


def _whole(post: Post) -> dict[str, object]:
    return {**post("export").json, "exported_at": ""}


def test_the_export_of_what_was_imported_is_equal(lived: Post, tmp_path: Path) -> None:
    before = _whole(lived)
    assert [len(before[key]) for key in ("enrolments", "rules_fired", "mails")] == [1, 4, 6]  # type: ignore[arg-type]
    assert "doubt" not in _moved(lived, tmp_path)
    assert _whole(lived) == before


def test_nothing_is_sent_or_done_again_and_what_is_due_later_goes_on(lived: Post, server, tmp_path: Path) -> None:
    sent, tasks = list(server.inbox.recipients), lived("task", "list", "--all", "-f", "ids").ids
    _moved(lived, tmp_path)
    assert lived("run").out == ""
    assert server.inbox.recipients == sent
    assert lived("task", "list", "--all", "-f", "ids").ids == tasks
    lived("--today", "2026-11-19", "run")
    assert len(lived("task", "list", "--all", "-f", "ids").ids) == len(tasks) + 1
    assert server.inbox.recipients == sent
    lived("--today", "2027-11-16", "run")
    assert server.inbox.recipients == [*sent, "anna@x.example"]


def test_what_waits_is_in_doubt_at_the_new_place_and_that_is_told(lived: Post, server, tmp_path: Path) -> None:
    [one, two] = lived.queue("anna@x.example", "bo@x.example", key="later")
    sent = list(server.inbox.recipients)
    told = "2 mails are in doubt: where they come from they may be sent yet (tinycrm mail list --state in-doubt)"
    assert told in _moved(lived, tmp_path)
    lived("run")
    lived("mail", "send")
    assert server.inbox.recipients == sent
    assert sorted(lived("mail", "list", "--state", "in-doubt", "-f", "ids").ids) == [one, two]
    assert "which may have sent it" in lived.mail(one)["reply"]
    lived("mail", "resend", one, "--yes")
    lived("mail", "resolve", two, "failed")
    assert server.inbox.recipients == [*sent, "anna@x.example"]


def test_what_was_being_sent_is_in_doubt_at_the_new_place(post: Post, server, tmp_path: Path) -> None:
    [id] = post.queue("anna@x.example")
    post.sql("UPDATE outbox SET state = 'sending', began_at = '2026-11-16T08:00:00Z', attempts = 1")
    assert "1 mail is in doubt" in _moved(post, tmp_path)
    assert (post.mail(id)["state"], server.inbox.taken) == ("in doubt", [])


def test_the_same_export_twice_changes_nothing_and_undo_leaves_what_was_mailed(lived: Post, tmp_path: Path) -> None:
    _moved(lived, tmp_path)
    before = lived.dump()
    lived("import", str(tmp_path / "whole.json"))
    assert lived.dump() == before
    lived("undo")
    whole = _whole(lived)
    assert (whole["contacts"], whole["enrolments"]) == ([], [])
    assert (len(whole["mails"]), len(whole["rules_fired"])) == (6, 4)  # type: ignore[arg-type]
    lived("import", str(tmp_path / "whole.json"))
    again = _whole(lived)
    assert [again[key] for key in ("contacts", "enrolments", "mails")] == [
        _whole_of(tmp_path)[key] for key in ("contacts", "enrolments", "mails")
    ]


def test_the_place_may_have_mailed_already(lived: Post, server, tmp_path: Path) -> None:
    """Whoever moves tries the mail of the new place first."""
    before = _whole(lived)
    (tmp_path / "whole.json").write_text(lived("export").out, encoding="utf-8")
    lived.db = tmp_path / "new" / "crm.db"
    lived.env["TINYCRM_DB"] = str(lived.db)
    lived("mail", "test")
    lived("import", str(tmp_path / "whole.json"))
    after = _whole(lived)
    assert {row["uid"] for row in before["mails"]} < {row["uid"] for row in after["mails"]}  # type: ignore[attr-defined]
    ids = [row["id"] for row in after["mails"]]  # type: ignore[attr-defined]
    assert len(set(ids)) == len(ids) == 7
    assert after["contacts"] == before["contacts"]
    lived("run")
    assert after["mails"] == _whole(lived)["mails"]


def test_beside_other_records_ids_are_others_and_lead_to_the_same(lived: Post, server, tmp_path: Path) -> None:
    sent = list(server.inbox.recipients)
    (tmp_path / "whole.json").write_text(lived("export").out, encoding="utf-8")
    lived.db = tmp_path / "new" / "crm.db"
    lived.env["TINYCRM_DB"] = str(lived.db)
    for name in ("One", "Two", "Three"):
        lived("contact", "add", name)
    lived("import", str(tmp_path / "whole.json"))
    anna = lived("contact", "show", "Анна Петрова", "-f", "json").json["id"]
    whole = _whole(lived)
    (enrolment,) = whole["enrolments"]  # type: ignore[misc]
    assert enrolment["record"] == anna != 1
    step = next(row for row in whole["rules_fired"] if row["rule"] == "sequence:onboarding:1")  # type: ignore[attr-defined]
    assert (step["record"], step["occasion"]) == (anna, str(enrolment["id"]))
    mails = {row["what"]: row for row in whole["mails"]}  # type: ignore[attr-defined]
    assert mails["rule born"]["record"] in (anna, None)
    again = next(row for row in whole["mails"] if row["key"].startswith("again "))  # type: ignore[attr-defined]
    first = int(again["key"].split()[1])
    assert "was sent once more already" in lived.fails(2, "mail", "resend", first).err
    lived("run")
    assert server.inbox.recipients == sent


def test_a_mail_that_left_elsewhere_does_not_leave_from_here(post: Post, running, tmp_path: Path) -> None:
    server = running(Sound())
    post.use(server)
    post.queue("anna@x.example", "bo@x.example", key="digest")
    old, env = post.db, post.env["TINYCRM_DB"]
    kept = json.loads(post("export").out)
    for mail, state in zip(kept["mails"], ("sent", "in doubt"), strict=True):
        mail.update(state=state, reply="250 there", ended_at="2026-11-16T08:00:00Z")
    (tmp_path / "back.json").write_text(json.dumps(kept), encoding="utf-8")
    assert "1 mail is in doubt" in post("import", str(tmp_path / "back.json")).err
    assert post.states() == ["sent", "in doubt"]
    post("undo", ok=False)
    post("mail", "send")
    assert (server.inbox.taken, post.states()) == ([], ["sent", "in doubt"])
    assert (old, env) == (post.db, post.env["TINYCRM_DB"])


def test_an_export_without_these_comes_in_as_before(lived: Post, tmp_path: Path) -> None:
    whole = json.loads(lived("export").out)
    for key in ("enrolments", "rules_fired", "mails"):
        del whole[key]
    (tmp_path / "old.json").write_text(json.dumps(whole), encoding="utf-8")
    lived.env["TINYCRM_DB"] = str(tmp_path / "new.db")
    lived("import", str(tmp_path / "old.json"))
    assert lived("export").json["contacts"] == whole["contacts"]
    assert lived("export").json["mails"] == []


@pytest.mark.parametrize(
    ("key", "change", "told"),
    [
        ("mails", {"state": "lost"}, "mails, item 1: the database refused the change"),
        ("mails", {"id": "x"}, "mails, item 1: has no id"),
        ("mails", {"id": 1}, "mails, item 1: its id 1 is there twice"),
        ("mails", {"recipient": "a@x.example\r\nRCPT TO:<b@x.example>"}, "recipient holds"),
        ("mails", {"message": "To: a\r\n\r\n\x1b]52"}, "message holds a control character U+001B"),
        ("mails", {"message": ["x"]}, "'message' is no text or number"),
        ("mails", {"queued_at": "yesterday"}, "mails, item 1: the database refused the change"),
        ("mails", {"key": None}, "mails, item 1: has no key"),
        ("enrolments", {"noun": "contact WHERE 1=1"}, "enrolments, item 1: there is no noun 'contact WHERE 1=1'"),
        ("enrolments", {"started_on": "16.11.2026"}, "enrolments, item 1: the database refused the change"),
        ("rules_fired", {"at": None}, "rules_fired, item 1: the database refused the change"),
        ("rules_fired", {"rule": None}, "rules_fired, item 1: 'None' is no rule"),
        ("rules_fired", {"rule": "hook:queued"}, "rules_fired, item 1: 'hook:queued' is no rule"),
        ("rules_fired", {"rule": "a\nb"}, "rules_fired, item 1: rule holds a line break"),
    ],
)
def test_what_is_no_such_row_is_told_with_its_place_and_nothing_comes_in(
    lived: Post, tmp_path: Path, key: str, change: dict[str, object], told: str
) -> None:
    whole = json.loads(lived("export").out)
    whole[key][0].update(change)
    (tmp_path / "broken.json").write_text(json.dumps(whole), encoding="utf-8")
    lived.env["TINYCRM_DB"] = str(tmp_path / "new.db")
    assert told in lived.fails(2, "import", str(tmp_path / "broken.json")).err
    assert not (tmp_path / "new.db").exists()


def test_numbers_that_are_none_lead_nowhere(lived: Post, tmp_path: Path) -> None:
    whole = json.loads(lived("export").out)
    whole["mails"][0]["key"] = f"again {'9' * 5000} x"
    whole["mails"][1]["key"] = "again \u0663 x"
    whole["rules_fired"][0].update(rule="sequence:x:1", occasion="9" * 5000)
    (tmp_path / "odd.json").write_text(json.dumps(whole), encoding="utf-8")
    lived.env["TINYCRM_DB"] = str(tmp_path / "new.db")
    lived("import", str(tmp_path / "odd.json"))
    after = lived("export").json
    assert [row["key"] for row in after["mails"][:2]] == [row["key"] for row in whole["mails"][:2]]
    assert "9" * 5000 in [row["occasion"] for row in after["rules_fired"]]


def test_a_deal_that_was_won_before_the_move_ends_its_sequence_after_it(post: Post, server, tmp_path: Path) -> None:
    anna = post("contact", "add", "Anna", "--email", "anna@x.example").id
    deal = post("deal", "add", "Boat", "--contact", anna, "--value", "10 EUR").id
    post("sequence", "start", "onboarding", anna)
    post.sql("UPDATE enrolment SET started_at = '2026-11-16T00:00:00Z'")
    post("deal", "won", deal)
    _moved(post, tmp_path)
    post("run")
    assert server.inbox.taken == []
    assert [row["reason"] for row in _whole(post)["enrolments"]] == ["won"]  # type: ignore[attr-defined]


def test_who_vanished_in_the_midst_stays_in_doubt_after_a_move(post: Post, running, tmp_path: Path) -> None:
    post.use(running(Rogue("end", "vanish", times=1)))
    [id] = post.queue("anna@x.example")
    post.fails(7, "mail", "send")
    before = post.mail(id)
    _moved(post, tmp_path)
    assert post.mail(id) == before


def test_a_rule_mails_at_the_new_place_although_its_operations_are_numbered_anew(post: Post, server, tmp_path: Path):
    rules = "rules:\n  - {name: told, when: {edited: contact, field: title}, then: [{mail: hello, to: contact}]}\n"
    (post.home / "settings" / "rules.yaml").write_text(rules, encoding="utf-8")
    anna = post("contact", "add", "Anna", "--email", "anna@x.example").id
    post("contact", "edit", anna, "--title", "Captain")
    post("mail", "send")
    _moved(post, tmp_path)
    # the second operation here, as the one that mailed was there, at another time
    post.sql("UPDATE outbox SET key = replace(key, queued_at, '2026-01-01T00:00:00Z')")
    post("contact", "edit", anna, "--title", "Admiral")
    post("mail", "send")
    assert server.inbox.recipients == ["anna@x.example"] * 2
