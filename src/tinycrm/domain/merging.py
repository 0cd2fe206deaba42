"""Which value stays when records become one: where they agree there is no question, else a rule decides."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.results import id_of
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.results import Json, Row

RULES = ("first", "newest", "longest")
# days of what happened once: the earliest is the true one, whatever the rule
EARLIEST = ("lead_on", "customer_since")
# one value a record; of two only one can stay. Lists and notes are joined
SINGLE = {
    "contact": (
        "name",
        "given",
        "family",
        "title",
        "lifecycle",
        "source",
        "owner",
        "birthday",
        "cadence_days",
        "lead_on",
        "customer_since",
    ),
    "company": (
        "name",
        "parent",
        "industry",
        "size",
        "country",
        "lifecycle",
        "source",
        "owner",
        "lead_on",
        "customer_since",
    ),
}


class Clash:
    """A field in which records that become one differ.

    Attributes:
        field: its JSON key; a custom one as "fields.KEY".
        values: (record, value), the record that stays first if it has one.
        winner: the record whose value stays.
    """

    __slots__ = ("field", "values", "winner")

    def __init__(self, field: str, values: list[tuple[int, Json]], winner: int) -> None:
        self.field = field
        self.values = values
        self.winner = winner

    @property
    def kept(self) -> Json:
        """The value that stays."""
        return next(value for id, value in self.values if id == self.winner)

    @property
    def dropped(self) -> list[tuple[int, Json]]:
        """The values that go, each once: (record, value)."""
        gone: list[tuple[int, Json]] = []
        for id, value in self.values:
            if not _same(self.field, value, self.kept) and not any(
                _same(self.field, value, other) for _, other in gone
            ):
                gone.append((id, value))
        return gone


def check_rule(prefer: str | None) -> str:
    """Gives the rule that a word names; "first" for None.

    Raises:
        UsageError: it names none.
    """
    word = "first" if prefer is None else prefer.strip().lower()
    if word not in RULES:
        raise UsageError(f"'{prefer}' is no rule of --prefer", hint="use first, newest or longest")
    return word


def find_clashes(
    noun: str, records: Sequence[Row], prefer: str = "first", picks: Mapping[str, int] | None = None
) -> list[Clash]:
    """Gives the fields in which the records differ, and whose value stays.

    Args:
        noun: "contact" or "company".
        records: whole, in their JSON form; the one that stays first.
        prefer: "first" the first that has a value, "newest" the one updated last, "longest" the longest text.
        picks: field → the record a person chose.
    """
    ids = [id_of(record) for record in records]
    customs: dict[str, None] = {}
    for record in records:
        fields = record.get("fields")
        customs.update(dict.fromkeys(fields if isinstance(fields, dict) else ()))
    clashes: list[Clash] = []
    for field in (*SINGLE[noun], *(f"fields.{key}" for key in customs)):
        values = [
            (id, value) for id, record in zip(ids, records, strict=True) if not _empty(value := _value(record, field))
        ]
        if field == "parent":
            # a company is not above itself
            values = [(id, value) for id, value in values if not (isinstance(value, dict) and value["id"] in ids)]
        if len(values) > 1 and any(not _same(field, value, values[0][1]) for _, value in values):
            chosen = (picks or {}).get(field) if field not in EARLIEST else None
            winner = chosen if chosen in [id for id, _ in values] else _winner(field, values, records, prefer)
            clashes.append(Clash(field, values, winner or values[0][0]))
    return clashes


def value_text(value: Json) -> str:
    """Gives a value as a person reads it: of a linked record its name."""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _value(record: Row, field: str) -> Json:
    if field.startswith("fields."):
        fields = record.get("fields")
        return fields.get(field.removeprefix("fields.")) if isinstance(fields, dict) else None
    return record.get(field)


def _empty(value: Json) -> bool:
    return value is None or value in ("", [])


def _same(field: str, one: Json, two: Json) -> bool:
    if one == two:
        return type(one) is type(two)
    # nobody is asked whether CEO or ceo; a name in capitals is another matter
    return field != "name" and isinstance(one, str) and isinstance(two, str) and fold(one) == fold(two)


def _winner(field: str, values: list[tuple[int, Json]], records: Sequence[Row], prefer: str) -> int:
    if field in EARLIEST:
        return min(values, key=lambda item: str(item[1]))[0]
    if prefer == "newest":
        changed = {id_of(record): str(record["updated_at"]) for record in records}
        return max(values, key=lambda item: changed[item[0]])[0]
    if prefer == "longest":
        return max(values, key=lambda item: len(value_text(item[1])))[0]
    return values[0][0]
