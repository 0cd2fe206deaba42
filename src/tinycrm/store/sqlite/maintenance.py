"""Maintenance of the file: integrity, index, marks."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.store.marks import recompute_all, wrong_marks
from tinycrm.store.sqlite import indexing
from tinycrm.store.tables import TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Database
    from tinycrm.store.unit import Unit


def integrity(db: Database) -> list[str]:
    """Gives what SQLite finds wrong with the file; empty when all is well."""
    found = [str(row[0]) for row in db.rows("PRAGMA integrity_check(20)")]
    wrong = [text for text in found if text != "ok"]
    for table, row, parent, _ in db.rows("PRAGMA foreign_key_check"):
        wrong.append(f"{table} {row} refers to a {parent} that is not there")
    return wrong or _lost_numbers(db)


def _lost_numbers(db: Database) -> list[str]:
    """What is wrong with the number of the next id: an id must not be given out twice."""
    highest = max(db.number(f"SELECT max(id) FROM {noun}") for noun in NOUNS)
    following = db.number("SELECT next FROM sequence")
    if following > highest:
        return []
    return [f"the next id would be {following}, and {highest} is given out"]


def broken_link(db: Database) -> str:
    """Gives the first row that leads to a record which is not there, in words; "" when there is none."""
    for table, _, parent, number in db.rows("PRAGMA foreign_key_check"):
        known = TABLES.get(str(table))
        column = known.record if known else "id"
        # a link is not always named as what it leads to: a company's parent is a company
        link = next(row[3] for row in db.rows(f"PRAGMA foreign_key_list({table})") if row[0] == number)
        sql = f"SELECT t.{column}, t.{link} FROM {table} AS t LEFT JOIN {parent} AS p ON p.id = t.{link}"
        row = db.one(f"{sql} WHERE p.id IS NULL AND t.{link} IS NOT NULL LIMIT 1")
        if row:
            return f"record {row[0]} needs {parent} {row[1]}, which would not be there"
    return ""


def index_differences(db: Database) -> list[int]:
    """Gives the records whose text in the search index is not their own."""
    wrong = indexing.differences(db)
    for index in ("doc_words", "doc_parts"):
        # a reader cannot run FTS5's own check, which is written as an insert
        sql = f"SELECT d.id FROM doc AS d LEFT JOIN {index}_docsize AS s ON s.id = d.id WHERE s.id IS NULL"
        wrong += [row[0] for row in db.rows(sql) if isinstance(row[0], int)]
    return sorted(set(wrong))


def rebuild_index(unit: Unit) -> None:
    """The search index is made anew."""
    indexing.rebuild(unit.db)


def mark_differences(db: Database) -> int:
    """Gives how many contacts and companies have wrong last-touch marks; nothing is changed."""
    return wrong_marks(db)


def recompute_marks(unit: Unit) -> None:
    """The last-touch marks of all records are those of their newest interactions."""
    recompute_all(unit.db)


def stages_in_use(db: Database) -> list[tuple[str, str, int]]:
    """Gives (pipeline, stage, deals) of every stage that a deal stands in."""
    rows = db.rows("SELECT pipeline, stage, count(*) FROM deal GROUP BY pipeline, stage ORDER BY pipeline, stage")
    return [(str(pipeline), str(stage), int(str(count))) for pipeline, stage, count in rows]


def last_backup(db: Database) -> tuple[str, str]:
    """Gives the instant of the last backup and its path; ("", "") when there was none."""
    when, _, target = str((db.one("SELECT value FROM meta WHERE key = 'last_backup'") or ("",))[0]).partition(" ")
    return when, target


def last_change(db: Database) -> str:
    """Gives the instant of the last operation, "" when nothing was ever written."""
    return str((db.one("SELECT at FROM operation ORDER BY id DESC LIMIT 1") or ("",))[0])


def has_log(path: str) -> bool:
    """Says whether a database file is written with a log beside it, as its header says."""
    with open(path, "rb") as file:
        return file.read(20)[18:] == b"\x02\x02"
