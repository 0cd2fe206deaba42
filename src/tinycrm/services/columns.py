"""The columns of records for people, and the values that they read in words."""

from __future__ import annotations

from tinycrm.domain.results import Column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.fields import Field, Noun
    from tinycrm.domain.results import Kind, Row
    from tinycrm.services.work import Work

_KINDS: dict[str, Kind] = {
    "id": "id",
    "int": "int",
    "number": "number",
    "hours": "number",
    "money": "money",
    "ratio": "ratio",
    "day": "day",
    "birthday": "day",
    "when": "due",
    "instant": "instant",
    "bool": "bool",
    "long": "long",
}


def columns_of(work: Work, noun: Noun, fields: Sequence[Field]) -> list[Column]:
    """Gives the output columns of fields of a noun; derived amounts are in the base currency."""
    columns = [column_of(field) for field in fields]
    if any(field.place == "computed" and field.type == "money" for field in fields):
        from tinycrm.domain.derived import is_own_money

        for field, column in zip(fields, columns, strict=True):
            if field.place == "computed" and field.type == "money" and not is_own_money(noun.name, field):
                column.unit = work.settings.currency
    return columns


def in_words(row: Row) -> Row:
    """Gives a record with what only programs read said in words: a repetition, an interval, a cadence."""
    words = dict(row)
    if isinstance(row.get("repeat"), str):
        from tinycrm.domain.recur import describe_repeat

        words["repeat"] = describe_repeat(str(row["repeat"]))
    if isinstance(row.get("interval"), str):
        from tinycrm.domain.interval import interval_words

        words["interval"] = interval_words(str(row["interval"]))
    days = row.get("cadence_days")
    if isinstance(days, int):
        words["cadence_days"] = "every day" if days == 1 else f"every {days} days"
    for key in ("response_hours", "resolution_hours"):
        if row.get(key) is not None:
            from tinycrm.domain.interval import hours_words

            words[key] = hours_words(row[key])
    return words


def column_of(field: Field) -> Column:
    """Gives the output column of a field."""
    kind: Kind = "list" if field.many else _KINDS.get(field.type, "text")
    # what names a record gives way last
    naming = field.folded or field.key in ("summary", "phone")
    return Column(field.key, field.label, kind, weight=1 if naming else None)
