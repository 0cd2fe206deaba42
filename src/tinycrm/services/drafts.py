"""Typed options become a draft of a record: checked, normalised, its references resolved; nothing written yet."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.text import blank, clean
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

    Given = Mapping[str, Sequence[str]]

_KEY_LENGTH = 64
# instants without which a record says nothing: emptied, they are now
_NEVER_EMPTY = ("at", "opened_at")
# records that are known by other things than a name
_NAMELESS = ("sale", "subscription", "expense")


class Point:
    """One contact point: its key for comparison, its text as typed, its label."""

    __slots__ = ("key", "label", "typed")

    def __init__(self, key: str, typed: str, label: str | None) -> None:
        self.key = key
        self.typed = typed
        self.label = label


class Draft:
    """What a record is to hold.

    Attributes:
        columns: column → stored value.
        points: kind → contact points, first is the primary.
        tags: folded key → name, or None when not mentioned.
        links: linked noun → ids, first is the primary.
        custom: custom field → stored value; None clears it.
    """

    __slots__ = ("columns", "custom", "links", "points", "tags")

    def __init__(self) -> None:
        self.columns: dict[str, Cell] = {}
        self.points: dict[str, list[Point]] = {}
        self.tags: dict[str, str] | None = None
        self.links: dict[str, list[int]] = {}
        self.custom: dict[str, Cell] = {}


def make_draft(work: Work, noun: str, given: Given) -> Draft:
    """Gives the draft of what was typed.

    Args:
        work: the command's work; references are resolved with it.
        noun: whose record.
        given: field name → texts, as typed; `set` holds `key=value` texts. A blank text clears the field.

    Raises:
        UsageError: an unknown field, or a value that is none.
        NotFound, Ambiguous: a reference inside it.
    """
    draft = Draft()
    known = NOUNS[noun]
    custom = work.settings.custom(noun)
    for name, texts in given.items():
        if name != "set":
            put(work, noun, draft, settable(work, noun, name), texts)
    for text in given.get("set", ()):
        from tinycrm.domain.fields import custom_field

        name, value = split_assignment(text)
        field = known.get(name, custom) or custom_field(custom_key(name), custom.get(custom_key(name)))
        if not field.editable or field.place == "custom_all":
            raise UsageError(f"'{field.key}' cannot be set", hint=f"tinycrm {noun} edit --help shows what can")
        put(work, noun, draft, field, [value])
    return draft


def settable(work: Work, noun: str, name: str) -> Field:
    """Gives the field that a name means, one that may be set.

    Raises:
        UsageError: no such field, or one that the store keeps by itself.
    """
    field = NOUNS[noun].need(name, work.settings.custom(noun))
    if not field.editable:
        raise UsageError(f"'{field.key}' cannot be set", hint=f"tinycrm {noun} edit --help shows what can")
    return field


def split_assignment(text: str) -> tuple[str, str]:
    """Gives key and value of `key=value`.

    Raises:
        UsageError: there is no `=` or no key.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(f"--set '{text}' is no assignment", hint="write --set key=value")
    return name.strip(), value


def custom_key(name: str) -> str:
    """Gives the key of a custom field: letters, digits and underscores of any script.

    Raises:
        UsageError: the name is no such key.
    """
    key = clean(name, what="field").strip().replace("-", "_").replace(" ", "_").lower()
    if not key.isidentifier() or len(key) > _KEY_LENGTH:
        raise UsageError(f"'{name}' cannot name a custom field", hint="letters, digits and _, beginning with a letter")
    return key


