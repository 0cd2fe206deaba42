"""A record as the YAML that a person edits, and what they changed in it."""

from __future__ import annotations

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.points import LABELS
from tinycrm.domain.results import Number
from tinycrm.errors import TinyCRMError, UsageError
from tinycrm.services.drafts import custom_key
from tinycrm.services.editing import Edit
from tinycrm.services.references import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.domain.fields import Field
    from tinycrm.domain.results import Json, Row
    from tinycrm.domain.settings import Plain
    from tinycrm.services.work import Work

# A stage is no plain field, but a person who edits a deal expects to find it.
_ALSO = ("pipeline", "stage")
_NEVER_EMPTY = ("name", "title", "kind", "at", "summary", "pipeline", "stage", "currency", "priority")


def fields_of(noun: str) -> list[Field]:
    """Gives the fields that the form of a noun shows: a list stands for its first value too."""
    known = NOUNS[noun]
    lists = {(field.place, field.type, field.noun) for field in known.fields if field.many}
    return [
        field
        for field in known.fields
        if (field.editable or (noun == "deal" and field.key in _ALSO))
        and (field.many or (field.place, field.type, field.noun) not in lists)
        and field.key != "due_time"
    ]


def form_of(work: Work, noun: str, row: Row) -> dict[str, Plain]:
    """Gives what a person may edit of a record, each value as it may be typed.

    Args:
        work: the command's work.
        noun: whose record.
        row: the record, whole.
    """
    form: dict[str, Plain] = {}
    for field in fields_of(noun):
        value = row[field.key]
        if field.place == "custom_all":
            own = value if isinstance(value, dict) else {}
            keys = dict.fromkeys([*own, *work.settings.custom(noun)])
            form["fields"] = {key: _typed(own.get(key)) for key in keys} or None
        elif field.many:
            items = value if isinstance(value, list) else []
            form[field.key] = [_item(work, field, item) for item in items] or None
        elif isinstance(value, dict):
            form[field.key] = _item(work, field, value)
        else:
            form[field.key] = _scalar(work, field, value, row)
    return form


def text_of(form: Mapping[str, Plain]) -> str:
    """Gives a form as YAML, with nothing after the keys that have no value."""
    from tinycrm.config.yamlio import dump

    text = dump(dict(form))
    for key, value in form.items():
        if value is None:
            # a text over several lines is indented, so that only a key begins a line
            text = f"\n{text}".replace(f"\n{key}: null\n", f"\n{key}:\n", 1)[1:]
        elif isinstance(value, dict):
            head, line, below = f"\n{text}".rpartition(f"\n{key}:\n")
            below = below.replace(": null\n", ":\n")
            text = (head + line + below)[1:]
    return text


def _scalar(work: Work, field: Field, value: Json, row: Row) -> Plain:
    if value is not None and field.type == "when" and row.get("due_time"):
        return f"{value} {row['due_time']}"
    if isinstance(value, str) and field.type == "instant":
        return work.reading.clock.local(value)
    if isinstance(value, Number) and field.type == "ratio":
        from decimal import Decimal

        return f"{(Decimal(value) * 100).normalize():f}%"
    return _typed(value)


def _typed(value: Json) -> Plain:
    if value is None or isinstance(value, (bool, int)):
        return value
    text = str(value)
    # an amount without its quotes
    return int(text) if isinstance(value, Number) and text.isdigit() and len(text) < 18 else text


def _item(work: Work, field: Field, item: Json) -> Plain:
    if not isinstance(item, dict):
        return _typed(item)
    if "value" in item:
        # a label that could not be typed is left out: the point keeps it
        return f"{item['label']}:{item['value']}" if item.get("label") in LABELS else str(item["value"])
    id, name = int(str(item["id"])), str(item["name"])
    try:
        # the name where it leads back to this record, else the id
        return name if resolve(work, field.noun, name, exact=True) == id else id
    except TinyCRMError:
        return id


def changes_of(noun: str, before: Plain, after: Plain) -> Edit:
    """Gives the edit that makes one form of the other; a key that is missing in `after` stays as it is.

    Args:
        noun: whose form.
        before: the form as it was read back before the person saw it.
        after: the form as the person left it.

    Raises:
        UsageError: an unknown key, a value of another shape, or nothing where something is needed.
    """
    if not isinstance(before, dict) or not isinstance(after, dict):
        raise UsageError("the text holds no `key: value` lines", hint="keep the keys; empty a value to clear")
    given: dict[str, list[str]] = {}
    clear: list[str] = []
    lists = {field.key for field in fields_of(noun) if field.many}
    for key, value in after.items():
        if key not in before:
            near = did_you_mean(key, list(before))
            raise UsageError(f"'{key}' is no key of this form", hint=f"{near}its keys: {', '.join(before)}")
        if key == "fields":
            given["set"] = _custom(before[key], value)
            continue
        texts = _texts(key, value, many=key in lists)
        if texts == _texts(key, before[key], many=key in lists):
            continue
        if texts:
            given[key] = texts
        elif key in _NEVER_EMPTY:
            raise UsageError(f"'{key}' cannot be empty", hint=f"a {noun} needs it")
        else:
            clear.append(key)
    return Edit(given, clear=clear, seen=True)


def _custom(before: Plain, after: Plain) -> list[str]:
    own: Mapping[str, Plain] = before if isinstance(before, dict) else {}
    if after is None:
        return []
    if not isinstance(after, dict):
        raise UsageError("'fields' must hold `key: value` lines", hint="indent each custom field below it")
    assignments: list[str] = []
    for key, value in after.items():
        name = key if key in own else custom_key(key)
        text = _texts(key, value, many=False)
        if text != _texts(key, own.get(key), many=False):
            assignments.append(f"fields.{name}={text[0] if text else ''}")
    return assignments


def _texts(key: str, value: Plain, *, many: bool) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, (int, str)):
        return [str(value)]
    if many and isinstance(value, list):
        texts: list[str] = []
        for item in value:
            # `- work: anna@x.example` is a pair to YAML and a label to people
            pairs = item.items() if isinstance(item, dict) and len(item) == 1 else ()
            labelled = [f"{label}:{point}" for label, point in pairs if isinstance(point, (str, int))]
            texts += labelled or _texts(key, item, many=False)
        return texts
    form = "a list: [one, two]" if many else "one value"
    raise UsageError(f"'{key}' must hold {form}", hint="quote a text that begins with [ or {")
