"""What the torture of output and surroundings shares: every command, and hostile texts.

`CASES` holds arguments that work for every command of the registry. `plant` writes hostile texts into a database as a
foreign hand would.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

from tests.torture.forge import SOURCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA, VOLGA, ROOF, LETTER = range(1, 12)
TODAY = "2026-11-16"

FORMATS = ("table", "tsv", "csv", "json", "ndjson", "md", "html", "ids")


# --- every command, with arguments that work ---


class Case:
    """One call that ends with exit 0 on the database that `furnish` makes.

    Attributes:
        command: the words of the registry.
        words: the arguments; `@home`, `@backup`, `@csv`, `@json` and `@lines` stand for paths.
        stdin: what is piped in.
        writes: "" for a read, "db" when the database changes, "file" when other files are written.
        silent: whether it prints nothing on stdout when it is piped.
    """

    def __init__(
        self, command: str, arguments: str = "", *, stdin: str = "", writes: str = "", silent: bool = False
    ) -> None:
        import shlex

        self.command = command
        self.words = (*command.split(), *shlex.split(arguments))
        self.stdin = stdin.encode()
        self.writes = writes
        self.silent = silent

    def at(self, home: Path) -> list[str]:
        """Gives the arguments with their paths."""
        return [word.replace("@", f"{home}/", 1) if word.startswith("@") else word for word in self.words]

    def __repr__(self) -> str:
        return " ".join(self.words)

    @property
    def ends(self) -> str:
        """What stands before the line feed: cards and calendars end their lines as their standards ask."""
        return "\r" if {"vcf", "ics"} & set(self.words) else ""


_NOUNS = ("contact", "company", "interaction", "task", "deal")
_ONE = {"contact": ANNA, "company": NEVA, "interaction": CALL, "task": QUOTE, "deal": WEBSITE}
CASES: tuple[Case, ...] = (
    Case("log", "call 2 'Wants a second offer' --next 'Send it' --due 2026-12-01", writes="db"),
    Case("log", "call 3 سلام", writes="db"),
    Case("log", "note 3 -", stdin="typed\nin two lines\n", writes="db"),
    Case("today", "--days 60"),
    Case("search", "anna"),
    Case("search", "سارا"),
    Case("contact add", "'Zoe Zed' --email zoe@zed.example --tag new --set size=3", writes="db"),
    Case("contact edit", "2 --title CTO --add-tag key", writes="db"),
    Case("contact edit", "--where 'company is not empty' --add-tag key", writes="db"),
    Case("contact rm", "4", writes="db"),
    Case("contact merge", "2 8", writes="db"),
    Case("contact merge", "2 8 --prefer newest --dry-run", writes="db", silent=True),
    Case("contact dupes", "--min 0"),
    Case("contact tag", "- newsletter", stdin="2\n3\n", writes="db"),
    Case("contact untag", "2 lead", writes="db"),
    Case("contact relate", "2 friend 8", writes="db"),
    Case("contact timeline", "2"),
    Case("company add", "'Don Ferries' --website don.example", writes="db"),
    Case("company edit", "1 --country NL", writes="db"),
    Case("company rm", "9", writes="db"),
    Case("company merge", "1 9", writes="db"),
    Case("company dupes"),
    Case("company tag", "1 partner", writes="db"),
    Case("company untag", "1 port", writes="db"),
    Case("company timeline", "1"),
    Case("interaction add", "meeting 3 'On the roof'", writes="db"),
    Case("interaction edit", "7 --minutes 20", writes="db"),
    Case("interaction rm", "7", writes="db"),
    Case("task add", "'Call the bank' --due 2026-12-02", writes="db"),
    Case("task edit", "6 --priority low", writes="db"),
    Case("task rm", "6", writes="db"),
    Case("task done", "6", writes="db"),
    Case("task reopen", "11", writes="db"),
    Case("task snooze", "6 +3d", writes="db"),
    Case("deal add", "'Second roof' --value '200 EUR' --contact 2", writes="db"),
    Case("deal edit", "5 --value '5000 EUR'", writes="db"),
    Case("deal rm", "10", writes="db"),
    Case("deal move", "5 qualified", writes="db"),
    Case("deal won", "5", writes="db"),
    Case("deal lost", "5 --reason price", writes="db"),
    Case("deal reopen", "10", writes="db"),
    Case("deal board"),
    Case("deal list", "--all"),
    Case("pipeline list"),
    Case("pipeline show"),
    Case("pipeline validate"),
    Case("pipeline sync", "-f json", writes="db"),
    Case("pipeline init", "--config @fresh", writes="file", silent=True),
    Case("pipeline rename-stage", "enquiry lead -f json", writes="db"),
    Case("report list"),
    *(Case("report", f"{name} --period year") for name in ("leads", "activity", "kpi", "win-loss")),
    *(Case("report", name) for name in ("pipeline", "forecast", "stages")),
    Case("import", "@people.csv --as contacts", writes="db"),
    Case("export", ""),
    *(Case("export", f"{noun} -f csv") for noun in _NOUNS),
    *(Case("export", words) for words in ("contacts -f vcf", "tasks -f ics", "companies -f md")),
    Case("export", "contacts --output @people-out.csv", writes="file", silent=True),
    Case("undo", "--any", writes="db"),
    Case("redo", "", writes="db"),
    Case("history"),
    Case("history", "2"),
    Case("batch", "@commands.txt", writes="db"),
    Case("init", "--config @fresh", writes="file", silent=True),
    Case("demo", "--db @demo.db", writes="file"),
    Case("doctor"),
    Case("doctor data"),
    Case("backup", "@backups/now.db", writes="file"),
    Case("backup verify", "@backup.db"),
    Case("backup list", "@"),
    Case("restore", "@backup.db --yes", writes="db", silent=True),
    Case("config path"),
    Case("config show"),
    Case("config get", "currency"),
    Case("config set", "currency EUR --config @fresh", writes="file", silent=True),
    Case("completion show", "bash"),
    Case("completion install", "bash", writes="file", silent=True),
    *(Case(f"{noun} list", "") for noun in _NOUNS),
    Case("contact list", "-f json"),
    Case("contact list", "-f html"),
    *(Case(f"{noun} show", str(_ONE[noun])) for noun in _NOUNS),
)
READS = tuple(case for case in CASES if not case.writes)


def missing_commands() -> list[str]:
    """Gives the commands of the registry that no case runs."""
    from tinycrm.cli.registry import COMMANDS

    known = {case.command for case in CASES}
    return [" ".join(command.words) for command in COMMANDS if " ".join(command.words) not in known]


# What is added to the database of the `stock` fixture, ids 1-8; the last operation is an undo.
_MORE = f"""\
company add "Volga Lines" --country RU --tag port
company tag {NEVA} port
deal add "Old roof" --value "100 EUR" --contact {BO} --tag roof --stage lead
task add "Old letter" --contact {BO} --repeat monthly --due 2026-11-10
contact relate {ANNA} colleague {BO}
contact edit {ANNA} --title Director --owner tester --source fair --note "met in Riga" --set room=12 --cadence 30
contact edit {BO} --given Bo --family Li --lifecycle customer
company edit {NEVA} --owner tester --source fair --note "by the river" --country RU --set dock=4
deal edit {WEBSITE} --owner tester --source fair --set colour=blue
task edit {QUOTE} --owner tester
interaction edit {CALL} --outcome agreed --owner tester
deal won {ROOF} --reason price --note "as agreed"
task done {LETTER}
log email {SARA} "An answer" --direction in --at 2026-11-12
contact tag {SARA} short-lived
undo
"""


def furnish(stock: Path, home: Path) -> Path:
    """A home folder has a database on which every case works, with the files that cases read; gives its path."""
    home.mkdir(exist_ok=True)
    data = home / "data"
    shutil.copytree(stock, data)
    db = data / "crm.db"
    commands = home / "more.txt"
    commands.write_text(_MORE)
    done = subprocess.run(
        [sys.executable, "-m", "tinycrm", "batch", str(commands)],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    commands.unlink()
    seed_files(home, db)
    return db


def seed_files(home: Path, db: Path) -> None:
    """The files that cases read are in the home folder: a backup, a CSV file, a batch."""
    words = [sys.executable, "-m", "tinycrm", "--db", str(db), "backup", str(home / "backup.db")]
    subprocess.run(words, env=environment(home), capture_output=True, check=True)
    (home / "backups").mkdir(exist_ok=True)
    (home / "people.csv").write_text("Name,E-mail\nKim Doe,kim@doe.example\nAnna Petrova,anna@neva.example\n")
    (home / "commands.txt").write_text('contact add "Mia Novak"\ntask add "Call Mia" --contact "mia novak"\n')


def environment(home: Path, **more: str) -> dict[str, str]:
    """Gives the whole environment of a call on the database of a home folder."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(home),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(SOURCE),
        "TINYCRM_DB": str(home / "data" / "crm.db"),
        "TINYCRM_USER": "tester",
        "TINYCRM_TODAY": TODAY,
        **more,
    }


