"""Rule 8: undo takes back anything, one operation at a time, and redo does all of it again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from tests.conftest import _STOCK
from tests.torture.conftest import SEED, Inside, assert_sound, count

from tinycrm.domain.fold import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Check = Callable[[Inside, "Eye", list[set[tuple[object, ...]]]], None]

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
EXAMPLES = count(1000)
# memory where there is some: thousands of commits wait for no disk
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# the journal itself, what rules were done to, which undo does not forget, the ids that are never reused and what stands
# for the schema are no part of the state
_APART = ("operation", "change", "rule_fired", "sequence", "meta", "currency", "sqlite_sequence")

# "#deal 3" becomes the id of a deal that is there when the command runs; a bare number may be anything.
_any = st.integers(1, 40).map(str)


def _of(noun: str) -> st.SearchStrategy[str]:
    there = st.integers(0, 9).map(lambda place: f"#{noun} {place}")
    return st.one_of(there, there, there, there, there, _any)


_people, _firms, _deals, _tasks, _talks = (_of(noun) for noun in ("contact", "company", "deal", "task", "interaction"))
_sales, _campaigns, _costs = (_of(noun) for noun in ("sale", "campaign", "expense"))
_contracts, _tickets, _answers = (_of(noun) for noun in ("subscription", "ticket", "feedback"))
_words = st.sampled_from(["alpha", "бета", "گاما", "delta x", "[b]", "Anna Petrova"])
_tags = st.sampled_from(["lead", "vip", "hot", "Ёлка"])
_days = st.sampled_from(["2026-11-20", "2026-12-24", "tomorrow", "fri", "2026-12-01 15:00"])
_past = st.sampled_from(["2026-10-01 09:00", "yesterday", "2026-11-10"])
_mails = st.sampled_from(["a@x.example", "b@x.example", "bo@li.example", "work:c@x.example"])
_amounts = st.sampled_from(["10.50 EUR", "7", "1 200,50 USD", "0", "99 JPY"])
_stages = st.sampled_from(["lead", "qualified", "proposal", "negotiation", "won", "lost"])


def _line(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts))


OPERATIONS = st.one_of(
    _line("contact", "add", _words, "--tag", _tags, "--company", _words, "--create"),
    _line("contact", "add", _words, "--email", _mails, "--phone", "+7 921 123-45-67", "--handle", "telegram:@x"),
    _line(
        "contact",
        "add",
        _words,
        "--lifecycle",
        "lead",
        "--lead-on",
        "2026-10-01",
        "--cadence",
        "weekly",
        "--set",
        "k=1",
    ),
    _line("contact", "edit", _people, "--name", _words, "--set", _tags.map(lambda tag: f"{fold(tag)}=1")),
    _line("contact", "edit", _people, "--clear", st.sampled_from(["emails", "tags", "company", "birthday", "phones"])),
    _line("contact", "edit", _people, "--add-email", _mails, "--rm-tag", _tags),
    _line("contact", "edit", _people, "--lifecycle", st.sampled_from(["lead", "customer", "former"])),
    _line("contact", "edit", "--where", "tag = lead", "--title", _words),
    _line("contact", "edit", _people, "--company", _firms, "--company", _words, "--create"),
    _line("contact", "tag", _people, _tags, _words),
    _line("contact", "tag", "--where", "name ~ a", _tags),
    _line("contact", "untag", _people, _tags),
    _line("contact", "rm", _people),
    _line("contact", "rm", _people, "--cascade"),
    _line("contact", "rm", _people, _people, _people, "--cascade", "--yes"),
    _line("contact", "merge", _people, _people),
    _line("contact", "merge", _people, _people, _people),
    _line("contact", "merge", _people, _people, _people, "--prefer", st.sampled_from(["newest", "longest"])),
    _line("contact", "relate", _people, st.sampled_from(["colleague", "partner"]), _people),
    _line("company", "add", _words, "--parent", _firms, "--website", "x.example"),
    _line("company", "edit", _firms, "--parent", _firms),
    _line("company", "merge", _firms, _firms),
    _line("company", "merge", _firms, _firms, _firms, "--prefer", st.sampled_from(["first", "newest", "longest"])),
    _line("company", "rm", _firms, "--cascade"),
    _line("log", st.sampled_from(["call", "email", "note"]), _people, _words, "--next", _words, "--due", _days),
    _line("log", "meeting", _people, _words, "--with", _people, "--at", _past, "--direction", "in"),
    _line("log", "call", ".", _words, "--deal", _deals, "--at", _past),
    _line("log", "call", _words, _words, "--create"),
    _line("interaction", "edit", _talks, "--at", _past, "--add-contact", _people),
    _line("interaction", "rm", _talks),
    _line("task", "add", _words, "--due", _days, "--repeat", st.sampled_from(["weekly", "every 2 weeks", "monthly"])),
    _line("task", "add", _words, "--due", _days, "--contact", _people, "--deal", _deals),
    _line("task", "done", _tasks),
    _line("task", "done", _tasks, _tasks),
    _line("task", "reopen", _tasks),
    _line("task", "snooze", _tasks, "+3d"),
    _line("task", "edit", _tasks, "--priority", "high", "--due", _days),
    _line("task", "rm", _tasks),
    _line("deal", "add", _words, "--value", _amounts, "--contact", _people, "--company", _firms),
    _line("deal", "move", _deals, _stages),
    _line("deal", "move", _deals, _stages, "--on", "2026-11-10", "--reason", "price"),
    _line("deal", "won", _deals),
    _line("deal", "lost", _deals, "--reason", "price"),
    _line("deal", "reopen", _deals),
    _line("deal", "edit", _deals, "--value", _amounts, "--contact", _people, "--contact", _people),
    _line("deal", "edit", _deals, "--clear", st.sampled_from(["contacts", "company", "value", "close"])),
    _line("deal", "rm", _deals),
    _line("deal", "rm", _deals, "--cascade"),
    _line("deal", "edit", _deals, "--campaign", _campaigns),
    _line("sale", "add", _people, _amounts, "--product", _words, "--company", _firms),
    _line("sale", "add", "--deal", _deals, "--campaign", _campaigns),
    _line("sale", "add", _firms, _amounts, "--on", "2026-10-01"),
    _line("sale", "add", "--subscription", _contracts),
    _line("sale", "refund", _sales, _amounts),
    _line("sale", "refund", _sales),
    _line("sale", "edit", _sales, "--contact", _people, "--product", _words),
    _line("sale", "edit", _sales, "--amount", _amounts, "--clear", st.sampled_from(["company", "deal", "campaign"])),
    _line("sale", "rm", _sales),
    _line("sale", "rm", _sales, _sales, "--cascade", "--yes"),
    _line("expense", "add", _amounts, "--kind", "marketing", "--campaign", _campaigns),
    _line("expense", "edit", _costs, "--amount", _amounts, "--kind", "sales"),
    _line("expense", "rm", _costs),
    _line("campaign", "add", _words, "--budget", _amounts),
    _line("campaign", "edit", _campaigns, "--name", _words, "--start", "2026-10-01"),
    _line("campaign", "reach", _campaigns, _people, _firms),
    _line("campaign", "answer", _campaigns, _people, "--on", "2026-11-10"),
    _line("campaign", "drop", _campaigns, _people),
    _line("campaign", "rm", _campaigns, "--cascade"),
    _line("subscription", "add", _people, _amounts, "--product", _words, "--start", "2026-09-15", "--deal", _deals),
    _line("subscription", "rm", _contracts, "--cascade"),
    _line("ticket", "add", _words, "--contact", _people, "--company", _firms, "--tag", _tags),
    _line("ticket", "rm", _tickets, "--cascade"),
    _line("feedback", "add", _people, "9", "--kind", "nps", "--ticket", _tickets),
    _line("feedback", "add", _people, "4", "--kind", "csat", "--sale", _sales),
    _line("feedback", "rm", _answers),
    _line("import", st.sampled_from(["people.csv", "people2.csv", "deals.csv", "tasks.csv", "whole.json"])),
    _line("import", st.sampled_from(["people.csv", "people2.csv", "deals.csv", "tasks.csv"]), "--update"),
    _line("import", "people.csv", "--revive"),
    _line("batch", "--atomic", "lines.txt"),
)

FILES = {
    "people.csv": "foreign_id,name,email,company,tags\n"
    "F1,Anna P,anna@neva.example,Neva Trade,imported\nF2,Kim,kim@x.example,Kimco,\n",
    "people2.csv": "foreign_id,name,email,note\nF1,Anna Q,a@x.example,again\nF3,Bo Li,bo@li.example,known\n",
    "deals.csv": "foreign_id,title,value,stage,contact\nD1,Roof,1200.50 EUR,won,Bo Li\nD2,Shop,5,proposal,New Person\n",
    "tasks.csv": "foreign_id,title,due,repeat,contact,status\n"
    "T1,Ring,2026-12-01,weekly,Bo Li,\nT2,Pay,2026-10-01,,,done\n",
    "whole.json": '{"schema_version": 1, "contacts":'
    ' [{"id": 1, "uid": "01a20000-0000-7000-8000-000000000001", "name": "Zed"}]}',
    "lines.txt": "contact add Mia --email mia@x.example\ntask add 'Call Mia' --contact mia\ncontact tag mia vip\n",
}


_GIVEN_BACK = (
    "SELECT 'given back', o.id FROM sale AS o JOIN sale AS r ON r.refund_of = o.id"
    " GROUP BY o.id, o.amount_minor HAVING o.amount_minor + sum(r.amount_minor) < 0"
)
_REFUND = (
    "SELECT 'refund', r.id FROM sale AS r JOIN sale AS o ON o.id = r.refund_of WHERE r.party IS NOT o.party"
    " OR r.product_key IS NOT o.product_key OR r.currency <> o.currency OR r.sold_on < o.sold_on"
    " OR o.refund_of IS NOT NULL"
)
# what no row may be: a party that is not who pays, more given back than paid or by somebody else, answers before
_NEVER = (
    *(
        f"SELECT '{noun}', id FROM {noun} WHERE party IS NOT coalesce(company, contact)"
        for noun in ("sale", "subscription", "ticket", "feedback")
    ),
    _GIVEN_BACK,
    _REFUND,
    "SELECT 'answered', campaign, record FROM campaign_member WHERE answered_on < reached_on",
)


class Eye:
    """Looks at the database from beside the program, on one connection of its own."""

    def __init__(self, db: Path) -> None:
        self._connection = sqlite3.connect(db)
        self._connection.create_function("fold", 1, fold, deterministic=True)
        tables = self._connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"
        ).fetchall()
        self._queries: dict[str, str] = {}
        for (table,) in tables:
            names = [row[1] for row in self._connection.execute(f"PRAGMA table_info({table})") if row[1] != "version"]
            if table not in _APART:
                self._queries[table] = f"SELECT {', '.join(names)} FROM {table}"

    def state(self) -> set[tuple[object, ...]]:
        """Gives every row of every table that is not the journal's, but the counter that only rises."""
        run = self._connection.execute
        return {(table, *row) for table, query in self._queries.items() for row in run(query)}

    def operations(self) -> int:
        """Gives the number of operations that undo can take back."""
        sql = "SELECT count(*) FROM operation WHERE undoes IS NULL AND undone_by IS NULL"
        return int(self._connection.execute(sql).fetchone()[0])

    def wrong(self) -> list[tuple[object, ...]]:
        """Gives the rows that break what holds between records, whatever was done."""
        return [row for query in _NEVER for row in self._connection.execute(query)]

    def there(self, word: str) -> str:
        """Gives the id that "#deal 3" stands for: of the deals that are there, counted round and round."""
        noun, _, place = word[1:].partition(" ")
        ids = [row[0] for row in self._connection.execute(f"SELECT id FROM {noun} ORDER BY id")]
        return str(ids[int(place) % len(ids)]) if ids else "1"

    def close(self) -> None:
        self._connection.close()


