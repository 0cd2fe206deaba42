"""What an operation changed of a record, under the keys that its JSON has."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Number
from tinycrm.store.cells import is_whole, whole
from tinycrm.store.encode import decode_row
from tinycrm.store.tables import LINKS, title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.domain.results import Json, Row
    from tinycrm.domain.settings import Settings
    from tinycrm.store.row_states import RowState
    from tinycrm.store.sqlite.connect import Cell, Database

    Cells = dict[str, Cell]

# they tell when and which, or follow from other records
_UNTOLD = frozenset(("id", "uid", "created_at", "updated_at", "last_touch_at", "last_in_at", "last_out_at"))
# table of links → (noun whose rows they are, column of the other record, its noun)
_LINKED = {table: (noun, other, linked) for (noun, linked), (table, _, other) in LINKS.items()}
# the other tables whose rows are part of a record, and of what noun
OWNERS = {
    **{table: noun for table, (noun, _, _) in _LINKED.items()},
    "relation": "contact",
    "campaign_member": "campaign",
    "subscription_change": "subscription",
    "subscription_term": "subscription",
}
_POINTS = {"email": "emails", "phone": "phones", "website": "websites", "handle": "handles"}


class Names:
    """The words that name records, looked up once each; of one that is gone, what it was called last."""

    __slots__ = ("_db", "_known")

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[int, str] = {}

    def ref(self, noun: str, id: Cell) -> Json:
        """Gives {"id", "name"}, or None for no id."""
        if not is_whole(id):
            return None
        if id not in self._known:
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[id] = self._find(noun, id)
        return {"id": id, "name": self._known[id]}

    def _find(self, noun: str, id: int) -> str:
        title = title_of(noun)
        row = self._db.one(f"SELECT {title} FROM {noun} WHERE id = :id", {"id": id})
        if row is None:
            image = last_image(self._db, noun, id)
            return str(image.get(title) or "")
        return str(row[0] or "")


def last_image(db: Database, noun: str, id: int) -> Cells:
    """Gives the cells of a record that is gone, as the journal last saw it; empty when it never did or was purged."""
    sql = (
        "SELECT coalesce(before, after) FROM change WHERE record = :id AND tbl = :noun"
        " AND (kind = 'D' AND before IS NOT NULL OR kind = 'I' AND after IS NOT NULL) ORDER BY op DESC LIMIT 1"
    )
    row = db.one(sql, {"id": id, "noun": noun})
    return decode_row(str(row[0])) if row else {}


def changed_of(noun: str, states: Iterable[RowState], names: Names, settings: Settings) -> Row:
    """Gives key → {"before", "after"} of everything that differs; of lists only the items that went and that came.

    Args:
        noun: of the record.
        states: its rows and those that hang on it.
        names: of the records that it names.
        settings: its custom fields.
    """
    told: Row = {}
    lists: dict[str, list[tuple[Json, Json]]] = {}
    firsts: dict[str, list[tuple[Json, Json]]] = {}
    for state in states:
        if state.table.name == noun:
            told |= _columns(noun, state, names, settings)
            continue
        found = _HANGING.get(state.table.name)
        if found is None:
            continue
        key, first, item = found(state, names)
        before, after = item(state.before), item(state.after)
        if first:
            shown = [_single(cells, value) for cells, value in ((state.before, before), (state.after, after))]
            firsts.setdefault(first, []).append((shown[0], shown[1]))
        if before != after:
            lists.setdefault(key, []).append((before, after))
    for key, pairs in lists.items():
        told[key] = _pair([one for one, _ in pairs if one is not None], [two for _, two in pairs if two is not None])
    for key, pairs in firsts.items():
        one = next((before for before, _ in pairs if before is not None), None)
        two = next((after for _, after in pairs if after is not None), None)
        if one != two:
            told[key] = _pair(one, two)
    order = {field.key: at for at, field in enumerate(NOUNS[noun].fields)}
    return {key: told[key] for key in sorted(told, key=lambda key: order.get(key, len(order)))}


def _pair(before: Json, after: Json) -> Json:
    return {"before": before, "after": after}


def _single(cells: Cells | None, item: Json) -> Json:
    """The first of a list as its own key shows it: a point's text alone."""
    if not cells or not cells.get("is_primary"):
        return None
    return item["value"] if isinstance(item, dict) and "value" in item else item


def _columns(noun: str, state: RowState, names: Names, settings: Settings) -> Row:
    before, after = state.before or {}, state.after or {}
    told: Row = {}
    for field in NOUNS[noun].fields:
        if field.key in _UNTOLD or field.place not in ("column", "ref", "custom_all"):
            continue
        column = field.column or "fields"
        if column not in before and column not in after:
            continue
        if field.place == "custom_all":
            had, has = _custom(before, noun, settings), _custom(after, noun, settings)
            gone = {key: value for key, value in had.items() if has.get(key) != value}
            come = {key: value for key, value in has.items() if had.get(key) != value}
            if gone or come:
                told["fields"] = _pair(gone, come)
            continue
        one, two = _value(field, before, names), _value(field, after, names)
        if one != two:
            told[field.key] = _pair(one, two)
    return told


