"""The digest: the agenda as a mail in the morning. What went wrong comes first, then who waits, then what was won."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.mail_words import day_words, days_of_wins, digest_words, heading, weekday_words
from tinycrm.domain.results import Column, Listing, Page, id_of
from tinycrm.domain.words import say
from tinycrm.services.agenda import Part, agenda_parts
from tinycrm.services.listing import Asked, list_records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work

# what stands in it, in order; the last of them only when days ahead are asked for
_ORDER = (
    *("mails", "jobs", "overdue", "due", "tickets", "owed", "cadence", "rotting", "renewals", "birthdays", "wins"),
    "upcoming",
)
# what is only counted, in its last line
_BESIDE = ("upcoming", "undated", "awaited")
# what is worth the subject, and the line that a mail program shows below it
_FIRST = ("overdue", "due")
_PREVIEWED = 4
# columns that say what the heading or another one says
_SAID = {
    "due": ("due_on",),
    "owed": ("kind",),
    "cadence": ("last_touch_at",),
    "rotting": ("stage",),
    "renewals": ("ends_on",),
}
# a calendar of more helps nobody
_CALENDAR = 200


class Digest:
    """The digest of one day.

    Attributes:
        page: what it says.
        subject: of its mail.
        preview: what a mail program shows beside the subject.
        says: whether anybody waits or anything is due; what only lies ahead or has no date does not count.
    """

    __slots__ = ("page", "preview", "says", "subject")

    def __init__(self, page: Page, subject: str, preview: str, *, says: bool) -> None:
        self.page = page
        self.subject = subject
        self.preview = preview
        self.says = says


def make_digest(work: Work, *, days: int | None = None, owner: str | None = None) -> Digest:
    """Gives the digest of today.

    Args:
        work: the command's work.
        days: show the tasks of so many days ahead; None only counts them.
        owner: only this user's tasks, tickets, deals and subscriptions; None is everyone's.
    """
    language, calendar = work.settings.language, work.settings.calendar
    with work.store.snapshot():
        found = {part.key: part for part in agenda_parts(work, days=days or 7, owner=owner, whole=False)}
        found["wins"] = Part("wins", "", _wins(work, owner))
    told = [found[key] for key in _ORDER if found[key].count and (key != "upcoming" or days is not None)]
    blocks: list[tuple[str, list[str] | Listing]] = []
    data: dict[str, Json] = {"date": work.today}
    for part in told:
        data[part.key] = [*part.listing.rows]
        name = heading(part.key, language) + (_ahead(work, days) if part.key == "upcoming" else "")
        blocks.append((name + part.counted, _narrow(work, part)))
        if part.left:
            more = say(f"and {part.left} more", language) if part.exact else heading("more", language)
            blocks.append(("", [f"… {more}"]))
    says = any(part.key != "upcoming" for part in told)
    if not says:
        blocks.insert(0, ("", [heading("nothing", language)]))
    beside = [found[key] for key in _BESIDE if found[key].count and found[key] not in told]
    if beside:
        counts = [f"{heading(part.key, language)}{part.counted or ' (1)'}" for part in beside]
        blocks.append(("", [" · ".join(counts)]))
    counts_of = {key: found[key].count for key in _FIRST}
    return Digest(
        Page(weekday_words(work.today, language, calendar), blocks, data),
        digest_words(work.today, counts_of, language, calendar),
        _preview(told),
        says=says,
    )


def due_tasks(work: Work, *, days: int | None = None, owner: str | None = None) -> list[tuple[Row, int]]:
    """Gives the open tasks that are overdue or due today, whole, each with its version.

    Args:
        work: the command's work.
        days: also those of so many days ahead.
        owner: only this user's; None is everyone's.
    """
    from tinycrm.store.queries.agenda import open_tasks
    from tinycrm.store.versions import versions_of

    asked = Asked(sort="due_on,due_time,priority", limit=_CALENDAR)
    asked.within = open_tasks(until=(date.fromisoformat(work.today) + timedelta(days=days or 0)).isoformat())
    asked.need("owner", owner)
    rows = list(list_records(work, "task", asked, form="whole").rows)
    versions = versions_of(work.store.db, "task", [id_of(row) for row in rows]) if rows else {}
    return [(row, versions[id_of(row)]) for row in rows]


def _ahead(work: Work, days: int | None) -> str:
    last = (date.fromisoformat(work.today) + timedelta(days=days or 0)).isoformat()
    return f" – {day_words(last, work.settings.language, work.settings.calendar)}"


def _narrow(work: Work, part: Part) -> Listing:
    """A telephone is narrow: what the heading or another column says is left out, and an instant is a day."""
    shown = part.shown()
    rows: list[Row] = []
    for row in shown.rows:
        at = row.get("opened_at") or row.get("at")
        day = work.reading.clock.local_day(str(at)) if at and part.key in ("tickets", "owed") else None
        rows.append({**row, "day": day})
    marked = any(row.get("mark") for row in rows)
    shown.rows = rows
    shown.columns = [
        Column("day", "When", "day")
        if column.key in ("opened_at", "at") and part.key in ("tickets", "owed")
        else column
        for column in shown.columns
        if column.key not in _SAID.get(part.key, ()) and (marked or column.key != "mark")
    ]
    if part.key == "due" and any(row.get("due_time") for row in rows):
        shown.columns.insert(1, Column("due_time", "At"))
    return shown


def _preview(told: list[Part]) -> str:
    names: list[str] = []
    for part in told:
        for row in part.listing.rows:
            name = row.get("title") or row.get("name") or row.get("subject") or row.get("job")
            if name and len(names) < _PREVIEWED:
                names.append(str(name))
    return " · ".join(names)


def _wins(work: Work, owner: str | None) -> Listing:
    """The deals that were won since the last working day."""
    first, last = days_of_wins(date.fromisoformat(work.today), work.settings.week_starts)
    asked = Asked(sort="closed_on,id", limit=0)
    for field, value, operator in (("outcome", "won", "="), ("closed_on", first, ">="), ("closed_on", last, "<=")):
        asked.need(field, value, operator)
    asked.need("owner", owner)
    listing = list_records(work, "deal", asked, form="whole")
    listing.rows = [{**row, "who": _who(row)} for row in listing.rows]
    listing.columns = [
        Column("id", "Id", "id"),
        Column("title", "Title"),
        Column("who", "With"),
        Column("value", "Value", "money"),
    ]
    listing.today = work.today
    return listing


def _who(row: Row) -> Json:
    company, contacts = row["company"], row["contacts"]
    first = company or (contacts[0] if isinstance(contacts, list) and contacts else None)
    return first["name"] if isinstance(first, dict) else None
