"""Whatever a foreign hand wrote into the database, no output carries its control codes."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import sqlite3
from html.parser import HTMLParser

from tests.torture.corpus import CASES, FORMATS, missing_commands
from tests.torture.field import judge
from tests.torture.furnish import environment
from tests.torture.hostile import FREE, HOSTILE, WORST, codes, plant, plant_column, text_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.torture.field import Field

# What a format is made of besides text: line ends, what stands between cells, and what a quoted cell may hold.
_ALLOWED = {"tsv": "\n\t", "csv": "\n\t", "json": "\n", "ndjson": "\n", "md": "\n", "html": "\n\t", "ids": "\n"}
# Nothing on this list is about what the database holds.
_NO_SUCH_FORMAT = ("has no ids to print", "is not an output format", "does not write", "everything together is JSON")
# They judge what they find, or find nothing of this user's own; the rest carries on.
_JUDGES = ("pipeline validate", "doctor", "redo")


def test_every_command_of_the_registry_has_a_case() -> None:
    lacking = missing_commands()
    assert lacking == [], f"give tests/torture/corpus.py a Case with arguments that work for: {', '.join(lacking)}"


def test_every_case_works_on_the_furnished_database(field: Field) -> None:
    for case in CASES:
        outcome = field.run(case)
        assert outcome.code == 0, (case, outcome)
        assert bool(outcome.out) != case.silent, (case, outcome)


def test_no_control_code_reaches_a_pipe_in_any_format(
    field: Field, rng: random.Random, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    runs = 0
    for planting in range(times(10) + 1):
        field.fresh()
        plant(field.db, (WORST,) if planting == 0 else HOSTILE, rng)
        for case in CASES:
            # in a tenth the sentences of writes are read in one format each, whatever is listed in every one
            short = case.writes and times(10) < 10
            for format in ("", rng.choice(FORMATS)) if short else ("", *FORMATS):
                given = ("-f", format) if format and "-f" not in case.words else ()
                outcome = field.run(case, *given)
                runs += 1
                form = format if given else case.words[case.words.index("-f") + 1] if "-f" in case.words else ""
                # csv is quoted data: a cell holds its own line ends and tabs
                # and so may the sentence of a write hold those of a long text
                bare = case.command == "export" or case.writes
                allowed = "\n\t" if bare and form != "tsv" else _ALLOWED.get(form, "\n\t")
                judge(outcome, (case, format), allowed=allowed + case.ends)
                expected = 0 if case.command not in _JUDGES else 1
                refused = outcome.code == 2 and any(text in outcome.error for text in _NO_SUCH_FORMAT)
                old_tag = outcome.code == 2 and "tag holds" in outcome.error
                assert outcome.code == expected or refused or old_tag, (case, format, outcome)
    figures(rule=3, what="commands x formats on hostile databases", count=runs, found="0 control codes")


def test_no_control_code_reaches_a_terminal_but_our_own_colours(
    field: Field, rng: random.Random, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    runs, coloured = 0, 0
    for planting in range(times(10) + 1):
        field.fresh()
        plant(field.db, (WORST,) if planting == 0 else HOSTILE, rng)
        for case in CASES:
            outcome = field.run(case, terminal=True, TINYCRM_FORMAT="" if runs % 2 else "table")
            judge(outcome, case, allowed="\n\t" + case.ends, colours=True)
            coloured += b"\x1b[" in outcome.out
            runs += 1
    assert coloured > runs // 3  # the terminal was one
    figures(rule=3, what="commands on a terminal, hostile databases", count=runs, found="0 foreign control codes")


def test_a_hostile_text_in_any_one_column_is_no_defect_and_does_not_come_out(
    field: Field, rng: random.Random, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    columns = text_columns(field.db)
    runs = 0
    chosen = columns if times(10) == 10 else rng.sample(columns, times(len(columns)) // 2 + 1)
    for table, column in chosen:
        field.fresh()
        plant_column(field.db, table, column, WORST)
        for case in CASES:
            both = [()] if "-f" in case.words else [(), ("-f", "json")]
            for given in both if times(10) == 10 else [rng.choice(both)]:
                outcome = field.run(case, *given)
                runs += 1
                judge(outcome, (table, column, case), allowed="\n\t" + case.ends)
    told = f"0 defects, 0 control codes in {len(chosen)} of {len(columns)} columns"
    figures(rule=3, what="commands on a database with one hostile column", count=runs, found=told)


def test_colours_are_not_sent_where_nobody_sees_them(field: Field) -> None:
    plant(field.db, (WORST,), random.Random(1))
    for case in CASES:
        assert b"\x1b" not in field.run(case).out
        if not case.writes:
            assert b"\x1b" not in field.run(case, terminal=True, NO_COLOR="1").out


# --- the forms of machines ---


def test_tsv_is_one_line_a_record_with_one_cell_a_column(field: Field, rng: random.Random) -> None:
    plant(field.db, HOSTILE, rng)
    # the note of a deal that was won is an interaction, and a monthly task that was done has its next one
    counts = {"contact": 4, "company": 2, "interaction": 3, "task": 3, "deal": 2}
    for noun, count in counts.items():
        rest = ["--all"] if noun in ("task", "deal") else []
        done = field.forge.run([noun, "list", *rest, "-f", "tsv"], environment(field.home))
        lines = done.out.decode().split("\n")
        assert lines.pop() == ""
        assert len(lines) == 1 + count, (noun, done)
        assert {line.count("\t") for line in lines} == {lines[0].count("\t")}
        # no other character that some reader takes for the end of a line
        assert done.out.decode().splitlines() == lines


def _tsv(cell: str) -> str:
    """A cell of tsv as a program reads it back."""
    marks = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
    return re.sub(r"\\[tnr\\]", lambda found: marks[found[0]], cell)


def test_tsv_and_csv_give_back_what_no_terminal_minds(field: Field) -> None:
    text = "a\tb\nc\\t\\\\d,;\"e\" [bold] {{7*7}} $(x) 漢 'f'"
    plant(field.db, (text,), random.Random(1))
    done = field.forge.run(["contact", "list", "--columns", "name,note", "-f", "tsv"], environment(field.home))
    rows = [[_tsv(cell) for cell in line.split("\t")] for line in done.out.decode().split("\n")[1:-1]]
    assert rows == [[text, text]] * 4
    done = field.forge.run(["contact", "list", "--columns", "name,note", "-f", "csv"], environment(field.home))
    assert list(csv.reader(io.StringIO(done.out.decode(), newline="")))[1:] == [[text, text]] * 4


def _stored(db: Path, noun: str) -> dict[int, dict[str, object]]:
    connection = sqlite3.connect(db)
    connection.row_factory = sqlite3.Row
    try:
        return {row["id"]: dict(row) for row in connection.execute(f"SELECT * FROM {noun}")}
    finally:
        connection.close()


def test_json_is_exactly_what_was_planted(field: Field, rng: random.Random, times: Callable[[int], int]) -> None:
    for _ in range(times(30)):
        field.fresh()
        plant(field.db, HOSTILE, rng)
        for noun in ("contact", "company", "interaction", "task", "deal"):
            stored = _stored(field.db, noun)
            rest = ["--all"] if noun in ("task", "deal") else []
            env = environment(field.home)
            listed = json.loads(field.forge.run([noun, "list", *rest, "-f", "json"], env).out)
            lines = field.forge.run([noun, "list", *rest, "-f", "ndjson"], env).out.decode().split("\n")[:-1]
            shown = json.loads(field.forge.run([noun, "show", *map(str, stored), "-f", "json"], env).out)
            exported = json.loads(field.forge.run(["export", noun, "-f", "json"], env).out)
            for rows in (listed, [json.loads(line) for line in lines], shown, exported):
                assert {row["id"] for row in rows} == set(stored)
                for row in rows:
                    own = stored[row["id"]]
                    for key in FREE[noun]:
                        assert row[key] == own[key], (noun, key)
                    if "fields" in own:
                        assert row["fields"] == json.loads(str(own["fields"]))


def test_json_has_no_byte_that_steers_a_terminal(field: Field, rng: random.Random) -> None:
    plant(field.db, HOSTILE, rng)
    for noun in ("contact", "deal"):
        out = field.forge.run([noun, "list", "-f", "json"], environment(field.home)).out
        assert codes(out) == []
        assert not re.search("[\ud800-\udfff]", out.decode())


def test_a_table_in_markdown_has_as_many_cells_in_every_row(field: Field, rng: random.Random) -> None:
    plant(field.db, HOSTILE, rng)
    for noun, count in (("contact", 4), ("company", 2)):
        out = field.forge.run([noun, "list", "-f", "md"], environment(field.home)).out.decode()
        lines = [line for line in out.split("\n") if line.startswith("|")]
        assert len(lines) == count + 2
        assert len({len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines}) == 1


class _Page(HTMLParser):
    """What a browser would act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def test_html_holds_no_script_handler_or_address_from_data(field: Field, rng: random.Random) -> None:
    plant(field.db, HOSTILE, rng)
    pages = 0
    for case in CASES:
        if case.writes or "-f" in case.words:
            continue
        outcome = field.run(case, "-f", "html")
        if outcome.code not in (0, 1):
            continue
        pages += 1
        page = _Page()
        page.feed(outcome.out.decode())
        page.close()
        assert page.tags.isdisjoint(("script", "iframe", "object", "embed", "form", "img", "link", "base", "a"))
        # a chart is made of shapes and words; nothing in it moves, repeats, or comes from elsewhere
        assert page.tags.isdisjoint(("foreignobject", "use", "image", "animate", "animatetransform", "set", "filter"))
        for name, value in page.attributes:
            assert not name.startswith("on"), (case, name)
            assert name not in ("href", "xlink:href", "src", "action", "srcdoc", "formaction", "style", "data"), (
                case,
                name,
                value,
            )
            assert not re.search(r"evil\.example|script", value or ""), (case, name, value)
    assert pages > 20
