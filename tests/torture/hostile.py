"""Hostile texts, what plants them into a database as a foreign hand would, and what may not come out again."""

from __future__ import annotations

import json
import re
import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

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
    "subscription": ("product", "owner", "note"),
    "ticket": ("title", "channel", "owner", "note"),
    "feedback": ("comment", "owner"),
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
