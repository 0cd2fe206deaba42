"""A sequence: what is done to a record on the days after it was started, until somebody answers or buys."""

from __future__ import annotations

from datetime import date, timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    from tinycrm.domain.rule import Effect

NOUNS = ("contact", "company", "deal")
STOPS = ("reply", "won", "lost")
USUAL_STOPS = ("reply", "won")
FINISHED = "finished"
_WEEKENDS = {"saturday": (3, 4)}
_WEEKEND = (5, 6)


class Step:
    """What is done on one day.

    Attributes:
        name: unlike that of any other step: what is remembered of it.
        after: days from the start.
        effects: in order.
    """

    __slots__ = ("after", "effects", "name")

    def __init__(self, name: str, after: int, effects: Many[Effect]) -> None:
        self.name = name
        self.after = after
        self.effects = tuple(effects)

    @property
    def writes(self) -> bool:
        """Whether it mails somebody else than the user."""
        return any(effect.kind == "mail" and effect.options["to"] != "me" for effect in self.effects)


class Sequence:
    """A sequence as its file says.

    Attributes:
        name: of its file, without the ending.
        path: the file.
        noun: whose records it is for.
        stops: what ends it: of STOPS.
        weekdays_only: whether a step that falls on a weekend waits for the next working day.
        steps: in order of their days.
    """

    __slots__ = ("name", "noun", "path", "steps", "stops", "weekdays_only")

    def __init__(self, name: str, path: str, noun: str) -> None:
        self.name = name
        self.path = path
        self.noun = noun
        self.stops: tuple[str, ...] = USUAL_STOPS
        self.weekdays_only = False
        self.steps: tuple[Step, ...] = ()

    def due_on(self, step: Step, started_on: str, week_starts: str) -> str:
        """Gives the day of a step, YYYY-MM-DD.

        Args:
            step: one of its own.
            started_on: YYYY-MM-DD.
            week_starts: "saturday" has Thursday and Friday for a weekend, every other one Saturday and Sunday.
        """
        day = date.fromisoformat(started_on) + timedelta(days=step.after)
        while self.weekdays_only and day.weekday() in _WEEKENDS.get(week_starts, _WEEKEND):
            day += timedelta(days=1)
        return day.isoformat()
