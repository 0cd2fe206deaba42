"""The agenda: what is due, and who is waiting."""

from __future__ import annotations

import os
from datetime import date, timedelta

from tinycrm.config.paths import jobs_folder
from tinycrm.domain.fold import fold
from tinycrm.domain.results import Column, Listing, Page, id_of
from tinycrm.errors import UsageError
from tinycrm.services.listing import Asked, list_records
from tinycrm.store import outbox
from tinycrm.store.queries import agenda

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Condition

# An unanswered e-mail is worth a look after this many days, and for so long.
AWAITED_AFTER = 3
AWAITED_UNTIL = 30
OWED_UNTIL = 90
BIRTHDAYS_AHEAD = 14
# the last working day is not further back; a mail is refused for good so long after it was queued
_REFUSED_DAYS = 4
_QUEUED_DAYS = 30
KEYS = (
    *("overdue", "due", "upcoming", "undated", "tickets", "owed", "awaited", "cadence", "rotting"),
    *("renewals", "birthdays", "mails", "jobs"),
)
_SHOWN = 15
# Of those who wait a person is shown the first; beyond this many they are not even counted.
_COUNTED = 30


def is_empty(work: Work) -> bool:
    """Says whether the database holds no record at all."""
    return agenda.is_empty(work.store.db)


def agenda_page(work: Work, *, days: int = 7, owner: str | None = None, whole: bool = True) -> Page:
    """Gives the agenda: overdue, due, undated and upcoming tasks, people, tickets, deals and subscriptions that wait.

    Args:
        work: the command's work.
        days: how many days ahead count as upcoming.
        owner: only this user's tasks, tickets, deals and subscriptions; None is everyone's.
        whole: with every row in the page's data; otherwise the data holds what the blocks show.
    """
    blocks: list[tuple[str, list[str] | Listing]] = []
    data: dict[str, Json] = {"date": work.today}
    for part in agenda_parts(work, days=days, owner=owner, whole=whole):
        data[part.key] = [*part.listing.rows]
        if part.count:
            blocks.append((part.heading + part.counted, part.shown()))
            if part.left:
                blocks.append(("", [f"… and {part.left} more" if part.exact else "… and more"]))
    return Page("", blocks, data)


class Part:
    """One block of the agenda.

    Attributes:
        key: of its rows in the page's data.
        heading: for people.
        listing: all its rows, or those that were looked for.
        count: how many there are, or the most that were counted.
        exact: whether there are not even more.
    """

    __slots__ = ("count", "exact", "heading", "key", "listing")

    def __init__(self, key: str, heading: str, listing: Listing, *, most: int = -1) -> None:
        rows = listing.rows = list(listing.rows)
        self.key = key
        self.heading = heading
        self.listing = listing
        self.exact = most < 0 or len(rows) < most
        self.count = listing.total if self.exact and listing.total is not None else len(rows)

    @property
    def counted(self) -> str:
        """How many there are, as it stands behind the heading."""
        if not self.exact:
            return f" ({_COUNTED}+)"
        return f" ({self.count})" if self.count > 1 else ""

    @property
    def left(self) -> int:
        """How many are not shown."""
        return max(0, self.count - _SHOWN)

    def shown(self) -> Listing:
        """Gives the rows that people see."""
        self.listing.rows, self.listing.total = list(self.listing.rows)[:_SHOWN], None
        return self.listing