_NOUNS = {"people.csv": "contacts", "people2.csv": "contacts", "deals.csv": "deals", "tasks.csv": "tasks"}


def _run(program: Inside, eye: Eye, folder: Path, words: Sequence[str], user: str) -> None:
    """A command ran, or was refused as a command may be."""
    given = [
        str(folder / word) if word in FILES else eye.there(word) if word.startswith("#") else word for word in words
    ]
    named = [_NOUNS[word] for word in words if word in _NOUNS]
    answer = program(*given, *(("--as", named[0]) if named else ()), "--user", user, ok=False)
    assert answer.code in (0, 1, 2, 3, 4, 5), (words, answer)


def _played(stock: Path, commands: Sequence[tuple[tuple[str, ...], str]], check: Check) -> None:
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        folder = Path(name)
        shutil.copytree(stock, folder / "data")
        for file, text in FILES.items():
            (folder / file).write_text(text)
        program = Inside(folder)
        eye = Eye(program.db)
        try:
            states = [eye.state()]
            for words, user in commands:
                before = eye.operations()
                _run(program, eye, folder, words, user)
                made = eye.operations() - before
                assert made in (0, 1), words
                if made:
                    states.append(eye.state())
                else:
                    # what made no operation changed nothing
                    assert eye.state() == states[-1], words
            assert eye.wrong() == []
            check(program, eye, states)
            assert eye.wrong() == []
            assert "WRONG" not in program("doctor").out
            assert_sound(program.db)
        finally:
            eye.close()
            program.close()