def again(source: Path, target: Path) -> Path:
    """The target is a fresh copy of the source folder."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True)
    return target


def timeless(out: bytes) -> bytes:
    """Gives an answer without the moment of an export."""
    return re.sub(rb'"exported_at": "[^"]*"', b"", out)


def names_of(db: Path) -> set[str]:
    """Gives the names of the contacts; none where the file is gone or is no database."""
    if not db.exists():
        return set()
    connection = sqlite3.connect(db)
    try:
        return {str(row[0]) for row in connection.execute("SELECT name FROM contact")}
    except sqlite3.DatabaseError:
        return set()
    finally:
        connection.close()


# --- hostile texts ---

HOSTILE: tuple[str, ...] = (
    "\x1b[31;5mblink\x1b[0m \x1b[2J\x1b[1;1H\x1b[?1049h \x1b]0;title\x07 \x1bc \x1b(0",  # CSI, OSC 0, RIS
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x1b]8;;file:///etc\x07x\x1b]8;;\x07",  # OSC 8
    "\x1b]52;c;cGF3bmVk\x07 \x1b]52;p;?\x1b\\ \x1bP+q544e\x1b\\ \x1b_Gf=100\x1b\\",  # OSC 52, DCS, APC
    "".join(map(chr, range(0x80, 0xA0))) + " \x9b31m \x9d0;t\x9c",  # C1
    "".join(map(chr, range(1, 0x20))) + "\x7f",  # C0 and DEL
    "user\u202etxt.exe \u202a\u202b\u202c\u202d \u2066\u2067\u2068\u2069",  # bidi controls
    "one\u2028two\u2029three\x85four\x0bfive\x0csix\rseven\r\neight\nnine\tten",  # what may end a line
    "\u200b\u200c\u200d\ufeff\u2060\u00ad zero \u200e\u200f width\U000e0041\U000e007f",  # zero width, tags
    "Z" + "\u0300\u0489\u20dd\u0336" * 200 + "algo",  # a storm of combining marks
    "[bold red]rich[/] [link=http://x]y[/link] [/] \\[x] [@click=app.bell]z[/]",  # rich markup
    "%s%n%x %(name)s {0} {name.__class__} {{7*7}} ${HOME} $(touch x) `touch x` ; touch x | touch x",
    "\"><script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>' javascript:alert(1)",
    "=cmd|'/c calc'!A1 \"quoted\" 'single' ,;\t\\t\\n \\ | *md* _md_ [a](http://x) ![i](http://x) # ``` <!--",
    "long " + "x" * 20_000 + " \x1b[31m end",
    "\ud7ff\ue000\ufffe\uffff\U0010ffff 漢字 🏳️‍🌈 سلام \u0600\u06dd مرحبا",
    '=HYPERLINK("http://evil.example";"x")\x1b]8;;x\x07\u202e\x9b',
)
# Everything at once, short enough to stand in a table.
WORST = "Anna \x1b[31;5mX\x1b]52;c;eA==\x07\x9b2J\u202e\u2066\x7f\x01\r\n\ty\u2028z[bold]{{7*7}}=1"

# Columns of free text by table: what people type. Of the others the schema or the program holds the form.
FREE: dict[str, tuple[str, ...]] = {
    "contact": ("name", "given", "family", "title", "lifecycle", "source", "owner", "note"),
    "company": ("name", "industry", "country", "lifecycle", "source", "owner", "note"),
    "contact_point": ("typed", "label"),
    "contact_company": ("role",),
    "relation": ("kind",),
    "deal": ("title", "stage", "reason", "source", "owner"),
    "stage_stay": ("stage",),
    "interaction": ("summary", "outcome", "owner"),
    "task": ("title", "owner"),
    "tagging": ("name",),
    "lifecycle_change": ("old", "new"),
    "operation": ("who", "command"),
}


def connect(db: Path) -> sqlite3.Connection:
    """Gives a connection of a foreign hand: nothing that the schema checks holds it up."""
    connection = sqlite3.connect(db, isolation_level=None)
    connection.create_function("fold", 1, str, deterministic=True)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


def text_columns(db: Path) -> list[tuple[str, str]]:
    """Gives every column of text of every table of ours."""
    connection = connect(db)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%) STRICT%'")
        found: list[tuple[str, str]] = []
        for (table,) in tables.fetchall():
            rows = connection.execute(f"PRAGMA table_info({table})")
            found += [(table, str(row[1])) for row in rows if row[2] == "TEXT"]
        return found
    finally:
        connection.close()


def plant(db: Path, texts: Sequence[str], rng: random.Random) -> None:
    """Every free text of every record is one of these, and so are the keys and values of custom fields."""
    connection = connect(db)
    try:
        connection.execute("BEGIN")
        for table, columns in FREE.items():
            key = _key(connection, table)
            rows = connection.execute(f"SELECT {', '.join(key)} FROM {table}").fetchall()
            for row in rows:
                for column in columns:
                    where = " AND ".join(f"{name} = ?" for name in key)
                    connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (rng.choice(texts), *row))
        for table in ("contact", "company", "deal"):
            for (id,) in connection.execute(f"SELECT id FROM {table}").fetchall():
                fields = json.dumps({rng.choice(texts): rng.choice(texts), "plain": rng.choice(texts)})
                connection.execute(f"UPDATE {table} SET fields = ? WHERE id = ?", (fields, id))
        connection.execute("COMMIT")
    finally:
        connection.close()


def plant_column(db: Path, table: str, column: str, text: str) -> bool:
    """One column holds a hostile text in every row; says whether the table has rows at all."""
    connection = connect(db)
    try:
        key = _key(connection, table)
        rows = connection.execute(f"SELECT {', '.join(key)} FROM {table}").fetchall()
        for number, row in enumerate(rows):
            where = " AND ".join(f"{name} = ?" for name in key)
            try:
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (text, *row))
            except sqlite3.IntegrityError:  # unique: a text of its own for every row
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (f"{text}{number}", *row))
        return bool(rows)
    finally:
        connection.close()


def _key(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    key = [str(row[1]) for row in sorted(rows, key=lambda row: row[5]) if row[5]]
    return key or ["rowid"]


# --- what may not come out ---

# Our own colours, and nothing else that begins with ESC.
_OURS = re.compile("\x1b\\[(?:0|1|2|31|32|33|36)m")
_FORBIDDEN = frozenset(
    (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
)


def codes(data: bytes, *, allowed: str = "\n", colours: bool = False) -> list[str]:
    """Gives the control characters in some output that are neither allowed nor colours of ours.

    Args:
        data: what came out; it must be UTF-8.
        allowed: the controls that this kind of output is made of.
        colours: whether our own colours may be in it: only a terminal gets them.
    """
    text = data.decode("utf-8")
    if colours:
        text = _OURS.sub("", text)
    return sorted({f"U+{ord(char):04X}" for char in text if ord(char) in _FORBIDDEN and char not in allowed})
