"""The pieces of our JSON Schemas: values, objects in a short notation, records from the tables of fields."""

from __future__ import annotations

from typing import Any

from tinycrm.domain.derived import derived_field, derived_names
from tinycrm.domain.fields import Field, Noun
from tinycrm.domain.nouns import NOUNS
from tinycrm.store.sqlite.create import open_memory

Schema = dict[str, Any]

_DAY = r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$"
_SCALAR = ["string", "number", "boolean", "null"]
# type of the notation → schema
VALUES: dict[str, Schema] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "id": {"type": "integer", "minimum": 1},
    "num": {"type": "number"},
    "bool": {"type": "boolean"},
    "ratio": {"type": "number", "minimum": 0, "maximum": 1},
    "day": {"type": "string", "pattern": _DAY},
    "time": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
    "instant": {"type": "string", "pattern": _DAY[:-1] + "T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$"},
    "birthday": {"type": "string", "pattern": "^([12][0-9]{3}|-)-[01][0-9]-[0-3][0-9]$"},
    "uid": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "noun": {"enum": list(NOUNS)},
    "any": {},
}
# what a field's type is in the notation
_TYPES = {
    "id": "id",
    "uid": "uid",
    "int": "int",
    "number": "num",
    "bool": "bool",
    "day": "day",
    "when": "day",
    "time": "time",
    "instant": "instant",
    "birthday": "birthday",
    "money": "num",
    "currency": "currency",
    "ratio": "ratio",
    "days": "int",
    "hours": "num",
}


def closed(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """Gives the schema of an object with these keys and no others."""
    needed = [key for key in properties if key not in optional]
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def array(items: Schema) -> Schema:
    """Gives the schema of an array."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """Gives the schema that also takes null."""
    kind = schema.get("type")
    if isinstance(kind, str):
        return {**schema, "type": [kind, "null"]}
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    return {"anyOf": [schema, {"type": "null"}]} if schema else {}


REF = closed({"id": VALUES["id"], "name": VALUES["str"]})
POINT = closed({"value": VALUES["str"], "label": or_null(VALUES["str"])})
# an export names by uid what many are called like, and keeps how a point is found
EXPORTED_REF = closed({**REF["properties"], "uid": VALUES["uid"]}, optional=("uid",))
EXPORTED_POINT = closed({**POINT["properties"], "key": VALUES["str"]}, optional=("key",))
MONEY = closed({"amount": VALUES["num"], "currency": VALUES["currency"]})
ALSO = array(closed({"noun": VALUES["str"], "id": VALUES["id"]}))
SCALARS: Schema = {"type": "object", "additionalProperties": {"type": _SCALAR}}
VALUES |= {"ref": REF, "point": POINT, "money": MONEY, "also": ALSO}


def value(text: str, own: dict[str, Schema] | None = None) -> Schema:
    """Gives the schema that a word means: `day`, `ref?` (or null), `[str]` (an array).

    Args:
        text: the word.
        own: more words than VALUES has.
    """
    if text.endswith("?"):
        return or_null(value(text[:-1], own))
    if text.startswith("["):
        return array(value(text[1:-1], own))
    found = {**VALUES, **(own or {})}
    return found[text]


def shape(text: str, **own: Schema) -> Schema:
    """Gives the schema of an object in our notation: `id:id name:str? net:[money]`; `~key:…` may be missing."""
    properties: dict[str, Schema] = {}
    optional: list[str] = []
    for part in text.split():
        key, _, kind = part.partition(":")
        if key.startswith("~"):
            key = key[1:]
            optional.append(key)
        properties[key] = value(kind, own)
    return closed(properties, optional=tuple(optional))


# what a merge did not keep
DROPPED = array(shape("id:id field:str value:any"))
_EXPORTED: dict[str, dict[str, Schema]] = {
    "deal": shape(
        "own_probability:ratio? stages:[stay]",
        stay=shape(
            "seq:int pipeline:str stage:str position:int outcome:str entered_at:instant entered_on:day"
            " left_at:instant? left_on:day?"
        ),
    )["properties"]
}

# --- records ---


def _needed(noun: str) -> set[str]:
    """The columns that the database never leaves empty."""
    db = open_memory()
    try:
        return {str(row[1]) for row in db.rows(f"PRAGMA table_info({noun})") if row[3] or row[5]}
    finally:
        db.close()


def columns_of(table: str) -> Schema:
    """Gives the schema of a row that is exported as it is stored."""
    db = open_memory()
    kinds = {"INTEGER": "int", "TEXT": "str", "REAL": "num"}
    try:
        rows = db.rows(f"PRAGMA table_info({table})")
    finally:
        db.close()
    found: dict[str, Schema] = {}
    for row in rows:
        name, kind, filled = str(row[1]), str(row[2]), bool(row[3] or row[5])
        if name != "op":
            schema = VALUES[kinds.get(kind, "any")]
            found[name] = schema if filled else or_null(schema)
    return closed(found)


def field_value(field: Field, *, exported: bool = False) -> Schema:
    """Gives the schema of a field's value where it is filled; an export says more of points and links."""
    if exported and field.place in ("ref", "link", "point") and not (field.place == "point" and not field.many):
        one = EXPORTED_POINT if field.place == "point" else EXPORTED_REF
        return array(one) if field.many else one
    if field.place == "custom_all":
        return SCALARS
    if field.many:
        items = {"point": POINT, "link": REF}.get(field.place, VALUES["str"])
        return array(items)
    if field.place in ("ref", "link"):
        return REF
    if field.choices:
        return {"enum": list(field.choices)}
    return VALUES[_TYPES.get(field.type, "str")]


def record(noun: Noun, *, exported: bool = False) -> dict[str, Schema]:
    """Gives the properties of a record, or of one in an export."""
    filled = _needed(noun.name)
    properties: dict[str, Schema] = {}
    for field in noun.fields:
        schema = field_value(field, exported=exported)
        always = field.many or field.place == "custom_all" or field.column in filled
        described = schema if always else or_null(schema)
        properties[field.key] = {**described, "description": field.label}
    return properties


def chosen(noun: Noun, whole: dict[str, Schema]) -> Schema:
    """Gives the schema of a row with the columns of somebody's choice: fields, derived and custom ones."""
    properties = {key: dict(schema) for key, schema in whole.items()}
    for key in derived_names(noun.name):
        field = derived_field(noun.name, key)
        if field is not None:
            properties[key] = {**or_null(field_value(field)), "description": field.label}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": {"type": _SCALAR, "description": "a custom field"},
        # whoever has all keys is a whole record, which has no others
        "not": {"required": list(whole)},
    }


def record_file(noun: Noun) -> Schema:
    """Gives the schema file of a noun: the record, what a write answers, a row of chosen columns."""
    properties = record(noun)
    return {
        "$ref": "#/$defs/record",
        "$defs": {
            "record": closed(properties),
            "written": closed({**properties, "dropped": DROPPED, "also": ALSO}, optional=("dropped",)),
            "gone": shape("id:id also:also"),
            "exported": closed({**record(noun, exported=True), **_EXPORTED.get(noun.name, {})}),
            "chosen": chosen(noun, properties),
        },
    }


def extended(noun: str, more: str, **own: Schema) -> Schema:
    """Gives the schema of a record with more keys."""
    return closed({**record(NOUNS[noun]), **shape(more, **own)["properties"]})
