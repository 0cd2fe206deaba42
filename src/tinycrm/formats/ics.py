"""iCalendar files: the to-dos of a calendar read one by one as tasks; tasks written as to-dos that keep their UIDs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tinycrm.domain.recur import parse_repeat
from tinycrm.errors import UsageError
from tinycrm.formats.contentlines import Item, LineReader
from tinycrm.formats.contenttext import is_own_uid, told_left, unescaped
from tinycrm.formats.todonote import note_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo
    from typing import BinaryIO

    from tinycrm.domain.clock import Clock
    from tinycrm.formats.contentlines import Cell, Line

_MOST_LINES = 5_000
_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z?))?")
_SPAN = re.compile(r"\+?P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?")
# What is left out: (one, several).
_OTHERS = {
    "VEVENT": ("event", "events"),
    "VJOURNAL": ("journal entry", "journal entries"),
    "VFREEBUSY": ("busy time", "busy times"),
    "VALARM": ("reminder", "reminders"),
    "cancelled": ("cancelled to-do", "cancelled to-dos"),
    "exception": ("change to one time of a repeating to-do", "changes to one time of a repeating to-do"),
}
# What calendars say to themselves, or what becomes a field.
_KNOWN = frozenset(
    (
        *(
            "UID",
            "SUMMARY",
            "DESCRIPTION",
            "DUE",
            "DTSTART",
            "DURATION",
            "STATUS",
            "COMPLETED",
            "PRIORITY",
            "RRULE",
            "PERCENT-COMPLETE",
        ),
        *("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "CLASS", "TRANSP", "RECURRENCE-ID", "ORGANIZER"),
    )
)


def looks_like_calendar(sample: bytes) -> bool:
    """Says whether a file begins as an iCalendar file, in whatever encoding."""
    return sample.replace(b"\0", b"")[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"


class _Part:
    """One component of a calendar.

    Attributes:
        kind: VTODO, VEVENT, VTIMEZONE …
        number: the line it begins on.
        lines: of a to-do its properties, of a zone all lines, of others none.
        reminders: how many components are inside it.
        error: why it cannot be read, or "".
    """

    __slots__ = ("_depth", "error", "kind", "lines", "number", "reminders")

    def __init__(self, kind: str, number: int) -> None:
        self.kind = kind
        self.number = number
        self.lines: list[Line] = []
        self.reminders = 0
        self.error = ""
        self._depth = 0

    def take(self, line: Line, word: str) -> bool:
        """The line is part of it; False when it was the end."""
        if line.name == "BEGIN":
            self._depth += 1
            self.reminders += word == "VALARM"
        elif line.name == "END":
            if not self._depth:
                if word != self.kind:
                    self.error = self.error or f"END:{self.kind} is missing before line {line.number}"
                return False
            self._depth -= 1
        if self.kind == "VTIMEZONE" or (self.kind == "VTODO" and not self._depth and line.name != "END"):
            self._hold(line)
        return True

    def _hold(self, line: Line) -> None:
        if line.error:
            self.error = self.error or f"line {line.number}: {line.error}"
        elif len(self.lines) < _MOST_LINES:
            self.lines.append(line)
        else:
            self.error = self.error or f"the to-do has more than {_MOST_LINES:,} properties"


def _parts(lines: LineReader, name: str) -> Iterator[_Part]:
    part: _Part | None = None
    calendars = 0
    for line in lines:
        word = line.value.strip().upper() if line.name in ("BEGIN", "END") else ""
        if part is not None and line.name == "BEGIN" and word in ("VTODO", "VEVENT", "VCALENDAR"):
            # none of these is inside another
            part.error = part.error or f"END:{part.kind} is missing before line {line.number}"
            yield part
            part = None
        if part is not None:
            if not part.take(line, word):
                yield part
                part = None
        elif line.name == "BEGIN" and word == "VCALENDAR":
            calendars += 1
        elif line.name == "BEGIN":
            part = _Part(word, line.number)
    if part is not None:
        part.error = f"END:{part.kind} is missing: the file ends before it"
        yield part
    if not calendars:
        raise UsageError(f"{name} holds no calendar", hint="a calendar begins with BEGIN:VCALENDAR")


class TodoReader:
    """The tasks of a calendar, one at a time, as often as they are asked for.

    Attributes:
        headers: every key of the to-dos of the last whole reading, in order.
        notes: what to tell of them.
    """

    def __init__(self, opened: Callable[[], BinaryIO], name: str, clock: Clock, encoding: str = "") -> None:
        """A reader of a file.

        Args:
            opened: gives the file at its beginning.
            name: the file, for messages.
            clock: its zone is the one that days and times are to be in.
            encoding: as the user named it; "" finds it out, line by line.
        """
        self._opened = opened
        self._name = name
        self._clock = clock
        self._encoding = encoding
        self._defined: dict[str, str] = {}
        self._zones: dict[str, tzinfo | None] = {}
        self._counts: dict[str, int] = {}
        self._left: dict[str, int] = {}
        self.headers: list[str] = []
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[Item]:
        """Yields every to-do, also those that cannot be read.

        Raises:
            UsageError: an encoding that is none, or that the file is not in; a file without any calendar.
        """
        lines = LineReader(self._opened, self._name, self._encoding)
        self._defined, self._zones, self._counts, self._left = {}, {}, {}, {}
        headers: dict[str, None] = {}
        for part in _parts(lines, self._name):
            if part.kind == "VTIMEZONE":
                self._define(part)
            elif part.kind != "VTODO":
                self._count(part.kind)
            elif (item := self._item(part)) is not None:
                headers.update(dict.fromkeys(item.cells))
                yield item
        self.headers = list(headers)
        self.notes = self._told(lines)

    def _count(self, what: str, number: int = 1) -> None:
        if number:
            self._counts[what] = self._counts.get(what, 0) + number

    def _define(self, part: _Part) -> None:
        name = next((line.value for line in part.lines if line.name == "TZID"), "")
        if name and not part.error and len(self._defined) < 100:
            # a parameter says nothing that a zone needs
            body = [f"{line.name}:{line.value}" for line in part.lines]
            self._defined[name] = "\r\n".join(["BEGIN:VTIMEZONE", *body, "END:VTIMEZONE", ""])

    # --- one to-do ---

    def _item(self, part: _Part) -> Item | None:
        first = {line.name: line for line in reversed(part.lines)}
        status = first["STATUS"].value.strip().upper() if "STATUS" in first else ""
        if not part.error and (status == "CANCELLED" or "RECURRENCE-ID" in first):
            self._count("cancelled" if status == "CANCELLED" else "exception")
            return None
        self._count("VALARM", part.reminders)
        item = Item(part.number, {}, part.error)
        self._fill(item, first, status)
        if "uid" not in item.cells:
            for line in part.lines:
                if line.name not in _KNOWN and not line.name.startswith("X-"):
                    self._left[line.name] = self._left.get(line.name, 0) + 1
        return item

    def _fill(self, item: Item, first: dict[str, Line], status: str) -> None:
        cells = item.cells
        uid, note = _words(first, "UID"), _text(first, "DESCRIPTION")
        if is_own_uid(uid):
            note = note_of(note)
        summary = _words(first, "SUMMARY")
        title = summary or " ".join(note.split())
        if title:
            cells["title"] = title
        if note and (summary or note != title):
            cells["note"] = note
        if is_own_uid(uid):
            cells["uid"] = uid
            for name, key in (("CREATED", "created_at"), ("LAST-MODIFIED", "updated_at")):
                if name in first:
                    cells[key] = self._sound(item, first[name], self._instant)
        elif uid:
            cells["foreign_id"] = uid
        day, time = self._due(item, first)
        if day:
            cells["due_on"] = day
        if time:
            cells["due_time"] = time
        is_done = status == "COMPLETED" or "COMPLETED" in first or _words(first, "PERCENT-COMPLETE") == "100"
        cells["status"] = "done" if is_done else "open"
        if "COMPLETED" in first:
            cells["done_at"] = self._sound(item, first["COMPLETED"], self._instant)
        rank = _words(first, "PRIORITY")
        if rank.isascii() and rank.isdigit() and rank != "0":
            cells["priority"] = "high" if int(rank[:3]) < 5 else "normal" if rank == "5" else "low"
        if "RRULE" in first and not is_done:
            self._repeat(cells, first["RRULE"], "" if item.error else day)

    def _repeat(self, cells: dict[str, Cell], line: Line, day: str) -> None:
        rule = line.value.strip()
        try:
            parse_repeat(rule, day or None)
        except UsageError:
            self._count("rule")
        else:
            cells["repeat"] = rule

    # --- days and times ---

    @staticmethod
    def _sound(item: Item, line: Line, read: Callable[[Line], str]) -> str:
        """What a line says; one that says nothing makes the to-do a bad one and stays as it is, to be mended."""
        try:
            return read(line)
        except UsageError as error:
            item.error = item.error or error.message
            return line.value.strip()

    def _due(self, item: Item, first: dict[str, Line]) -> tuple[str, str]:
        line = first.get("DUE") or first.get("DTSTART")
        if line is None:
            return "", ""
        span = timedelta(0) if "DUE" in first else _span(_words(first, "DURATION"))
        text = self._sound(item, line, lambda one: self._local(one, span))
        # as it stands in the file it may have a space anywhere
        return (text[:10], text[11:]) if len(text) == 16 and text[10] == " " else (text, "")

    def _local(self, line: Line, span: timedelta) -> str:
        """The day and time where the user is; no time when the line names a day alone."""
        moment, is_day = self._moment(line)
        try:
            moment += span
            if moment.tzinfo is None:
                text = moment.strftime("%Y-%m-%d %H:%M")
            else:
                text = self._clock.local(moment.astimezone(UTC).isoformat())
        except (OverflowError, ValueError):
            raise _no_moment(line) from None
        return text[:10] if is_day else text

    def _instant(self, line: Line) -> str:
        moment, is_day = self._moment(line)
        if is_day:
            return moment.strftime("%Y-%m-%d")
        if moment.tzinfo is None:
            return moment.strftime("%Y-%m-%d %H:%M")
        try:
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (OverflowError, ValueError):
            raise _no_moment(line) from None

    def _moment(self, line: Line) -> tuple[datetime, bool]:
        found = _MOMENT.fullmatch(line.value.strip())
        if found is None:
            raise _no_moment(line)
        hour, utc = found[4], found[7]
        year, month, day, *time = (int(number or 0) for number in found.groups()[:6])
        try:
            # a second that was put in between is the last of its minute
            moment = datetime(year, month, day, time[0], time[1], min(time[2], 59))
        except ValueError:
            raise _no_moment(line) from None
        if not 1900 <= year <= 2200:
            raise _no_moment(line)
        if utc:
            return moment.replace(tzinfo=UTC), False
        name = line.param("TZID")
        return moment.replace(tzinfo=self._zone(name) if name and hour else None), hour is None

    def _zone(self, name: str) -> tzinfo | None:
        if name not in self._zones:
            from tinycrm.formats.calendarzones import find_zone

            self._zones[name] = find_zone(name, self._defined) if len(self._zones) < 1000 else None
            if self._zones[name] is None:
                self._count("zone")
        return self._zones[name]

    # --- what is told ---

    def _told(self, lines: LineReader) -> list[str]:
        notes: list[str] = []
        counts = self._counts
        name = self._name
        if lines.guessed:
            notes.append(f"{name}:{lines.guessed_at}: not UTF-8, read as {lines.guessed}; --encoding names another")
        others = [_counted(counts[kind], *words) for kind, words in _OTHERS.items() if kind in counts]
        if others:
            notes.append(f"{name}: left out: {', '.join(others)}")
        if "rule" in counts:
            what = _counted(counts["rule"], "to-do repeats", "to-dos repeat")
            notes.append(f"{name}: {what} in a way that tasks cannot, and came in without it")
        if "zone" in counts:
            what = _counted(counts["zone"], "time zone is", "time zones are")
            notes.append(f"{name}: {what} not known; times in it were read as local ones")
        if self._left:
            notes.append(told_left(name, self._left, "tasks"))
        return notes


def _words(first: dict[str, Line], name: str) -> str:
    line = first.get(name)
    return " ".join(unescaped(line.value).split()) if line is not None else ""


def _text(first: dict[str, Line], name: str) -> str:
    line = first.get(name)
    if line is None:
        return ""
    text = unescaped(line.value).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u2028", "\n").replace("\u2029", "\n").strip()


def _no_moment(line: Line) -> UsageError:
    return UsageError(
        f"{line.name} '{line.value[:60]}' on line {line.number} is no day or time of 1900-2200",
        hint="20261201, 20261201T150000 or 20261201T140000Z",
    )


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if found is None:
        return timedelta(0)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
