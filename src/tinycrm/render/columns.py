"""Columns for rows that come without any: each key as what it most likely is."""

from __future__ import annotations

from tinycrm.domain.results import Column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row

_BOOKKEEPING = ("uid", "version", "created_at", "updated_at")


def derived(rows: Sequence[Row], *, people: bool = False) -> list[Column]:
    """Columns for rows that come without: every key in order of first sight, custom fields by their own keys.

    Args:
        rows: the records.
        people: without the bookkeeping and what another line says already.
    """
    kinds: dict[str, Column] = {}
    for row in rows:
        for key, value in row.items():
            if people and (key in _BOOKKEEPING or (key in ("email", "phone") and row.get(f"{key}s"))):
                continue
            if people and key == "currency" and row.get("value") is not None:
                continue
            if key == "fields" and isinstance(value, dict):
                for name, inner in value.items():
                    kinds.setdefault(name, _guess(name, inner))
            else:
                kinds.setdefault(key, _guess(key, value))
    return list(kinds.values())


def _guess(key: str, value: Json) -> Column:
    if key.endswith("_at") or key == "at":
        return Column(key, kind="instant")
    if key == "due_on":
        return Column(key, kind="due")
    if key.endswith("_on") or key == "birthday":
        return Column(key, kind="day")
    if key in ("value", "amount", "budget"):
        return Column(key, kind="money")
    if key == "probability" or key.endswith("_rate"):
        return Column(key, kind="ratio")
    if isinstance(value, bool):
        return Column(key, kind="bool")
    return Column(key, kind="list" if isinstance(value, list) else "text")