_users = st.sampled_from(["tester", "tester", "other"])
_sessions = st.lists(st.tuples(OPERATIONS, _users), min_size=10, max_size=40)
_thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_undoing_step_by_step_passes_every_state_and_redoing_all_of_them_again(stock, figures):
    steps = 0

    @seed(SEED)
    @_thorough
    @given(_sessions)
    def session(commands: list[tuple[tuple[str, ...], str]]) -> None:
        def check(program: Inside, eye: Eye, states: list[set[tuple[object, ...]]]) -> None:
            nonlocal steps
            last = len(states) - 1
            steps += last
            exported = _exported(program)
            for at in range(last - 1, -1, -1):
                program("undo", "--any")
                assert eye.state() == states[at]
            for at in range(1, last + 1):
                program("redo", "--any")
                assert eye.state() == states[at]
            assert _exported(program) == exported
            if last:
                program("undo", "--any", "--steps", last)
                assert eye.state() == states[0]
                program("redo", "--any", "--steps", last)
                assert eye.state() == states[-1]

        _played(stock, commands, check)

    session()
    assert steps > EXAMPLES * 4
    figures(
        rule=8,
        what=f"operations of {EXAMPLES} random sessions, undone and redone one by one and all at once",
        count=steps,
        found="every state met again, row by row",
    )


