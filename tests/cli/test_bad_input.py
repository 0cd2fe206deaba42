"""Bad input is refused with the right code and one line; nothing changes."""

from __future__ import annotations

import hashlib
import resource
import signal
import sqlite3

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)

REFUSED = [
    (("contact", "add", ""), "the name is blank"),
    (("contact", "add", "   "), "the name is blank"),
    (("contact", "add", "\u200b\u00a0"), "the name is blank"),
    (("contact", "edit", BO, "--name", " "), "the name is blank"),
    (("task", "add", " "), "the title is blank"),
    (("deal", "add", ""), "the title is blank"),
    (("log", "call", "bo", "  "), "the text of the interaction is blank"),
    (("contact", "add", "X", "--birthday", "1990-02-30"), "no such day: '1990-02-30'"),
    (("contact", "edit", BO, "--birthday", "2023-02-29"), "no such day: '2023-02-29'"),
    (("task", "add", "X", "--due", "2026-02-30"), "no such day: '2026-02-30'"),
    (("task", "snooze", QUOTE, "30 feb"), "30 feb"),
    (("contact", "list", "--where", "created_at > 2026-02-30"), "no such day: '2026-02-30'"),
    (("--today", "2026-02-30", "contact", "list"), "no such day: '2026-02-30'"),
    (("task", "add", "X", "--due", "1899-12-31"), "1899"),
    (("task", "add", "X", "--due", "2201-01-01"), "2201"),
    (("deal", "add", "X", "--value", "abc"), "'abc' is not an amount"),
    (("deal", "add", "X", "--value", "NaN"), "'NaN' is not an amount"),
    (("deal", "add", "X", "--value", "inf"), "'inf' is not an amount"),
    (("deal", "add", "X", "--value", "9223372036854775808"), "too large"),
    (("deal", "add", "X", "--value", "92233720368547758.08 EUR"), "too large"),
    (("deal", "add", "X", "--value", "1.234"), "'1.234' can be read as 1234 or as 1.234"),
    (("deal", "add", "X", "--value", "10 EUR", "--currency", "USD"), "EUR"),
    (("deal", "add", "X", "--currency", "XQQ"), "XQQ"),
    (("deal", "add", "X", "--probability", "500"), "probability '500' is not between 0% and 100%"),
    (("deal", "add", "X", "--stage", "nope"), "'nope'"),
    (("deal", "move", WEBSITE, "nope"), "pipeline 'sales' has no stage 'nope'; its stages: lead, qualified"),
    (("deal", "list", "--stage", "nope"), "'nope' is no stage; one of: lead"),
    (("deal", "list", "--outcome", "maybe"), "'maybe'"),
    (("deal", "add", "X", "--pipeline", "nope"), "'nope'"),
    (("contact", "list", "--where", "nope = 1"), "a contact has no field 'nope'"),
    (("contact", "list", "--where", "name ="), "name ="),
    (("contact", "list", "--where", "name = 'x' and"), "and"),
    (("contact", "list", "--where", "(name = x"), "a bracket is not closed"),
    (("contact", "list", "--sort", "nope"), "a contact has no field 'nope'"),
    (("contact", "list", "--columns", "name,nope"), "a contact has no field 'nope'"),
    (("contact", "edit", BO, "--clear", "nope"), "a contact has no field 'nope'"),
    (("contact", "edit", BO, "--clear", "name"), "name"),
    (("contact", "edit", BO, "--clear", "id"), "'id' cannot be"),
    (("contact", "show", BO, "--get", "nope"), "a contact has no field 'nope'"),
    (("contact", "list", "--limit", "many"), "'many'"),
    (("contact", "list", "--limit", "-1"), "-1"),
    (("contact", "list", "-f", "nope"), "'nope' is not an output format; use one of table, tsv, csv, json"),
    (("contact", "show", BO, "-f", "nope"), "'nope' is not an output format"),
    (("contact", "add", "X", "-f", "nope"), "'nope' is not an output format"),
    (("contact", "add", "X", "--email", "not an address"), "'not an address'"),
    (("contact", "add", "X", "--email", "a@b@c"), "'a@b@c'"),
    (("contact", "add", "X", "--phone", "call me"), "'call me'"),
    (("contact", "add", "X", "--cadence", "sometimes"), "'sometimes'"),
    (("contact", "add", "X", "--lifecycle", "god"), "'god'"),
    (("contact", "add", "X", "--set", "novalue"), "'novalue'"),
    (("company", "add", "X", "--size", "-3"), "-3"),
    (("company", "add", "X", "--website", "not a site"), "'not a site'"),
    (("task", "add", "X", "--priority", "urgent"), "'urgent'"),
    (("task", "add", "X", "--repeat", "now and then"), "'now and then'"),
    (("log", "telepathy", "bo", "hello"), "'telepathy'"),
    (("log", "call", "bo", "hello", "--minutes", "long"), "'long'"),
    (("log", "call", "bo", "hello", "--due", "fri"), "--due needs the task"),
    (("contact", "edit", BO), "nothing to change"),
    (("contact", "tag", BO), "no tag"),
    (("contact", "show", BO, "--nope"), "--nope"),
    (("contact", "show"), "needs REF"),
    (("contact", "add"), "needs NAME"),
    (("task", "add"), "needs TITLE"),
    (("deal", "add"), "needs TITLE"),
    (("log",), "KIND"),
    (("contact", "frobnicate"), "'contact' has no verb 'frobnicate'"),
    (("contacts",), "there is no command 'contacts'; did you mean contact"),
    (("--nope",), "there is no option --nope"),
    (("contact", "list", "--format"), "--format needs a value"),
    (("contact", "list", "--quiet=yes"), "--quiet takes no value"),
    (("contact", "show", ""), "reference is blank"),
    (("--db", "", "contact", "list"), "--db is empty"),
]


