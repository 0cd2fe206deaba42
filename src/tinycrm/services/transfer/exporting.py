"""Takes records out: one noun as rows, or everything as one document that restores to the same."""

from __future__ import annotations

from itertools import islice

from tinycrm.domain.cells_safe import join_list
from tinycrm.domain.money import probability_text
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Number
from tinycrm.services.transfer.living import changes_text, terms_text
from tinycrm.services.transfer.mapping import CHANGES, TERMS
from tinycrm.store import foreign
from tinycrm.store.matching import lives_of, uids_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    # without these mails would be sent again elsewhere, and rules done again
    "enrolments": "enrolment",
    "rules_fired": "rule_fired",
    "mails": "outbox",
}
_CHUNK = 500
# records that many others are called like
_BY_UID = ("sale", "subscription", "ticket")
_LIVES = (CHANGES, TERMS)
_POINTS = {"emails": "email", "phones": "phone", "handles": "handle", "websites": "website"}


def csv_rows(work: Work, noun: str) -> Iterator[list[str]]:
    """Yields the header and then the records of a noun as texts: every field, each custom field a column.

    The first of a list stands in the list alone. Records that many are called like are named by their uid, and the
    changes and terms of a subscription stand beside it.
    """
    known = NOUNS[noun]
    fields = _csv_fields(known)
    custom = foreign.custom_keys(work.store.db, noun) if known.get("fields") else []
    header = [field.key for field in fields] + [f"fields.{key}" if known.get(key) else key for key in custom]
    yield header + (list(_LIVES) if noun == "subscription" else [])
    rows = work.store.every(noun)
    while chunk := list(islice(rows, _CHUNK)):
        named = {field.key: _uids(work, field, chunk) for field in fields if field.noun in _BY_UID}
        lives = lives_of(work.store.db, [_id(row) for row in chunk]) if noun == "subscription" else {}
        for row in chunk:
            own = row.get("fields")
            values = own if isinstance(own, dict) else {}
            cells = [
                named[field.key].get(_id(row[field.key]), "") if field.key in named else _cell(row[field.key])
                for field in fields
            ]
            cells += [_cell(values.get(key)) for key in custom]
            if noun == "subscription":
                changes, terms = lives[_id(row)]
                cells += [changes_text(changes), terms_text(terms)]
            yield cells


def json_rows(work: Work, noun: str) -> Iterator[Row]:
    """Yields the records of a noun in their JSON form; those that many are called like are named by their uid too."""
    fields = [field for field in NOUNS[noun].fields if field.noun in _BY_UID]
    rows = work.store.every(noun)
    while fields and (chunk := list(islice(rows, _CHUNK))):
        named = {field.key: _uids(work, field, chunk) for field in fields}
        for row in chunk:
            for key, uids in named.items():
                value = row[key]
                if isinstance(value, dict):
                    value["uid"] = uids[_id(value)]
            yield row
    yield from rows


def _id(value: Json) -> int:
    """The id of a record, or of one that it leads to."""
    id = value.get("id") if isinstance(value, dict) else 0
    return id if isinstance(id, int) else 0


def _uids(work: Work, field: Field, rows: Sequence[Row]) -> dict[int, str]:
    ids = {id for row in rows if (id := _id(row[field.key]))}
    return uids_of(work.store.db, field.noun, sorted(ids))


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
