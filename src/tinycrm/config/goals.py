"""Goals in config.yaml: one item of the list written, changed or taken out, every other byte left as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinycrm.config.editing import by_hand, end_of, rewrite
from tinycrm.config.yamlio import inline, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.config.document import Document
    from tinycrm.domain.settings import Plain

    Same = Callable[[str], bool]

_GOALS = "goals"


def _any(_: str) -> bool:
    return True


def set_goal(folder: str, kpi: str, target: str, period: str, *, same: Same = _any) -> str:
    """config.yaml names the goal: its line is changed, or a new one stands after the others.

    Args:
        folder: the settings folder; it and the file are made if absent.
        kpi: the key of a KPI.
        target: as typed: "35%", "10000 EUR".
        period: "month", "quarter" …, or "" for any.
        same: says whether the target of a goal that is there is of the same kind: an amount in the same currency.

    Returns:
        The target that the goal had before, "" for a new one.

    Raises:
        UsageError: the file is broken, or its list cannot be changed in place; it is untouched.
        StorageError: it cannot be written.
    """
    before: list[str] = []

    def edit(doc: Document) -> tuple[str, Plain]:
        goals = _items(doc)
        place = _find(goals, kpi, period, same)
        written = inline(target)
        value = resolve(target) if written == target else target
        if place is None:
            item: dict[str, Plain] = {"kpi": kpi, "target": value}
            item |= {"period": period} if period else {}
            return _added(doc, kpi, written, period), _with(doc, [*goals, item])
        old = goals[place]
        changed: dict[str, Plain] = {**(old if isinstance(old, dict) else {}), "target": value}
        before.append(str(old.get("target") or "") if isinstance(old, dict) else "")
        spot = doc.values.get((_GOALS, place, "target"))
        if spot is None or spot.style in ("lines", "block"):
            raise by_hand(doc.name, (_GOALS,))
        source = f"{doc.source[: spot.start]}{written}{doc.source[spot.end :]}"
        return source, _with(doc, [*goals[:place], changed, *goals[place + 1 :]])

    rewrite(folder, edit)
    return before[0] if before else ""


def remove_goal(folder: str, kpi: str, period: str) -> bool:
    """config.yaml no longer names the goal; says whether it did.

    Raises:
        UsageError, StorageError: as `set_goal`.
    """
    found: list[int] = []

    def edit(doc: Document) -> tuple[str, Plain]:
        goals = _items(doc)
        place = _find(goals, kpi, period)
        if place is None:
            return doc.source, doc.data
        found.append(place)
        if len(goals) == 1:
            return _without_last(doc), _with(doc, None)
        rest = [*goals[:place], *goals[place + 1 :]]
        spot = doc.values[(_GOALS, place)]
        if doc.values[(_GOALS,)].style == "flow":
            return _without_flow(doc, place, len(goals)), _with(doc, rest)
        end = spot.end if spot.style == "flow" else end_of(doc, (_GOALS, place))
        return _without_lines(doc.source, spot.start, end), _with(doc, rest)

    rewrite(folder, edit)
    return bool(found)


def _items(doc: Document) -> list[Plain]:
    return list(doc.items((_GOALS,)))


def _find(goals: list[Plain], kpi: str, period: str, same: Same = _any) -> int | None:
    for place, item in enumerate(goals):
        if not isinstance(item, dict) or item.get("kpi") != kpi or str(item.get("period") or "").lower() != period:
            continue
        if same(str(item.get("target"))):
            return place
    return None


def _with(doc: Document, goals: list[Plain] | None) -> Plain:
    """Gives what the file says with other goals; None takes the key away."""
    made: dict[str, Plain] = dict(doc.data) if isinstance(doc.data, dict) else {}
    if goals is None:
        made.pop(_GOALS, None)
    else:
        made[_GOALS] = goals
    return made or None


def _added(doc: Document, kpi: str, target: str, period: str) -> str:
    source = doc.source
    newline = "\r\n" if "\r\n" in source else "\n"
    item = f"{{kpi: {inline(kpi)}, target: {target}{f', period: {period}' if period else ''}}}"
    goals = _items(doc)
    spot = doc.values.get((_GOALS,))
    if not goals:
        if spot is not None:
            # `goals:` with nothing after it, or `goals: []`
            gap = "" if source[spot.start - 1] == " " else " "
            return f"{source[: spot.start]}{gap}[{item}]{source[spot.end :]}"
        gap = newline if source and not source.endswith("\n") else ""
        return f"{source}{gap}goals:{newline}  - {item}{newline}"
    if spot is None:
        raise by_hand(doc.name, (_GOALS,))
    if spot.style == "flow":
        inside = source[spot.start + 1 : spot.end - 1].rstrip()
        comma = "" if inside.endswith(",") else ","
        return f"{source[: spot.start + 1]}{inside}{comma} {item}{source[spot.end - 1 :]}"
    if spot.style != "lines":
        raise by_hand(doc.name, (_GOALS,))
    last = doc.values[(_GOALS, len(goals) - 1)]
    # the dash of the last item stands at the end of the white space before it
    line = source.rfind("\n", 0, last.start) + 1
    dash = source.find("-", line)
    if dash < 0 or dash >= last.start:
        raise by_hand(doc.name, (_GOALS,))
    end = last.end if last.style == "flow" else end_of(doc, (_GOALS, len(goals) - 1))
    stop = source.find("\n", end - 1 if end and source[end - 1] == "\n" else end)
    stop = len(source) if stop < 0 else stop - (source[stop - 1] == "\r")
    return f"{source[:stop]}{newline}{source[line:dash]}- {item}{source[stop:]}"


def _without_lines(source: str, start: int, end: int) -> str:
    """The text without the whole lines from one place to another."""
    begin = source.rfind("\n", 0, start) + 1
    stop = source.find("\n", end - 1 if end and source[end - 1] == "\n" else end)
    return source[:begin] + ("" if stop < 0 else source[stop + 1 :])


def _without_last(doc: Document) -> str:
    head, spot = doc.keys[(_GOALS,)], doc.values[(_GOALS,)]
    if spot.style == "flow":
        return _without_lines(doc.source, head.start, spot.end)
    item = doc.values[(_GOALS, 0)]
    end = item.end if item.style == "flow" else end_of(doc, (_GOALS, 0))
    # what stands between the two is the user's
    return _without_lines(_without_lines(doc.source, item.start, end), head.start, head.end)


def _without_flow(doc: Document, place: int, count: int) -> str:
    if place + 1 < count:
        start, end = doc.values[(_GOALS, place)].start, doc.values[(_GOALS, place + 1)].start
    else:
        start, end = doc.values[(_GOALS, place - 1)].end, doc.values[(_GOALS, place)].end
    return doc.source[:start] + doc.source[end:]
