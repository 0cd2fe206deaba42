"""What a row says and the record that it is does not, field by field."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.transfer.planning import Step
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

# columns that say in the store's way what another one says
_BESIDE = (
    *("on_day", "done_on", "party", "position", "stage_entered_on"),
    *("opened_on", "first_answered_on", "resolved_on"),
)


def difference(work: Work, noun: str, file: str, step: Step) -> Row:
    """Gives what tells a person or program of a row whose record differs.

    Args:
        work: the import's work.
        noun: of the record.
        file: where the row stands.
        step: a planned row that is changed, or different and left alone; nothing of it written yet.

    Returns:
        noun, id, name, file, line, kind, and fields: a list of {field, old, new}.
    """
    fields: list[Json] = []
    for key, old, new in _fields(work, noun, step):
        fields.append({"field": key, "old": old or None, "new": new})
    place = f"{noun} {step.id}"
    name = str(step.before.get(NOUNS[noun].title) or place)
    line: Row = {"noun": noun, "id": step.id, "name": name, "file": file, "line": step.entry.line.number}
    return {**line, "kind": step.kind, "fields": fields}


def told(row: Row) -> str:
    """Gives a difference as one line for people."""
    fields = row["fields"]
    parts: list[str] = []
    for one in fields if isinstance(fields, list) else []:
        if isinstance(one, dict):
            old = f"'{one['old']}' → " if one["old"] else "+ "
            parts.append(f"{one['field']} {old}'{one['new']}'")
    return f"{row['file']}:{row['line']}: {row['noun']} {row['id']} {row['name']}: {', '.join(parts)}"


def _fields(work: Work, noun: str, step: Step) -> list[tuple[str, str, str]]:
    draft, before = step.draft, step.before
    columns: dict[str, Cell] = {**draft.columns, **step.moved}
    by_column = {field.column: field for field in NOUNS[noun].fields if field.column}
    found: list[tuple[str, str, str]] = []
    for column, value in columns.items():
        field = by_column.get(column)
        if field is None or column in _BESIDE or field.place == "ref":
            continue
        if field.type == "money":
            old = _money(before.get(column), before.get("currency"))
            new = _money(value, columns.get("currency", before.get("currency")))
        elif field.type == "ratio":
            old, new = _ratio(before.get(column)), _ratio(value)
        else:
            old, new = str(before.get(column) or ""), str(value or "")
        if old != new:
            found.append((field.key, old, new))
    for kind, points in draft.points.items():
        held = step.points.get(kind, ())
        new = "; ".join(point.typed for point in points if point.key not in held)
        found.append((f"{kind}s", "", new))
    if draft.tags:
        found.append(("tags", "", "; ".join(draft.tags.values())))
    custom = work.settings.custom(noun)
    for key, own in draft.custom.items():
        field = NOUNS[noun].get(f"fields.{key}", custom)
        found.append((field.named if field else key, str(step.fields.get(key) or ""), str(own)))
    for key, linked in step.links.items():
        found.append((key, "", "; ".join(link[1] or link[0] for _, link, _ in linked)))
    return found


def _money(minor: Cell | None, currency: Cell | None) -> str:
    from tinycrm.domain.money import to_decimal_text

    return f"{to_decimal_text(minor, str(currency))} {currency}" if isinstance(minor, int) and currency else ""


def _ratio(points: Cell | None) -> str:
    from tinycrm.domain.money import probability_text

    return probability_text(points) if isinstance(points, int) else ""
