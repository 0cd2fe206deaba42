"""One record of a whole export in its exact JSON form becomes what the store writes."""

from __future__ import annotations

from tinycrm.domain.currencies import check_currency
from tinycrm.domain.fold import fold
from tinycrm.domain.money import from_decimal_text
from tinycrm.domain.nouns import NOUNS, PAID
from tinycrm.domain.party import party_of
from tinycrm.domain.points import normalise
from tinycrm.domain.text import blank, clean
from tinycrm.domain.typed_money import parse_probability
from tinycrm.errors import UsageError
from tinycrm.services.drafts import Draft, Point
from tinycrm.store.foreign import STAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.domain.fields import Field
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

    Here = Callable[[Json, str], int]

_DAYS = ("day", "when")
_TIMES = ("instant",)
_DERIVED = ("id", "last_touch_at", "last_in_at", "last_out_at")
_WHOLE = ("int", "days")
_NEEDED = {
    "deal": ("title", "pipeline", "stage", "outcome", "opened_on", "currency"),
    "interaction": ("summary", "kind", "at", "on_day"),
    "task": ("title", "priority", "status"),
    "campaign": ("name", "currency"),
    "subscription": ("amount", "currency", "interval", "start_on"),
    "sale": ("amount", "currency", "sold_on"),
    "expense": ("amount", "currency", "spent_on", "kind"),
    "ticket": ("title", "status", "priority", "opened_at", "opened_on"),
    "feedback": ("kind", "score", "at", "on_day"),
    "segment": ("name", "noun", "where"),
}


class Image:
    """A record as it is to be.

    Attributes:
        id: its id here.
        draft: its columns, points, tags, links and custom fields.
        stays: a deal's stays, in order.
        has_fields: whether its noun has custom fields.
    """

    __slots__ = ("draft", "has_fields", "id", "stays")

    def __init__(self, id: int) -> None:
        self.id = id
        self.draft = Draft()
        self.stays: list[dict[str, Cell]] = []
        self.has_fields = False


def read_image(work: Work, noun: str, row: Row, here: Here) -> Image:
    """Gives the image of a record.

    Args:
        work: the import's work.
        noun: whose record.
        row: its JSON form with what a whole export adds.
        here: gives the id here of an id in the file.

    Raises:
        UsageError: a value is not of its field's form.
    """
    image = Image(here(row.get("id"), noun))
    columns = image.draft.columns
    columns["id"] = image.id
    for field in NOUNS[noun].fields:
        if field.key in _DERIVED or field.key not in row:
            continue
        if field.place == "column":
            _column(columns, field, row[field.key], row)
        elif field.place == "ref":
            columns[field.column] = _linked(row[field.key], field.key, here)
        elif field.place == "link" and field.many:
            ids = [_linked(item, field.key, here) for item in _items(row[field.key], field.key)]
            image.draft.links[field.noun] = [id for id in ids if id is not None]
        elif field.place == "point" and field.many:
            image.draft.points[field.type] = _points(work, field, row[field.key])
        elif field.place == "tag":
            names = [clean(str(name), what="tag") for name in _items(row[field.key], field.key)]
            image.draft.tags = {fold(name): name for name in names if not blank(name)}
        elif field.place == "custom_all":
            image.draft.custom = _custom(row[field.key])
    image.has_fields = NOUNS[noun].get("fields") is not None
    _check_needed(noun, columns)
    if noun == "deal":
        _complete_deal(image, row)
    elif noun in PAID:
        columns["party"] = party_of(columns)
    return image


def _check_needed(noun: str, columns: dict[str, Cell]) -> None:
    for key in _NEEDED.get(noun, (NOUNS[noun].title,)):
        value = columns.get(NOUNS[noun].need(key).column)
        if value is None or blank(str(value)):
            # of most nouns it is the name that is missing
            what = f"the {key} is blank" if key == NOUNS[noun].title else f"{key} is missing"
            raise UsageError(what, hint=f"a {noun} needs a {key}")


def _items(value: Json, key: str) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UsageError(f"{key} is no list", hint="tinycrm export writes what this reads")
    return value


def _linked(value: Json, key: str, here: Here) -> int | None:
    if value is None:
        return None
    return here(value.get("id") if isinstance(value, dict) else value, key)


def _points(work: Work, field: Field, value: Json) -> list[Point]:
    found: dict[str, Point] = {}
    for item in _items(value, field.key):
        if not isinstance(item, dict) or not isinstance(item.get("value"), str):
            raise UsageError(f"an item of {field.key} is no contact point", hint='{"value": "…", "label": null}')
        typed = clean(str(item["value"]), what=field.key)
        key, label = item.get("key"), item.get("label")
        if not isinstance(key, str) or not key:
            key, typed = normalise(field.type, typed, work.settings.country)
        found.setdefault(key, Point(clean(key, what="key"), typed, clean(str(label), what="label") if label else None))
    return list(found.values())