def agenda_parts(
    work: Work, *, days: int = 7, owner: str | None = None, whole: bool = True, only: Collection[str] = KEYS
) -> Iterator[Part]:
    """Yields the blocks of the agenda, also those that hold nothing; arguments as of `agenda_page`.

    Args:
        only: the keys of those that are looked for.
    """
    today = date.fromisoformat(work.today)
    try:
        ahead = (today + timedelta(days=days)).isoformat()
    except OverflowError:
        raise UsageError(f"--days {days} leads out of the calendar", hint="tinycrm today --days 30") from None
    yesterday = (today - timedelta(days=1)).isoformat()
    most = -1 if whole else _COUNTED + 1

    def tasks(after: str | None, until: str | None) -> Listing:
        return _tasks(work, agenda.open_tasks(after=after, until=until), owner, whole=whole)

    made: dict[str, tuple[str, int, Callable[[], Listing]]] = {
        "overdue": ("Overdue", -1, lambda: tasks(None, yesterday)),
        "due": ("Today", -1, lambda: tasks(yesterday, work.today)),
        "upcoming": (f"Next {days} days", -1, lambda: tasks(work.today, ahead)),
        "undated": ("Without a date", -1, lambda: tasks(None, None)),
        "tickets": ("Tickets without an answer", most, lambda: _tickets(work, owner, most)),
        "owed": ("They wrote last", most, lambda: _words(work, "in", 0, OWED_UNTIL, most)),
        "awaited": ("No answer yet", most, lambda: _words(work, "out", AWAITED_AFTER, AWAITED_UNTIL, most)),
        "cadence": ("Out of touch", most, lambda: _silent(work, most)),
        "rotting": ("Deals gone stale", -1, lambda: _rotting(work, owner)),
        "renewals": ("Renewals", most, lambda: _renewals(work, owner, most)),
        "birthdays": ("Birthdays", most, lambda: _birthdays(work, most)),
        "mails": ("Mail that did not arrive", -1, lambda: lost_mails(work)),
        "jobs": ("Jobs that failed", -1, lambda: _failed_jobs(work)),
    }
    for key, (heading, counted, make) in made.items():
        if key in only:
            yield Part(key, heading, make(), most=counted)


def _tasks(work: Work, within: Condition, owner: str | None, *, whole: bool) -> Listing:
    asked = Asked(sort="due_on,due_time,priority", limit=0)
    if not whole:
        asked.limit, asked.columns = _SHOWN, "id,due_on,title,priority,contact,company,deal"
    asked.within = within
    asked.need("owner", owner)
    listing = list_records(work, "task", asked, form="whole" if whole else "screen")
    listing.columns = [
        Column("id", "Id", "id"),
        Column("due_on", "Due", "due"),
        Column("title", "Title", "text"),
        Column("who", "Who"),
        Column("mark", "Priority"),
    ]
    listing.rows = [{**row, "who": _who(row), "mark": _marked(row["priority"])} for row in listing.rows]
    listing.today = work.today
    return listing


def _marked(priority: Json) -> Json:
    return None if priority == "normal" else priority


def _who(row: Row) -> Json:
    for key in ("contact", "company", "deal"):
        ref = row[key]
        if isinstance(ref, dict):
            return ref["name"]
    return None


def _silent(work: Work, most: int) -> Listing:
    today = date.fromisoformat(work.today)
    db, clock = work.store.db, work.reading.clock
    found: dict[int, tuple[str, str, int]] = {}

    def before(days: int) -> str:
        return clock.to_instant((today - timedelta(days=days - 1)).isoformat(), "00:00")

    cadences = {fold(tag): days for tag, days in work.settings.cadence_tags.items()}
    sources = [(days, agenda.silent_by_own(db, days, before(days), most)) for days in agenda.own_cadences(db)]
    sources += [(days, agenda.silent_by_tag(db, tag, before(days), most)) for tag, days in cadences.items()]
    default = work.settings.cadence_default
    if default is not None:
        sources.append((default, agenda.silent_others(db, list(cadences), before(default), most)))
    for days, people in sources:
        for id, name, at in people:
            # the shortest cadence of a person applies
            if id not in found or days < found[id][2]:
                found[id] = (name, at, days)
    rows: list[Row] = []
    for id, (name, at, days) in found.items():
        silent = (today - date.fromisoformat(clock.local_day(at))).days
        rows.append(
            {
                "id": id,
                "name": name,
                "last_touch_at": at,
                "days": silent,
                "cadence_days": days,
                "late": silent - days,
                "words": f"{silent} days, wanted every {days}",
            }
        )
    rows.sort(key=lambda row: (-int(str(row["late"])), str(row["name"])))
    columns = [
        Column("id", "Id", "id"),
        Column("name", "Name"),
        Column("last_touch_at", "Last touch", "instant"),
        Column("words", "Silence"),
    ]
    return Listing("contact", columns, rows, today=work.today)


