"""The report `service`: how fast tickets are answered and resolved, and what is open."""

from __future__ import annotations

from array import array
from datetime import datetime

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.errors import StorageError
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import MEAN_PLACES, Share, days_between, median, percentile, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinycrm.domain.results import Row

_HOUR = 3600
_NINTH = 90
# the backlog by age: up to so many days
_AGES = (("today", 0), ("1-2 days", 2), ("3-7 days", 7), ("8-30 days", 30), ("31-90 days", 90))
_OLDER = "older"


class Tickets:
    """What is known of some tickets: those opened in a period, and those open at its end.

    Attributes:
        opened, resolved, unanswered, reopened: of the tickets opened in the period, how many; resolved and
            unanswered at its end, reopened at least once.
        answers, resolutions: seconds from opening to the first answer, to the last resolution.
        minutes: what they took, where that is known; timed: of how many it is.
        ages: days from opening to the end of the period → tickets open then.
    """

    __slots__ = (
        "ages",
        "answers",
        "minutes",
        "opened",
        "reopened",
        "resolutions",
        "resolved",
        "timed",
        "unanswered",
    )

    def __init__(self) -> None:
        self.opened = self.resolved = self.unanswered = self.reopened = self.minutes = self.timed = 0
        self.answers = array("q")
        self.resolutions = array("q")
        self.ages: dict[int, int] = {}

    def add(self, opened_at: str, answered_at: str | None, resolved_at: str | None, reopenings: int) -> None:
        """One more ticket was opened in the period; what came after its end is None.

        Raises:
            StorageError: a foreign hand wrote an instant that is none.
        """
        self.opened += 1
        self.reopened += reopenings > 0
        if answered_at is None:
            self.unanswered += 1
        else:
            self.answers.append(_seconds(opened_at, answered_at))
        if resolved_at is not None:
            self.resolved += 1
            self.resolutions.append(_seconds(opened_at, resolved_at))

    def took(self, minutes: int) -> None:
        """One of them took so many minutes."""
        self.minutes += minutes
        self.timed += 1

    def stands(self, opened_on: str, day: str, count: int) -> None:
        """So many tickets of one day of opening are open at the end of a day."""
        age = max(0, days_between(opened_on, day))
        self.ages[age] = self.ages.get(age, 0) + count

    def include(self, other: Tickets) -> None:
        """The tickets of another are counted too."""
        for name in ("opened", "resolved", "unanswered", "reopened", "minutes", "timed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.answers += other.answers
        self.resolutions += other.resolutions
        for age, count in other.ages.items():
            self.ages[age] = self.ages.get(age, 0) + count

    @property
    def open(self) -> int:
        """How many are open."""
        return sum(self.ages.values())

    def age(self) -> Share | None:
        """Gives the median age in days of the open ones, None when none is."""
        total = self.open
        if not total:
            return None
        low, high = (total - 1) // 2, total // 2
        found: list[int] = []
        passed = 0
        for age in sorted(self.ages):
            after = passed + self.ages[age]
            found += [age for place in (low, high) if passed <= place < after]
            passed = after
        return Share(sum(found), 2)

    def figures(self, *, known: bool) -> list[Figure]:
        """Gives the figures; counts have a value once there was any ticket."""
        answered, resolved, waiting = len(self.answers), len(self.resolutions), self.open
        asked = (("opened", self.opened), ("answered", answered), ("unanswered", self.unanswered))
        solved = (("opened", self.opened), ("resolved", resolved))
        ages = (("open tickets", waiting), ("oldest, days", max(self.ages, default=None)))
        return [
            Figure("first_response", _hours(median(self.answers)), answered, inputs=asked),
            Figure("first_response_p90", _hours(_ninth(self.answers)), answered, inputs=asked),
            Figure("resolution", _hours(median(self.resolutions)), resolved, inputs=solved),
            Figure("resolution_p90", _hours(_ninth(self.resolutions)), resolved, inputs=solved),
            Figure("unanswered", Share(self.unanswered, 1) if known else None, self.opened, inputs=asked),
            Figure("open_tickets", Share(waiting, 1) if known else None, waiting, inputs=ages),
            Figure("backlog_age", self.age(), waiting, inputs=ages),
        ]


def _seconds(first: str, last: str) -> int:
    try:
        return int((datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds())
    except ValueError:
        message = f"the database holds an instant that is none: '{first}' or '{last}'"
        raise StorageError(message, code="damaged", hint="tinycrm doctor") from None


def _hours(seconds: Share | None) -> Share | None:
    return None if seconds is None else seconds.times(Share(1, _HOUR))


def _ninth(seconds: Iterable[int]) -> Share | None:
    found = percentile(seconds, _NINTH)
    return None if found is None else Share(found, 1)


def service_report(report: Report, tickets: Tickets) -> Report:
    """Gives the time to the first answer and to resolution, what is unanswered, what is open and how old it is.

    Formula: median and 90th percentile (nearest rank) of the clock hours from opening to the first answer, to the
        last resolution, of the tickets opened in the period; open = opened by its last day and not resolved by it.
        By month, tickets count as they stood at the end of the whole period; open ones at the end of the month.
    Unit: hours, days, tickets, minutes.
    Empty: times "-" without answered or resolved tickets; counts are 0 once there was a ticket, else "-".
    Source: tickets.

    Args:
        report: the scorecard of these KPIs.
        tickets: those of the period.
    """
    report.name, report.title = "service", "Service"
    for row in report.rows:
        del row["group"]
    if tickets.open:
        report.sections.append(backlog(tickets))
    return report


def backlog(tickets: Tickets) -> Report:
    """Gives the open tickets by their age."""
    counts = dict.fromkeys([name for name, _ in _AGES] + [_OLDER], 0)
    for age, count in tickets.ages.items():
        counts[next((name for name, most in _AGES if age <= most), _OLDER)] += count
    rows: list[Row] = [{"age": name, "tickets": count} for name, count in counts.items()]
    columns = [Column("age", "Age"), Column("tickets", "Open tickets", "int"), Column("tickets", "", "bar")]
    report = Report("service-backlog", "Open tickets by age", columns, rows)
    report.charts = [Chart("bars", "age", ["tickets"])]
    return report


def by_group(name: str, by: str, groups: Iterable[tuple[str, Tickets]], *, over_time: bool = False) -> Report:
    """Gives the figures of each month, channel, priority or owner.

    Args:
        name: of the report.
        by: what it is split by.
        groups: (its name, tickets) in order.
        over_time: whether the groups follow each other in time.
    """
    rows: list[Row] = [
        {
            by: word or None,
            "opened": own.opened,
            "resolved": own.resolved,
            "unanswered": own.unanswered,
            "reopened": own.reopened,
            "first_response": text(_hours(median(own.answers)), MEAN_PLACES),
            "first_response_p90": text(_hours(_ninth(own.answers)), MEAN_PLACES),
            "resolution": text(_hours(median(own.resolutions)), MEAN_PLACES),
            "resolution_p90": text(_hours(_ninth(own.resolutions)), MEAN_PLACES),
            "minutes": own.minutes if own.timed else None,
            "open": own.open,
            "backlog_age": text(own.age(), MEAN_PLACES),
        }
        for word, own in groups
    ]
    columns = [
        Column(by, by.capitalize()),
        Column("opened", "Opened", "int"),
        Column("resolved", "Resolved", "int"),
        Column("unanswered", "Unanswered", "int"),
        Column("reopened", "Reopened", "int", wide=True),
        Column("first_response", "First answer", "measure", unit="hours"),
        Column("first_response_p90", "9 of 10", "measure", unit="hours"),
        Column("resolution", "Resolution", "measure", unit="hours"),
        Column("resolution_p90", "9 of 10", "measure", unit="hours"),
        Column("minutes", "Minutes", "int", wide=True),
        Column("open", "Open", "int"),
        Column("backlog_age", "Age, days", "measure", unit="days", wide=True),
        Column("opened", "", "bar"),
    ]
    report = Report(name, f"By {by}", columns, rows)
    if rows:
        report.charts = [Chart("columns" if over_time else "bars", by, ["opened", "resolved"], title="Tickets")]
        if any(row["first_response"] is not None for row in rows):
            times = ["first_response", "resolution"]
            report.charts.append(Chart("line" if over_time else "bars", by, times, title="Median hours"))
    return report
