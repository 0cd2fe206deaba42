"""Takes records out: one noun as rows, or everything as one document that restores to the same."""

from __future__ import annotations

from tinycrm.domain.cells_safe import join_list
from tinycrm.domain.money import probability_text
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Number
from tinycrm.store import foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.fields import Field, Noun
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work

SCHEMA_VERSION = 1
# the document's keys for what stands beside the records
SIDES = {
    "relations": "relation",
    "lifecycle_changes": "lifecycle_change",
    "foreign_refs": "foreign_ref",
    "merged": "merged",
    "not_duplicates": "not_duplicate",
    "campaign_members": "campaign_member",
    "subscription_changes": "subscription_change",
    "subscription_terms": "subscription_term",
    "kpi_snapshots": "kpi_snapshot",
}
_CHUNK = 500
_POINTS = {"emails": "email", "phones": "phone", "handles": "handle", "websites": "website"}


def csv_rows(work: Work, noun: str) -> Iterator[list[str]]:
    """Yields the header and then the records of a noun as texts: every field, each custom field a column.

    The first of a list stands in the list alone.
    """
    known = NOUNS[noun]
    fields = _csv_fields(known)
    custom = foreign.custom_keys(work.store.db, noun) if known.get("fields") else []
    header = [field.key for field in fields]
    yield header + [f"fields.{key}" if known.get(key) else key for key in custom]
    for row in work.store.every(noun):
        cells = [_cell(row[field.key]) for field in fields]
        own = row.get("fields")
        values = own if isinstance(own, dict) else {}
        yield cells + [_cell(values.get(key)) for key in custom]


def _csv_fields(noun: Noun) -> list[Field]:
    many = {(field.place, field.type, field.noun) for field in noun.fields if field.many}
    return [
        field
        for field in noun.fields
        if field.place != "custom_all" and (field.many or (field.place, field.type, field.noun) not in many)
    ]


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        texts = [_cell(item) for item in value]
        # a company's comma parts nothing
        names = all(isinstance(item, dict) and "name" in item for item in value)
        return join_list(texts).removesuffix(";") if names and len(texts) == 1 else join_list(texts)
    if isinstance(value, dict):
        if "value" in value:
            label = value.get("label")
            return f"{label}:{value['value']}" if label else str(value["value"])
        return str(value.get("name") or value.get("id") or "")
    return str(value)


def versioned(work: Work, noun: str) -> Iterator[tuple[Row, int]]:
    """Yields the records of a noun, each with its version."""
    from itertools import islice

    from tinycrm.store.versions import versions_of

    rows = work.store.every(noun)
    while chunk := list(islice(rows, _CHUNK)):
        ids = [id for row in chunk if isinstance(id := row["id"], int)]
        versions = versions_of(work.store.db, noun, ids)
        for id, row in zip(ids, chunk, strict=True):
            yield row, versions[id]


def head(work: Work) -> Row:
    """Gives what a whole export says of itself."""
    return {
        "schema_version": SCHEMA_VERSION,
        "exported_at": work.reading.clock.now(),
        "next_id": foreign.next_id(work.store.db),
    }


def sections(work: Work) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yields every array of a whole export: its key and its rows, never all of them held at once."""
    for noun in NOUNS.values():
        yield noun.plural, _records(work, noun)
    for key, table in SIDES.items():
        yield key, foreign.side_rows(work.store.db, table)


def _records(work: Work, noun: Noun) -> Iterator[Row]:
    chunk: list[Row] = []
    for row in work.store.every(noun.name):
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield from _completed(work, noun.name, chunk)
            chunk = []
    yield from _completed(work, noun.name, chunk)


def _completed(work: Work, noun: str, rows: list[Row]) -> list[Row]:
    """The rows with what a restore needs beyond the JSON form."""
    db = work.store.db
    ids = [id for row in rows if isinstance(id := row["id"], int)]
    if not ids:
        return rows
    if noun == "deal":
        stays = foreign.stays_of(db, ids)
        own = foreign.probabilities(db, ids)
        for id, row in zip(ids, rows, strict=True):
            row["own_probability"] = None if own[id] is None else Number(probability_text(own[id] or 0))
            row["stages"] = [*stays.get(id, ())]
    elif noun in ("contact", "company"):
        keys = foreign.point_keys(db, ids)
        for id, row in zip(ids, rows, strict=True):
            _add_keys(row, id, keys)
    return rows


def _add_keys(row: Row, id: int, keys: dict[tuple[int, str, str], str]) -> None:
    """A point's key may depend on the country it was typed in, which the next reader need not have."""
    for name, kind in _POINTS.items():
        points = row.get(name)
        for point in points if isinstance(points, list) else []:
            if isinstance(point, dict):
                point["key"] = keys.get((id, kind, str(point["value"])))