def _words(work: Work, direction: str, after_days: int, until_days: int, most: int) -> Listing:
    today = date.fromisoformat(work.today)
    clock = work.reading.clock
    oldest = clock.to_instant((today - timedelta(days=until_days)).isoformat(), "00:00")
    newest = clock.to_instant((today - timedelta(days=after_days - 1)).isoformat(), "00:00")
    rows: list[Row] = [
        {"id": id, "name": name, "at": at, "kind": kind, "summary": text}
        for id, name, at, kind, text in agenda.last_words(work.store.db, direction, oldest, newest, most)
    ]
    columns = [
        Column("id", "Id", "id"),
        Column("name", "Name"),
        Column("at", "When", "instant"),
        Column("kind", "Kind"),
        Column("summary", "Text", "long"),
    ]
    return Listing("contact", columns, rows, today=work.today)


def _rotting(work: Work, owner: str | None) -> Listing:
    today = date.fromisoformat(work.today)
    days_in: dict[int, tuple[int, int]] = {}
    for pipeline in work.store.pipelines:
        for stage in pipeline.stages:
            if stage.rot_days is None or stage.outcome != "open":
                continue
            since = (today - timedelta(days=stage.rot_days)).isoformat()
            for id, day in agenda.rotting(work.store.db, pipeline.key, stage.key, since):
                entered = _day(day)
                if entered is not None:
                    days_in[id] = ((today - entered).days, stage.rot_days)
    rows: list[Row] = []
    for row in work.store.records("deal", list(days_in)) if days_in else ():
        days, allowed = days_in[id_of(row)]
        if owner is None or fold(str(row["owner"])) == fold(work.reading.user if owner == "me" else owner):
            words = f"{days} days, {allowed} allowed"
            rows.append({**row, "days": days, "rot_days": allowed, "words": words})
    rows.sort(key=lambda row: int(str(row["rot_days"])) - int(str(row["days"])))
    columns = [
        Column("id", "Id", "id"),
        Column("title", "Title"),
        Column("stage", "Stage"),
        Column("value", "Value", "money"),
        Column("words", "Since"),
    ]
    return Listing("deal", columns, rows, today=work.today)


def _tickets(work: Work, owner: str | None, most: int) -> Listing:
    from tinycrm.domain.nouns import NOUNS
    from tinycrm.store.queries.renewals import unanswered_tickets

    ids = unanswered_tickets(work.store.db, -1 if owner is not None else most)
    rows: list[Row] = []
    if ids:
        keys = ("title", "priority", "opened_at", "channel", "company", "contact", "owner")
        rows = [
            {**row, "who": _party(row), "mark": _marked(row["priority"])}
            for row in work.store.view(NOUNS["ticket"], keys).of_ids(ids)
            if owner is None or fold(str(row["owner"])) == fold(work.reading.user if owner == "me" else owner)
        ]
    columns = [
        Column("id", "Id", "id"),
        Column("opened_at", "Opened", "instant"),
        Column("title", "Title"),
        Column("who", "Who"),
        Column("mark", "Priority"),
    ]
    return Listing("ticket", columns, rows, today=work.today)


def _party(row: Row) -> Json:
    ref = row["company"] or row["contact"]
    return ref["name"] if isinstance(ref, dict) else None


