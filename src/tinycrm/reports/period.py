"""The period of a report: both ends included, nothing counted after today."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.periods import FIRST_DAY, LAST_DAY, previous_period
from tinycrm.domain.spans import add_months

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Compare = Literal["previous", "year", "none"]


class Period:
    """A period P and what counts of it.

    Attributes:
        first, last: ISO days, both in the period.
        as_of: the earlier of `last` and today; nothing later counts.
    """

    __slots__ = ("as_of", "first", "last")

    def __init__(self, first: str, last: str, today: str) -> None:
        self.first = first
        self.last = last
        self.as_of = min(last, today)

    @property
    def finished(self) -> bool:
        """Whether all its days count."""
        return self.as_of == self.last

    @property
    def shown(self) -> tuple[str, str]:
        """The ends for people and programs: "" where it has no beginning, as_of where it has no end."""
        first = "" if self.first == FIRST_DAY else self.first
        return first, self.as_of if self.last == LAST_DAY else self.last

    @property
    def kind(self) -> str:
        """The unit it is one of: "day", "week", "month", "quarter" or "year"; "" for another length."""
        start, after = date.fromisoformat(self.first), date.fromisoformat(self.last) + timedelta(days=1)
        if start.day == 1 and after.day == 1:
            months = (after.year - start.year) * 12 + after.month - start.month
            if start.month % months == 1 % months if months in (1, 3, 12) else False:
                return {1: "month", 3: "quarter", 12: "year"}[months]
        return {1: "day", 7: "week"}.get((after - start).days, "")

    def kind_in(self, calendar: str) -> str:
        """Gives the unit it is one of in a calendar: with "jalali" also the months, quarters and years of that one."""
        if calendar != "jalali":
            return self.kind
        from tinycrm.domain.jalali import unit_named

        return unit_named(date.fromisoformat(self.first), date.fromisoformat(self.last)) or self.kind

    def before(self, compare: Compare) -> Period | None:
        """Gives the period to compare with, as long as what has elapsed of this one; None without one."""
        if compare == "none" or self.first == FIRST_DAY or self.as_of < self.first:
            return None
        if compare == "year":
            first = add_months(date.fromisoformat(self.first), -12).isoformat()
            last = add_months(date.fromisoformat(self.last), -12).isoformat()
        else:
            first, last = previous_period(self.first, self.last)
        if not self.finished:
            elapsed = date.fromisoformat(self.as_of) - date.fromisoformat(self.first)
            last = min(last, (date.fromisoformat(first) + elapsed).isoformat())
        return Period(first, last, last)