def _digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(("words", "said"), REFUSED, ids=[" ".join(map(str, words)) or "-" for words, _ in REFUSED])
def test_bad_input_is_exit_2_with_the_value_and_no_output(stocked, words, said):
    before = stocked.dump()
    refused = stocked.fails(2, *words)
    assert refused.err.startswith("tinycrm: ")
    assert said in refused.err
    assert stocked.dump() == before


@pytest.mark.parametrize(
    ("char", "told"),
    [
        ("\x1b[31m", "U+001B"),
        ("\x07", "U+0007"),
        ("\n", "line break"),
        ("\u202e", "U+202E"),
        ("\x9b", "U+009B"),
        ("\x7f", "U+007F"),
        ("\u2066", "U+2066"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        ("contact", "add", "An{}na"),
        ("contact", "add", "X", "--tag", "a{}b"),
        ("task", "add", "a{}b"),
        ("deal", "add", "a{}b"),
        ("company", "add", "a{}b"),
        ("contact", "show", "a{}b"),
    ],
    ids=" ".join,
)
def test_control_and_bidi_characters_are_refused_and_named(crm, words, char, told):
    refused = crm.fails(2, *(word.format(char) for word in words))
    assert told in refused.err
    assert char not in refused.err.rstrip("\n")
    assert not crm.db.exists() or crm.sql("SELECT count(*) FROM operation") == [(0,)]


def test_words_that_rich_would_read_as_markup_are_kept_literally(crm):
    first = crm("contact", "add", "[bold]Anna[/]").id
    crm("contact", "add", "[/]")
    assert [row["name"] for row in crm("contact", "list", "-f", "json").json] == ["[/]", "[bold]Anna[/]"]
    assert "[bold]Anna[/]" in crm("contact", "list", "-f", "table").out
    assert crm("contact", "show", first).out.startswith("[bold]Anna[/]")
    assert crm.fails(3, "contact", "show", "[red]x[/red]").err.startswith("tinycrm: no contact matches '[red]x[/red]'")


def test_merging_a_record_with_itself_is_refused(stocked):
    assert stocked.fails(1, "contact", "merge", ANNA, "anna@neva.example").err == (
        "tinycrm: contact 2 cannot be merged with itself; name two different records\n"
    )


def test_an_email_of_another_contact_is_a_conflict_that_names_it(stocked):
    refused = stocked.fails(5, "contact", "add", "Ann", "--email", "ANNA@neva.example")
    assert refused.err == (
        "tinycrm: the e-mail 'anna@neva.example' belongs to contact 2 Anna Petrova;"
        " tinycrm contact show 2, or add with --if-absent\n"
    )
    error = stocked("contact", "edit", BO, "--add-email", "anna@neva.example", "-f", "json", ok=False)
    assert error.code == 5
    assert error.error["id"] == ANNA
    assert stocked("contact", "show", BO, "--get", "emails").out == "bo@li.example\n"


def test_a_named_database_that_is_not_there_is_exit_6_on_reads_and_is_not_made(crm):
    for words in (
        ("contact", "list"),
        ("contact", "show", "1"),
        ("task", "list"),
        ("deal", "list", "-f", "json"),
    ):
        assert crm(*words, ok=False).code == 6
    assert not crm.db.parent.exists()
    elsewhere = crm.home / "no.db"
    assert "there is no database" in crm.fails(6, "--db", str(elsewhere), "contact", "list").err


def test_the_default_database_that_is_not_there_is_an_empty_answer(crm):
    crm.env.pop("TINYCRM_DB")
    assert crm("contact", "list", "-f", "json").json == []
    assert crm("contact", "list").out.startswith("id\tname\t")
    assert list(crm.home.iterdir()) == []


@pytest.mark.parametrize("file", ["config.yaml", "pipelines.yaml"])
def test_broken_yaml_is_refused_with_line_and_column(stocked, file):
    folder = stocked.home / "settings"
    folder.mkdir()
    (folder / file).write_text("a: 1\nb: [x\n")
    refused = stocked.fails(2, "--config", str(folder), "deal", "list")
    assert f"{file}:2:4: a list is not closed" in refused.err


@pytest.fixture
def foreign(crm):
    path = crm.home / "foreign.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE other (a)")
    db.close()
    return path