def put(work: Work, noun: str, draft: Draft, field: Field, texts: Sequence[str]) -> None:
    """The draft holds a field's texts, read as values of the field; blank ones clear it.

    Raises:
        UsageError: a text is no such value.
        NotFound, Ambiguous: a reference.
    """
    filled = [text for text in texts if not blank(text)]
    if field.place == "point":
        draft.points[field.type] = _points(work, field, filled)
    elif field.place == "tag":
        names = [clean(text, what="tag") for text in filled]
        draft.tags = {fold(name): name for name in names}
    elif field.place == "link":
        from tinycrm.services.references import resolve_all

        draft.links[field.noun] = resolve_all(work, field.noun, filled)
    elif field.place == "ref":
        from tinycrm.services.references import resolve_all

        ids = resolve_all(work, field.noun, filled[-1:])
        draft.columns[field.column] = ids[0] if ids else None
    elif field.place == "custom":
        from tinycrm.domain.values import parse_value

        draft.custom[field.key] = parse_value(field, filled[-1], work.reading) if filled else None
    elif field.place == "column":
        _column(work, noun, draft, field, filled[-1] if filled else None)
    else:
        raise UsageError(f"'{field.key}' cannot be set", hint="set one custom field: --set key=value")


def _points(work: Work, field: Field, texts: list[str]) -> list[Point]:
    from tinycrm.domain.points import normalise, split_label

    what, country = field.label.lower(), work.settings.country
    points: dict[str, Point] = {}
    for text in texts:
        bare, label = split_label(clean(text, what=what))
        key, typed = normalise(field.type, bare, country)
        points.setdefault(key, Point(key, typed, label))
    return list(points.values())


def _column(work: Work, noun: str, draft: Draft, field: Field, text: str | None) -> None:
    columns = draft.columns
    if field.folded and text is None and noun in _NAMELESS:
        columns[field.column] = columns[field.folded] = None
        return
    if field.folded and text is None:
        raise UsageError(f"the {field.label.lower()} is blank", hint=f"a {noun} needs a {field.label.lower()}")
    if field.type == "when":
        day, time = work.reading.when(text, past=field.past) if text is not None else (None, None)
        columns["due_on"], columns["due_time"] = day, time
    elif field.type == "money":
        if text is None:
            columns[field.column] = None
        else:
            columns[field.column], columns["currency"] = work.reading.money(text)
    elif field.type == "instant":
        at, day = work.reading.instant(text or "now") if text is not None or field.key in _NEVER_EMPTY else (None, None)
        columns[field.column], columns[field.day] = at, day
    elif text is None:
        columns[field.column] = {"priority": "normal"}.get(field.key)
    else:
        value = _value(field, text, work)
        columns[field.column] = value
        if field.folded:
            columns[field.folded] = fold(str(value))


def _value(field: Field, text: str, work: Work) -> Cell:
    if field.type in ("text", "long"):
        return clean(text, what=field.label.lower(), long=field.type == "long")
    from tinycrm.domain.values import parse_value

    return parse_value(field, text, work.reading)


def move_money(
    before: Mapping[str, Cell], columns: dict[str, Cell], given: Given, work: Work, noun: str = "deal"
) -> None:
    """The draft's amount and currency agree: a currency named apart goes with the amount, old or new.

    Args:
        before: the record's present columns; empty for a new one.
        columns: the draft's columns, changed in place.
        given: as typed.
        work: the command's work.
        noun: whose amount.

    Raises:
        UsageError: digits would be lost, or two currencies were named.
    """
    from tinycrm.domain.currencies import check_currency
    from tinycrm.domain.money import recurrency

    field = next(field for field in NOUNS[noun].fields if field.type == "money")

    named = [text for text in given.get("currency", ()) if not blank(text)]
    amounts = [text for text in given.get(field.key, ()) if not blank(text)]
    currency = check_currency(named[-1]) if named else None
    own = before.get("currency")
    if amounts:
        base = currency or (str(own) if own else "")
        columns[field.column], columns["currency"] = work.reading.money(amounts[-1], currency, base=base)
        return
    if currency:
        minor = before.get(field.column)
        if isinstance(minor, int) and isinstance(own, str) and field.column not in columns:
            columns[field.column] = recurrency(minor, own, currency)
        columns["currency"] = currency
    elif not own:
        columns["currency"] = work.settings.currency
    elif columns.get("currency", own) is None:
        raise UsageError(f"the currency '{own}' cannot be cleared", hint="--currency EUR changes it")
