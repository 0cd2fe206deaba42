"""The terms of a subscription: for how long it was agreed, and what came of it at the end."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.interval import parts_of
from tinycrm.domain.spans import add_months
from tinycrm.errors import RuleError, UsageError

_LAST = "2200-12-31"


class Term:
    """One term.

    Attributes:
        starts_on, ends_on: its first and its last day, ISO.
        outcome: "open" until it was decided, then "renewed" or "ended".
        decided_on: the day it was decided, or None.
    """

    __slots__ = ("decided_on", "ends_on", "outcome", "starts_on")

    def __init__(self, starts_on: str, ends_on: str, outcome: str = "open", decided_on: str | None = None) -> None:
        self.starts_on = starts_on
        self.ends_on = ends_on
        self.outcome: str = outcome
        self.decided_on = decided_on


def day_after(day: str) -> str:
    """Gives the day after a day, ISO."""
    return days_later(day, 1)


def day_before(day: str) -> str:
    """Gives the day before a day, ISO."""
    return days_later(day, -1)


def days_later(day: str, count: int) -> str:
    """Gives the day so many days later, ISO."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


def term_end(first: str, starts: str, length: str) -> str:
    """Gives the last day of a term.

    Args:
        first: the day that the terms are counted from: its day of the month holds, or the last of a shorter month.
        starts: the first day of the term.
        length: as an interval is stored, "12 months"; also "30 days".

    Raises:
        UsageError: it lies after 2200.
    """
    if length.endswith(" days"):
        last = days_later(starts, int(length.removesuffix(" days")) - 1)
    else:
        step, unit = parts_of(length)
        last = days_later(starts, 7 * step - 1) if unit == "week" else _months_on(first, starts, step)
    if last > _LAST:
        raise UsageError(f"a term until {last} leaves the years 1900-2200", hint='a shorter one: --term "1 year"')
    return last


def _months_on(first: str, starts: str, months: int) -> str:
    origin, begins = date.fromisoformat(first), date.fromisoformat(starts)
    at = (begins.year - origin.year) * 12 + begins.month - origin.month
    if at < 0 or add_months(origin, at) != begins:
        origin, at = begins, 0
    return (add_months(origin, at + months) - timedelta(days=1)).isoformat()


def next_term(first: str, last: Term | None, starts: str, *, until: str | None, length: str, what: str) -> Term | None:
    """Gives the term that follows, None when there was none and none is asked for.

    Args:
        first: the day that the terms are counted from.
        last: the term before, or None.
        starts: the first day of the next one.
        until: its last day, or None.
        length: its length as an interval is stored; "" is that of the last one.
        what: how errors call the subscription.

    Raises:
        RuleError: it would end before it begins.
    """
    if until is not None:
        if until < starts:
            message = f"the next term of {what} begins on {starts}, after {until}"
            raise RuleError(message, hint=f"--until {starts} or later")
        return Term(starts, until)
    if length:
        return Term(starts, term_end(first, starts, length))
    if last is None:
        return None
    return Term(starts, term_end(first, starts, length_of(first, last)))


def length_of(first: str, term: Term) -> str:
    """Gives the length of a term: whole months as an interval is stored, else "N days".

    Args:
        first: the day that the terms are counted from.
        term: the term.
    """
    begins, ends = date.fromisoformat(term.starts_on), date.fromisoformat(day_after(term.ends_on))
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    if months > 0 and _months_on(first, term.starts_on, months) == term.ends_on:
        return f"{months} months" if months > 1 else "month"
    return f"{(ends - begins).days} days"