@pytest.fixture
def newer(crm):
    crm("contact", "add", "Anna")
    with sqlite3.connect(crm.db) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA user_version = 99")
    db.close()
    return crm.db


@pytest.fixture
def random_file(crm):
    path = crm.home / "random.db"
    path.write_bytes(bytes(range(1, 256)) * 40)
    return path


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("foreign", "is a database of another program"),
        ("newer", "was written by a newer TinyCRM (schema 99"),
        ("random_file", "is damaged or no database"),
    ],
)
@pytest.mark.parametrize("words", [("contact", "list"), ("contact", "add", "X"), ("contact", "rm", "1")], ids=" ".join)
def test_a_file_that_is_not_ours_is_refused_untouched(crm, request, kind, said, words):
    path = request.getfixturevalue(kind)
    before, beside = _digest(path), sorted(path.parent.iterdir())
    assert said in crm.fails(6, "--db", str(path), *words).err
    assert _digest(path) == before
    assert sorted(path.parent.iterdir()) == beside


def test_a_folder_or_a_path_through_a_file_is_exit_6(crm):
    file = crm.home / "file"
    file.write_text("x")
    assert "is a folder, not a database" in crm.fails(6, "--db", str(crm.home), "contact", "add", "X").err
    assert "is a folder, not a database" in crm.fails(6, "--db", str(crm.home), "contact", "list").err
    crm.fails(6, "--db", str(file / "crm.db"), "contact", "add", "X")
    crm.fails(6, "--db", str(file / "crm.db"), "contact", "list")


def test_an_empty_file_is_an_empty_database(crm):
    path = crm.home / "empty.db"
    path.touch()
    assert crm("--db", str(path), "contact", "list", "-f", "json").json == []
    assert crm("--db", str(path), "contact", "add", "X").id == 1


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "add", b"Ann\xffa"),
        ("contact", "show", b"Ann\xffa"),
        ("contact", "list", "--where", b'name = "\xff"'),
        (b"\xff",),
        ("contact", "add", "X", "--note", b"\xff"),
        ("contact", "add", "X", b"--\xff"),
        ("contact", "list", "-f", b"\xff"),
        ("--today", b"\xff", "contact", "list"),
        ("--user", b"\xff", "contact", "add", "X"),
        ("log", "call", "bo", b"\xff"),
        ("contact", "add", "X", "--set", b"a=\xff"),
        ("contact", "add", "X", "--set", b"\xff=1"),
    ],
)
def test_invalid_utf8_in_an_argument_is_exit_2_in_one_line(stocked, words):
    assert "\\udcff" in stocked.fails(2, *words).err


def test_invalid_utf8_on_stdin_is_exit_2(stocked):
    assert "UTF-8" in stocked.fails(2, "contact", "tag", "-", "x", input=b"anna petrova\n\xff\n").err
    assert "UTF-8" in stocked.fails(2, "log", "call", "bo", "-", input=b"\xff").err


def test_a_path_that_is_no_utf8_works_as_any_other(crm):
    path = bytes(crm.home) + b"/\xff.db"
    assert crm("--db", path, "contact", "add", "X").id == 1
    assert crm("--db", path, "contact", "list", "--columns", "name", "--no-header").out == "X\n"


def test_a_full_disk_changes_nothing_and_is_exit_6(stocked):
    def tiny() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

    before = stocked("contact", "list", "-f", "json").out
    refused = stocked.fails(6, "contact", "add", "X", "--note", "n" * 100_000, preexec_fn=tiny)
    assert "nothing was changed" in refused.err or "disk" in refused.err
    assert stocked("contact", "list", "-f", "json").out == before
    assert stocked("contact", "add", "X").code == 0


def test_a_full_disk_at_the_first_write_leaves_nothing_half_made(crm):
    def tiny() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

    crm.fails(6, "contact", "add", "X", preexec_fn=tiny)
    assert crm("contact", "add", "X").id == 1


def test_text_that_begins_with_a_dash_comes_after_two_dashes(crm):
    assert "comes after --" in crm.fails(2, "contact", "add", "-Anna").err
    id = crm("contact", "add", "--", "-Anna").id
    assert crm("contact", "show", id, "--get", "name").out == "-Anna\n"


def test_shell_and_template_text_stays_text(crm):
    for text in ("$(touch x)", "`touch x`", "{{7*7}}", "%s%n", "; rm -rf .", "'); DROP TABLE contact; --"):
        id = crm("contact", "add", text, cwd=crm.home).id
        assert crm("contact", "show", id, "--get", "name").out == text + "\n"
    assert not (crm.home / "x").exists()