def test_undoing_any_one_operation_is_done_whole_or_refused_whole(stock, figures):
    done = refused = 0

    @seed(SEED + 1)
    @_thorough
    @given(_sessions, st.lists(st.integers(0, 60), min_size=1, max_size=12))
    def session(commands: list[tuple[tuple[str, ...], str]], places: list[int]) -> None:
        def check(program: Inside, eye: Eye, states: list[set[tuple[object, ...]]]) -> None:
            nonlocal done, refused
            last = len(_STOCK) + len(states) - 1
            for place in places:
                before = eye.state()
                number = 1 + place % last
                answer = program("undo", number, "--any", ok=False)
                assert answer.code in (0, 1, 5), answer
                if answer.code:
                    refused += 1
                    assert eye.state() == before
                    continue
                done += 1
                without = eye.state()
                program("redo", "--any")
                assert eye.state() == before
                program("undo", number, "--any")
                assert eye.state() == without

        _played(stock, commands, check)

    session()
    assert done > EXAMPLES / 5
    assert refused > EXAMPLES / 5
    figures(
        rule=8,
        what="undos of one operation out of its turn",
        count=done + refused,
        found=f"{done} done and redone, {refused} refused; none in part",
    )


def test_an_undo_whose_record_others_need_by_another_name_says_which(stocked):
    """The link of a company to the one above it is not called company, nor the other side of a relation contact."""
    above = stocked("company", "add", "Above").id
    number = stocked("history", above, "--no-header").out.split("\t")[0]
    stocked("company", "edit", NEVA, "--parent", above)
    refused = stocked.fails(5, "undo", number)
    assert f"record {NEVA} needs company {above}, which would not be there" in refused.err

    kim = stocked("contact", "add", "Kim").id
    number = stocked("history", kim, "--no-header").out.split("\t")[0]
    stocked("contact", "relate", BO, "colleague", kim)
    before = stocked.dump()
    assert stocked.fails(5, "undo", number)
    assert stocked.dump() == before


def _exported(program: Inside) -> dict[str, object]:
    return {key: rows for key, rows in program.export().items() if key != "next_id"}
