"""Tasks as to-dos of a calendar, which knows them again by their UIDs and takes the newer."""

from __future__ import annotations

from tinycrm.domain.text import escape
from tinycrm.formats.contenttext import content_line, escaped
from tinycrm.formats.todonote import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tinycrm.domain.clock import Clock
    from tinycrm.domain.results import Json, Row

_PRIORITIES = {"high": "1", "low": "9"}
_NAMED = (("contact", "Contact"), ("company", "Company"), ("deal", "Deal"))


def write_todos(rows: Iterable[tuple[Row, int]], clock: Clock) -> Iterator[str]:
    """Yields the pieces of a calendar.

    Args:
        rows: tasks in their whole JSON form, each with its version.
        clock: whose zone the times of the tasks are in.
    """
    yield "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//TinyCRM//TinyCRM//EN\r\n"
    zone = clock.zone if clock.zone != "UTC" else ""
    if zone:
        from tinycrm.formats.calendarzones import zone_text

        text = zone_text(zone)
        yield text
        zone = zone if text else ""
    for row, version in rows:
        yield _todo(row, version, clock, zone)
    yield "END:VCALENDAR\r\n"


def _todo(row: Row, version: int, clock: Clock, zone: str) -> str:
    changed, is_done = _stamp(row["updated_at"]), row["status"] == "done"
    lines = [
        "BEGIN:VTODO\r\n",
        content_line("UID", escaped(str(row["uid"]))),
        f"DTSTAMP:{changed}\r\nCREATED:{_stamp(row['created_at'])}\r\nLAST-MODIFIED:{changed}\r\nSEQUENCE:{version}\r\n",
        content_line("SUMMARY", escaped(str(row["title"]))),
    ]
    rule = str(row.get("repeat") or "") if not is_done else ""
    due = _due(row, clock, zone if rule else "")
    if due:
        # what repeats has to begin somewhere
        lines += [f"DTSTART{due}"] if rule else []
        lines.append(f"DUE{due}")
    if rule:
        lines.append(content_line("RRULE", escape(rule)))
    priority = _PRIORITIES.get(str(row.get("priority")))
    if priority:
        lines.append(f"PRIORITY:{priority}\r\n")
    lines.append("STATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\n" if is_done else "STATUS:NEEDS-ACTION\r\n")
    if is_done and row.get("done_at"):
        lines.append(f"COMPLETED:{_stamp(row['done_at'])}\r\n")
    about = [f"{word}: {name}" for key, word in _NAMED if (name := _name(row.get(key)))]
    description = describe(str(row.get("note") or ""), about)
    if description:
        lines.append(content_line("DESCRIPTION", escaped(description)))
    return "".join([*lines, "END:VTODO\r\n"])


def _due(row: Row, clock: Clock, zone: str) -> str:
    day, time = row.get("due_on"), row.get("due_time")
    if not day:
        return ""
    plain = _stamp(day)
    if not time:
        return f";VALUE=DATE:{plain}\r\n"
    if zone:
        # summer time must not move the hour of what repeats
        return f";TZID={zone}:{plain}T{_stamp(time)}00\r\n"
    return f":{_stamp(clock.to_instant(str(day), str(time)))}\r\n"


def _stamp(instant: Json) -> str:
    return escape(str(instant)).replace("-", "").replace(":", "")


def _name(value: Json | Mapping[str, Json]) -> str:
    return str(value.get("name") or value.get("title") or "") if isinstance(value, dict) else ""
