"""What imports and exports need of the store: remembered ids, what hangs on a record, rows beside the records."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.store.cells import whole
from tinycrm.store.outbox import COLUMNS as MAIL
from tinycrm.store.tables import LINKS, ORDERED_LINKS, TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

_CHUNK = 500


def remember(unit: Unit, source: str, noun: str, foreign: str, id: int) -> None:
    """The source's id leads to this record from now on."""
    if unit.get("foreign_ref", (source, noun, foreign)) is None:
        unit.insert("foreign_ref", {"source": source, "noun": noun, "foreign_id": foreign, "id": id, "gone_at": None})
    else:
        unit.update("foreign_ref", (source, noun, foreign), {"id": id, "gone_at": None})


def set_later(unit: Unit, noun: str, id: int, columns: dict[str, Cell]) -> None:
    """A record that this very operation made has these columns besides; undo takes it away with them."""
    unit.set_columns(TABLES[noun], (id,), columns)


def parent_of(db: Database, id: int) -> int:
    """Gives the company that a company stands below, 0 when there is none."""
    return db.number("SELECT parent FROM company WHERE id = :id", {"id": id})


def columns_of(db: Database, noun: str, id: int) -> dict[str, Cell]:
    """Gives all columns of one record; empty when it is gone."""
    cursor = db.run(f"SELECT * FROM {noun} WHERE id = :id", {"id": id})
    row = cursor.fetchone()
    return {} if row is None else {column[0]: row[at] for at, column in enumerate(cursor.description)}


def points_of(db: Database, id: int) -> dict[str, list[tuple[str, str, str | None]]]:
    """Gives the contact points of a record in order: kind → (key, as typed, label)."""
    sql = "SELECT kind, key, typed, label FROM contact_point WHERE record = :id ORDER BY kind, position"
    found: dict[str, list[tuple[str, str, str | None]]] = {}
    for kind, key, typed, label in db.rows(sql, {"id": id}):
        found.setdefault(str(kind), []).append((str(key), str(typed), None if label is None else str(label)))
    return found


def tags_of(db: Database, id: int) -> dict[str, str]:
    """Gives the tags of a record: folded key → name."""
    rows = db.rows("SELECT key, name FROM tagging WHERE record = :id ORDER BY key", {"id": id})
    return {str(key): str(name) for key, name in rows}


def links_of(db: Database, noun: str, id: int, linked: str) -> list[int]:
    """Gives the ids that a record is linked with, the primary first."""
    table, owner, other = LINKS[(noun, linked)]
    order = "is_primary DESC, position" if table in ORDERED_LINKS else other
    rows = db.rows(f"SELECT {other} FROM {table} WHERE {owner} = :id ORDER BY {order}", {"id": id})
    return [whole(row[0]) for row in rows]


def is_empty(db: Database) -> bool:
    """Says whether there is no record at all."""
    return not any(db.one(f"SELECT 1 FROM {noun} LIMIT 1") for noun in (*NOUNS, "merged"))


def next_id(db: Database) -> int:
    """Gives the id that the next record would get."""
    return db.number("SELECT next FROM sequence WHERE one = 1")


# --- rows beside the records, for a whole export ---

SIDE_TABLES: dict[str, tuple[str, ...]] = {
    "relation": ("contact", "other", "kind"),
    "lifecycle_change": ("noun", "record", "seq", "old", "new", "at", "on_day"),
    "foreign_ref": ("source", "noun", "foreign_id", "id", "gone_at"),
    "merged": ("id", "uid", "noun", "survivor"),
    "not_duplicate": ("noun", "record", "other"),
    "campaign_member": (
        "campaign",
        "record",
        "contact",
        "company",
        "reached_at",
        "reached_on",
        "answered_at",
        "answered_on",
    ),
    "subscription_change": ("subscription", "seq", "kind", "changed_on", "amount_minor", "currency", "interval"),
    "subscription_term": ("subscription", "seq", "starts_on", "ends_on", "outcome", "decided_on"),
    "kpi_snapshot": ("id", "on_day", "key", "currency", "over", "under", "n", "at"),
    "enrolment": ("id", "sequence", "noun", "record", "started_on", "started_at", "stopped_at", "reason"),
    "rule_fired": ("rule", "record", "occasion", "at"),
    "outbox": (*MAIL, "message"),
}
STAY = ("seq", "pipeline", "stage", "position", "outcome", "entered_at", "entered_on", "left_at", "left_on")
_ORDERS = {
    "relation": "contact, other, kind",
    "lifecycle_change": "record, seq",
    "foreign_ref": "source, noun, foreign_id",
    "merged": "id",
    "not_duplicate": "record, other",
    "campaign_member": "campaign, record",
    "subscription_change": "subscription, seq",
    "subscription_term": "subscription, seq",
    "kpi_snapshot": "id",
    "enrolment": "id",
    "rule_fired": "rule, record, occasion",
    "outbox": "id",
}
# rows that are read at once; a mail may hold megabytes
_AT_ONCE = {"outbox": 20}