def _custom(value: Json) -> dict[str, Cell]:
    custom: dict[str, Cell] = {}
    for key, own in (value if isinstance(value, dict) else {}).items():
        if isinstance(own, (list, dict)):
            raise UsageError(f"the custom field '{key}' holds more than one value", hint="write it as text")
        name = clean(key, what="field")
        if isinstance(own, str) and type(own) is not str:
            custom[name] = float(own)  # a number with decimals
        elif isinstance(own, str):
            custom[name] = clean(own, what=key, long=True)
        elif own is not None:
            custom[name] = int(own) if isinstance(own, bool) else own
    return custom


def _column(columns: dict[str, Cell], field: Field, value: Json, row: Row) -> None:
    if isinstance(value, (list, dict, bool)):
        raise UsageError(f"{field.key} is no text or number", hint="tinycrm export writes what this reads")
    if value is None:
        columns[field.column] = None
    elif field.type == "money":
        columns[field.column] = from_decimal_text(str(value), check_currency(str(row.get("currency"))))
    elif field.type == "ratio":
        columns[field.column] = parse_probability(str(value))
    elif field.type == "number":
        columns[field.column] = _number(value, field.key)
    elif field.type in _WHOLE:
        if not isinstance(value, int):
            raise UsageError(f"{field.key} '{value}' is no whole number", hint="write digits only")
        columns[field.column] = value
    else:
        columns[field.column] = _checked(field, str(value))
        if field.folded:
            columns[field.folded] = fold(str(columns[field.column]))


def _number(value: int | float | str, key: str) -> Cell:
    from tinycrm.domain.typed_money import parse_decimal

    if isinstance(value, int):
        return value
    digits, scale = parse_decimal(str(value), "point")
    if not digits:
        raise UsageError(f"{key} '{value}' is nothing", hint="more than 0")
    return float(digits / 10**scale)


def _checked(field: Field, text: str) -> str:
    if field.type in _DAYS:
        from datetime import date

        from tinycrm.domain.dates import parse_day

        return parse_day(text, date(2000, 1, 1))
    if field.type in _TIMES:
        return _instant(text, field.key)
    if field.type == "currency":
        return check_currency(text)
    if field.type == "interval":
        from tinycrm.domain.interval import parse_interval

        return parse_interval(text)
    if field.choices and text not in field.choices:
        raise UsageError(f"'{text}' is no {field.key}", hint=f"one of: {', '.join(field.choices)}")
    return clean(text, what=field.key, long=field.type == "long")


def _instant(text: str, what: str) -> str:
    from datetime import datetime

    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        raise UsageError(f"{what} '{text}' is no instant", hint="write 2026-12-01T09:30:00Z") from None
    return text


def _complete_deal(image: Image, row: Row) -> None:
    columns = image.draft.columns
    if "own_probability" in row:
        own = row["own_probability"]
        columns["probability"] = None if own is None else parse_probability(str(own))
    people = image.draft.links.get("contact", [])
    columns["party"] = columns.get("company") or (people[0] if people else None)
    for place, stay in enumerate(_items(row.get("stages"), "stages"), 1):
        if not isinstance(stay, dict):
            raise UsageError("a stay in stages is no object", hint="tinycrm export writes what this reads")
        image.stays.append(_stay(stay, place))
    if (columns["outcome"] == "open") != (columns.get("closed_on") is None):
        raise UsageError("closed_on and outcome contradict each other", hint="an open deal has no closed_on")
    if not image.stays:
        image.stays.append(
            {
                "seq": 1,
                "pipeline": columns["pipeline"],
                "stage": columns["stage"],
                "position": 0,
                "outcome": columns["outcome"],
                "entered_at": f"{columns['opened_on']}T12:00:00Z",
                "entered_on": columns["opened_on"],
                "left_at": None,
                "left_on": None,
            }
        )
    columns["position"] = image.stays[-1]["position"]
    if columns.get("stage_entered_on") is None:
        columns["stage_entered_on"] = image.stays[-1]["entered_on"]


def _stay(stay: Row, place: int) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name in STAY:
        value = stay.get(name)
        if isinstance(value, (list, dict, bool, float)):
            raise UsageError(f"{name} of stay {place} is no text or number", hint="tinycrm export writes it")
        cells[name] = value if not isinstance(value, str) else clean(value, what=name)
    for name in ("seq", "position"):
        if not isinstance(cells[name], int):
            raise UsageError(f"{name} of stay {place} is no whole number", hint="tinycrm export writes it")
    for name in ("pipeline", "stage", "outcome", "entered_at", "entered_on"):
        if not cells[name]:
            raise UsageError(f"{name} of stay {place} is missing", hint="tinycrm export writes it")
    return cells
