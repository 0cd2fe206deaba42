"""Currencies whose amounts cannot be part of a sum in the base currency: no rate holds on their day."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from tinycrm.domain.settings import Settings
    from tinycrm.store.sqlite.connect import Cell, Database

_SALES = (("sale", "sold_on", ""), ("deal", "closed_on", " AND outcome = 'won' AND value_minor IS NOT NULL"))
_SUBSCRIPTIONS = (("subscription_change", "changed_on", " AND amount_minor > 0"),)
# derived field → the tables whose amounts it adds up, their days, what more holds of the rows
_SOURCES = {
    "total_sales": _SALES,
    "revenue": _SALES,
    "rfm": _SALES,
    "rfm_class": _SALES,
    "ltv_to_date": _SALES + _SUBSCRIPTIONS,
    "mrr": _SUBSCRIPTIONS,
    "spent": (("expense", "spent_on", ""),),
}


def unconverted(db: Database, keys: Collection[str], settings: Settings) -> list[str]:
    """Gives the currencies of which an amount has no rate on its day, of the fields with these keys."""
    if not {"rfm", "rfm_class"}.isdisjoint(keys) and _one_currency(db):
        keys = [key for key in keys if key not in ("rfm", "rfm_class")]
    sources = dict.fromkeys(source for key in keys for source in _SOURCES.get(key, ()))
    found: set[str] = set()
    for table, day, more in sources:
        # one after the other: what has no rate is soon met
        known = [settings.currency, *settings.rates]
        while (code := _other(db, table, known, more)) is not None:
            found.add(code)
            known.append(code)
        for code, dated in settings.rates.items():
            sql = f"SELECT 1 FROM {table} WHERE {day} < :first AND currency = :code{more} LIMIT 1"
            if db.one(sql, {"first": dated[0][0], "code": code}):
                found.add(code)
    return sorted(found)


def _other(db: Database, table: str, known: list[str], more: str) -> str | None:
    marks: dict[str, Cell] = {f"c{at}": code for at, code in enumerate(known)}
    names = ", ".join(f":{mark}" for mark in marks)
    row = db.one(f"SELECT currency FROM {table} WHERE currency NOT IN ({names}){more} LIMIT 1", marks)
    return None if row is None else str(row[0])


def _one_currency(db: Database) -> bool:
    """Says whether all purchases are in one currency, which scores then compare whatever it is."""
    first = db.one("SELECT currency FROM sale LIMIT 1") or db.one(
        "SELECT currency FROM deal WHERE outcome = 'won' LIMIT 1"
    )
    return first is None or not any(_other(db, table, [str(first[0])], more) for table, _, more in _SALES)
