"""What a figure is called by people: with its currency where nothing beside it shows one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Report, Row

# to programs a figure has one name, and its currency is in a column of its own
_HEAD = ("key", "name", "value", "unit", "currency")


def name_for_people(report: Report, done: set[int] | None = None) -> None:
    """The figures of a report are told apart by their names where only their currency differs.

    Args:
        report: as programs get it; changed in place, with its sections.
        done: rows that have their name already, which may stand in several sections.
    """
    done = set() if done is None else done
    for row in report.rows:
        if id(row) not in done and all(key in row for key in _HEAD) and row["key"]:
            done.add(id(row))
            row["name"] = _shown(row)
    for section in report.sections:
        name_for_people(section, done)


def _shown(row: Row) -> str:
    # an amount shows its currency itself
    apart = row["currency"] and (row["value"] is None or not str(row["unit"]).startswith("money"))
    name = str(row["name"])
    return f"{name}, {row['currency']}" if apart and not name.startswith("= ") else name
