"""Counts and sums over the records of a noun, as a user's own KPIs and reports ask for them."""

from __future__ import annotations

from tinycrm.domain.filters import parse_filter
from tinycrm.domain.nouns import NOUNS
from tinycrm.store.expressions import scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.fields import Field
    from tinycrm.domain.measures import Measure
    from tinycrm.store import Store
    from tinycrm.store.sqlite.connect import Cell, Condition

    # group, currency ("" of what is no amount), day ("" unless asked for), sum or count, records
    Total = tuple[str, str, str, int, int]

# a sum in two parts, so that none can overflow
_PART = 2**32
# numbers are added up in millionths
_MILLION = 1_000_000
_TIMES = {"month": 7, "quarter": 7, "year": 4}


def totals(
    store: Store, measure: Measure, first: str, last: str, within: Condition, by: str = "", *, dated: bool = False
) -> list[Total]:
    """Gives a measure over a period, by currency where it is an amount.

    Args:
        store: the database.
        measure: what is counted or added.
        first, last: ISO days, both included.
        within: which records count.
        by: a field of the noun, "month", "quarter" or "year" of the day that decides; "" for one group.
        dated: whether each day is apart, so that amounts can be converted at its rate.

    Returns:
        (group, currency, day, sum, records): amounts in minor units, other sums in millionths, counts as they are.

    Raises:
        UsageError: a value in the filter is none of its field's.
    """
    noun = NOUNS[measure.noun]
    table = noun.name
    where, params = [within[0]] if within[0] else [], dict(within[1])
    if measure.where:
        condition = store.where(noun, prefix="m")
        where.append(condition.sql(parse_filter(measure.where)))
        params |= condition.params
    day = _day(table, measure.day)
    if day:
        where.append(f"{day} BETWEEN :first AND :last")
        params |= _bounds(store, measure.day, first, last)
    group = "''"
    if by in _TIMES:
        # an instant is of a local day, which its minute tells
        size = _TIMES[by] if measure.day is None or _has_day(measure.day) else 16
        group = f"substr({day}, 1, {size})"
    elif by:
        group = scalar(noun, store.field(noun, by), store.pipelines)
    money = f"{table}.currency" if measure.money else "''"
    value = "0" if measure.field is None else scalar(noun, measure.field, store.pipelines)
    real = measure.field is not None and measure.field.type == "number"
    parts = f"sum({value}), 0" if real else f"coalesce(sum({value} / {_PART}), 0), coalesce(sum({value} % {_PART}), 0)"
    counted = f"count({value})" if measure.field is not None else "count(*)"
    apart = f"substr({day}, 1, 10)" if dated and day else "''"
    sql = f"SELECT {group}, {money}, {apart}, {counted}, {parts} FROM {table}"
    if where:
        sql += f" WHERE {' AND '.join(where)}"
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for name, currency, on, count, high, low in store.db.rows(f"{sql} GROUP BY 1, 2, 3", params):
        key = (_named(store, str(name if name is not None else ""), by, measure.day), str(currency), str(on))
        total, number = found.get(key, (0, 0))
        own = _sum(measure, count, high, low, real=real)
        found[key] = (total + own, number + (count if isinstance(count, int) else 0))
    return [(*key, total, number) for key, (total, number) in sorted(found.items())]


def any_record(store: Store, measure: Measure, last: str) -> bool:
    """Says whether there is any record of a measure's noun that counts by a day."""
    day = _day(measure.noun, measure.day)
    where = f" WHERE {day} <= :last" if day else ""
    params = {"last": _bounds(store, measure.day, last, last)["last"]} if day else {}
    return store.db.one(f"SELECT 1 FROM {measure.noun}{where} LIMIT 1", params) is not None


def _sum(measure: Measure, count: Cell, high: Cell, low: Cell, *, real: bool) -> int:
    if measure.field is None:
        return count if isinstance(count, int) else 0
    if real:
        return round(float(high or 0) * _MILLION)
    whole = int(str(high)) * _PART + int(str(low))
    return whole if measure.money else whole * _MILLION


def _has_day(field: Field) -> bool:
    return field.type != "instant" or bool(field.day)


def _day(table: str, field: Field | None) -> str:
    if field is None:
        return ""
    return f"{table}.{field.day or field.column}"


def _bounds(store: Store, field: Field | None, first: str, last: str) -> dict[str, Cell]:
    if field is None or _has_day(field):
        return {"first": first, "last": last}
    clock = store.reading.clock
    return {"first": clock.to_instant(first, "00:00"), "last": clock.to_instant(last, "23:59")[:-3] + "59Z"}


def _named(store: Store, name: str, by: str, day: Field | None) -> str:
    if by not in _TIMES or not name:
        return name
    if day is not None and not _has_day(day):
        name = store.reading.clock.local_day(f"{name}:00Z")
    if by == "quarter":
        return f"{name[:4]}-Q{(int(name[5:7]) + 2) // 3}"
    return name[: _TIMES[by]]