def _value(field: Field, cells: Cells, names: Names) -> Json:
    cell = cells.get(field.column)
    if cell is None:
        return None
    if field.place == "ref":
        return names.ref(field.noun, cell)
    if field.type == "money":
        return _money(cell, cells)
    if field.type == "ratio":
        from tinycrm.domain.money import probability_text

        return Number(probability_text(whole(cell)))
    return cell


def _money(cell: Cell, cells: Cells) -> Json:
    from tinycrm.domain.money import to_decimal_text

    currency = cells.get("currency")
    return None if cell is None or currency is None else Number(to_decimal_text(whole(cell), str(currency)))


def _custom(cells: Cells, noun: str, settings: Settings) -> Row:
    text = cells.get("fields")
    if not isinstance(text, str):
        return {}
    declared = settings.custom(noun)
    return {
        key: bool(value) if key in declared and declared[key].type == "boolean" and value is not None else value
        for key, value in decode_row(text).items()
    }


# --- what hangs on a record: its key, the key of its first, and what makes an item of a row ---

if TYPE_CHECKING:
    Shape = tuple[str, str, Callable[["Cells | None"], Json]]


def _point(state: RowState, _: Names) -> Shape:
    kind = str(state.key[1])

    def item(cells: Cells | None) -> Json:
        return {"value": cells["typed"], "label": cells.get("label")} if cells and "typed" in cells else None

    return _POINTS.get(kind, kind), kind, item


def _tag(_state: RowState, _: Names) -> Shape:
    return "tags", "", lambda cells: None if cells is None else cells.get("name")


def _link(state: RowState, names: Names) -> Shape:
    noun, column, linked = _LINKED[state.table.name]
    place = state.table.key.index(column)
    plural = NOUNS[linked].plural
    first = linked if NOUNS[noun].fields and _has_first(noun, linked) else ""
    return plural, first, lambda cells: None if cells is None else names.ref(linked, state.key[place])


def _has_first(noun: str, linked: str) -> bool:
    return any(field.key == linked and not field.many for field in NOUNS[noun].fields)


def _relation(state: RowState, names: Names) -> Shape:
    _, other, kind = state.key

    def item(cells: Cells | None) -> Json:
        ref = names.ref("contact", other)
        return None if cells is None or not isinstance(ref, dict) else {"kind": kind, **ref}

    return "relations", "", item


def _member(state: RowState, names: Names) -> Shape:
    def item(cells: Cells | None) -> Json:
        if cells is None:
            return None
        noun = "company" if cells.get("contact") is None else "contact"
        ref = names.ref(noun, state.key[1])
        days: Row = {key: cells.get(key) for key in ("reached_on", "answered_on")}
        return {**ref, "noun": noun, **days} if isinstance(ref, dict) else None

    return "members", "", item


def _life(_state: RowState, _: Names) -> Shape:
    def item(cells: Cells | None) -> Json:
        if not cells:
            return None
        amount = _money(cells.get("amount_minor"), cells)
        row: Row = {"on": cells.get("changed_on"), "kind": cells.get("kind"), "amount": amount}
        return {**row, "currency": cells.get("currency"), "interval": cells.get("interval")}

    return "changes", "", item


def _term(_state: RowState, _: Names) -> Shape:
    def item(cells: Cells | None) -> Json:
        if not cells:
            return None
        row: Row = {"on": cells.get("starts_on"), "until": cells.get("ends_on"), "outcome": cells.get("outcome")}
        return {**row, "decided_on": cells.get("decided_on")}

    return "terms", "", item


_HANGING: dict[str, Callable[[RowState, Names], Shape]] = {
    "contact_point": _point,
    "tagging": _tag,
    **dict.fromkeys(_LINKED, _link),
    "relation": _relation,
    "campaign_member": _member,
    "subscription_change": _life,
    "subscription_term": _term,
}


def noun_of(states: Sequence[RowState]) -> str:
    """Gives the noun of the record whose rows these are, "" when nothing of a record is among them."""
    for state in states:
        if state.table.noun:
            return state.table.noun
    for state in states:
        cells = state.after or state.before or {}
        if state.table.name in OWNERS:
            return OWNERS[state.table.name]
        if state.table.name == "contact_point":
            return "contact" if cells.get("contact") is not None else "company"
        if state.table.name == "tagging" and str(cells.get("noun")) in NOUNS:
            return str(cells["noun"])
    return ""