def side_rows(db: Database, table: str) -> Iterator[Row]:
    """Yields the rows of a table that belongs beside the records, in the order of its key."""
    names = SIDE_TABLES[table]
    sql = f"SELECT {', '.join(names)} FROM {table}"
    if table == "lifecycle_change":
        from tinycrm.store.queries.leads import UNDATED

        # what an import of an earlier version left without a day comes back without one
        cells_of = [f"CASE WHEN {UNDATED} THEN '' ELSE l.old END" if name == "old" else f"l.{name}" for name in names]
        sql = f"SELECT {', '.join(cells_of)} FROM {table} AS l"
    for chunk in db.stream(f"{sql} ORDER BY {_ORDERS[table]}", size=_AT_ONCE.get(table, _CHUNK)):
        for cells in chunk:
            yield _row(names, cells)


def keep(unit: Unit, table: str, key: Sequence[str], cells: Mapping[str, Cell]) -> None:
    """A row that nobody takes back is in the table, unless its key is: what was mailed or done stays so."""
    if unit.db.one(f"SELECT 1 FROM {table} WHERE {' AND '.join(f'{name} = :{name}' for name in key)}", cells):
        return
    columns = [*cells, "op"]
    unit.begin_operation()
    unit.db.run(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})",
        {**cells, "op": unit.op},
    )


def has_figure(db: Database, key: Cell, currency: Cell, day: Cell) -> bool:
    """Says whether a figure of this day is kept."""
    sql = "SELECT 1 FROM kpi_snapshot WHERE key = :key AND currency = :currency AND on_day = :day"
    return db.one(sql, {"key": key, "currency": currency, "day": day}) is not None


def next_figure(db: Database) -> int:
    """Gives the number of the next figure that is kept: below nought, where no record is."""
    return db.number("SELECT coalesce(min(id), 0) - 1 FROM kpi_snapshot")


def _row(names: Sequence[str], cells: Sequence[Cell]) -> Row:
    row: Row = {}
    for name, cell in zip(names, cells, strict=True):
        row[name] = cell
    return row


def stays_of(db: Database, deals: Sequence[int]) -> dict[int, list[Row]]:
    """Gives the stays of deals in their stages, in order."""
    found: dict[int, list[Row]] = {}
    for start in range(0, len(deals), _CHUNK):
        chunk = tuple(deals[start : start + _CHUNK])
        marks = ",".join("?" * len(chunk))
        sql = f"SELECT deal, {', '.join(STAY)} FROM stage_stay WHERE deal IN ({marks}) ORDER BY deal, seq"
        for cells in db.rows(sql, chunk):
            found.setdefault(whole(cells[0]), []).append(_row(STAY, cells[1:]))
    return found


def point_keys(db: Database, records: Sequence[int]) -> dict[tuple[int, str, str], str]:
    """Gives the keys of records' contact points: (record, kind, as typed) → key."""
    marks = ",".join("?" * len(records))
    sql = f"SELECT record, kind, typed, key FROM contact_point WHERE record IN ({marks})"
    return {(whole(r), str(kind), str(typed)): str(key) for r, kind, typed, key in db.rows(sql, tuple(records))}


def probabilities(db: Database, deals: Sequence[int]) -> dict[int, int | None]:
    """Gives the deals' own probabilities in basis points, None where the stage's holds."""
    marks = ",".join("?" * len(deals))
    rows = db.rows(f"SELECT id, probability FROM deal WHERE id IN ({marks})", tuple(deals))
    return {whole(id): value if isinstance(value, int) else None for id, value in rows}


def custom_keys(db: Database, noun: str) -> list[str]:
    """Gives the custom fields that records of a noun hold, sorted."""
    from tinycrm.store.encode import decode_row

    found: set[str] = set()
    for chunk in db.stream(f"SELECT DISTINCT fields FROM {noun} WHERE fields <> '{{}}'"):
        for (text,) in chunk:
            found.update(decode_row(str(text)))
    return sorted(found)
