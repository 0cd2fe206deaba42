"""Figures kept for later, because what they are computed from is overwritten."""

from __future__ import annotations

from tinycrm.store.foreign import next_figure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinycrm.store.sqlite.connect import Database
    from tinycrm.store.unit import Unit

    # key, currency, numerator and denominator (None without data), n
    Kept = tuple[str, str, int | None, int | None, int | None]


def kept_figures(db: Database, first: str, last: str) -> dict[tuple[str, str], Kept]:
    """Gives the figures of each KPI of the latest day between two, both included, on which any of it was kept."""
    sql = (
        "SELECT k.key, k.currency, k.over, k.under, k.n FROM kpi_snapshot AS k"
        " JOIN (SELECT key, max(on_day) AS day FROM kpi_snapshot WHERE on_day BETWEEN :first AND :last GROUP BY key)"
        " AS latest ON latest.key = k.key AND latest.day = k.on_day ORDER BY k.key, k.currency"
    )
    found: dict[tuple[str, str], Kept] = {}
    for key, currency, over, under, n in db.rows(sql, {"first": first, "last": last}):
        figure = (str(key), str(currency), _whole(over), _whole(under), n if isinstance(n, int) else None)
        found[(str(key), str(currency))] = figure
    return found


def _whole(cell: object) -> int | None:
    # a foreign hand may have written what is no number
    text = str(cell)
    return int(text) if text.lstrip("-").isdigit() else None


def keep_figures(unit: Unit, day: str, figures: Iterable[Kept]) -> int:
    """The figures are kept for a day, in the place of those kept for it before; gives how many changed.

    What a person undoes next is what they did themselves: a figure of yesterday cannot be computed again.
    """
    unit.by_itself()
    changed = 0
    for key, currency, over, under, n in figures:
        cells = {"over": None if over is None else str(over), "under": None if under is None else str(under), "n": n}
        sql = "SELECT id FROM kpi_snapshot WHERE key = :key AND currency = :currency AND on_day = :day"
        row = unit.db.one(sql, {"key": key, "currency": currency, "day": day})
        if row is not None:
            changed += unit.update("kpi_snapshot", (row[0],), cells)
            continue
        id = next_figure(unit.db)
        unit.insert(
            "kpi_snapshot", {"id": id, "on_day": day, "key": key, "currency": currency, **cells, "at": unit.now}
        )
        changed += 1
    return changed


# (table, column) of the days on which something happened, each first in an index
_DAYS = (
    ("sale", "sold_on"),
    ("interaction", "on_day"),
    ("expense", "spent_on"),
    ("ticket", "opened_on"),
    ("subscription", "start_on"),
)


def first_day(db: Database) -> str:
    """Gives the first day of any sale, interaction, expense, ticket, subscription or deal; "" without one."""
    days = [db.one(f"SELECT min({column}) FROM {table}") for table, column in _DAYS]
    days.append(db.one("SELECT min(opened_on) FROM deal"))
    return min([str(row[0]) for row in days if row and row[0]], default="")


def has_rows(db: Database, tables: Iterable[str], least: int) -> bool:
    """Says whether some tables have at least so many rows together; it counts no further."""
    for table in tables:
        least -= db.number(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT :most) AS some", {"most": max(least, 0)})
    return least <= 0