def _renewals(work: Work, owner: str | None, most: int) -> Listing:
    from tinycrm.services.renewals import AHEAD, LATE_DAYS, renewal_rows

    rows = [
        {**row, "words": _ending(str(row["kind"]), int(str(row["days"])))}
        for row in renewal_rows(work, AHEAD, owner, late=LATE_DAYS, most=most)
    ]
    columns = [
        Column("id", "Id", "id"),
        Column("ends_on", "Last day", "day"),
        Column("product", "Product"),
        Column("who", "With"),
        Column("amount", "Amount", "money"),
        Column("words", "What"),
    ]
    return Listing("subscription", columns, rows, today=work.today)


def _ending(kind: str, days: int) -> str:
    if days < 0:
        return f"{kind} ended, undecided"
    return f"{kind} ends today" if days == 0 else f"{kind} ends in {days} day{'' if days == 1 else 's'}"


def _day(text: str) -> date | None:
    """A stored day; None for one that a foreign hand made impossible."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def lost_mails(work: Work) -> Listing:
    """Gives the mails that nobody may have got: in doubt, refused since the last working day, tried in vain so far."""
    columns = [
        Column("id", "Id", "id"),
        Column("state", "State"),
        Column("recipient", "To"),
        Column("subject", "Subject"),
        Column("reply", "Reply", "long"),
    ]
    clock, today = work.reading.clock, date.fromisoformat(work.today)

    def since(days: int) -> str:
        return clock.to_instant((today - timedelta(days=days)).isoformat(), "00:00")

    rows = outbox.unheard(work.store.db, since(_REFUSED_DAYS), from_on=since(_QUEUED_DAYS))
    if rows:
        # hardly ever: the calendar of working days is loaded for those that need it
        from tinycrm.domain.mail_words import days_of_wins

        first, _ = days_of_wins(today, work.settings.week_starts)
        told = clock.to_instant(first, "00:00")
        rows = [row for row in rows if row["state"] != "failed" or str(row["ended_at"]) >= told]
    return Listing("mail", columns, rows, today=work.today)


def _failed_jobs(work: Work) -> Listing:
    """Gives the jobs whose last run by cron or systemd failed: many machines have nobody to mail that to."""
    rows: list[Row] = []
    # hardly any database has jobs: what reads of them is loaded for those that have
    if os.path.isdir(jobs_folder(work.store.path)):
        from tinycrm.services.schedule.jobs import failures

        for state, why in failures(work.store.path, work.reading.clock.now()):
            at = state.ended_at or state.began_at
            rows.append({"job": state.name, "at": at, "message": why, "exit_code": state.code})
    columns = [Column("job", "Job"), Column("at", "At", "instant"), Column("message", "What it said")]
    return Listing("job", columns, rows)


def _birthdays(work: Work, most: int) -> Listing:
    today = date.fromisoformat(work.today)
    ahead: dict[str, date] = {}
    for offset in range(BIRTHDAYS_AHEAD + 1):
        day = today + timedelta(days=offset)
        ahead.setdefault(day.strftime("%m-%d"), day)
        # born on 29 February: the day before in a year without one
        if day.month == 2 and day.day == 28 and (day + timedelta(days=1)).month == 3:
            ahead.setdefault("02-29", day)
    rows: list[Row] = []
    for born, day in sorted(ahead.items(), key=lambda item: item[1]):
        if most >= 0 and len(rows) >= most:
            break
        for id, name, birthday in agenda.birthdays(work.store.db, born, most):
            year = birthday[:4]
            age = day.year - int(year) if year.isascii() and year.isdigit() else None
            rows.append(
                {"id": id, "name": name, "on": day.isoformat(), "age": age, "words": f"turns {age}" if age else None}
            )
    rows.sort(key=lambda row: (str(row["on"]), str(row["name"])))
    columns = [Column("id", "Id", "id"), Column("name", "Name"), Column("on", "On", "day"), Column("words", "Age")]
    return Listing("contact", columns, rows, today=work.today)
