"""What is looked for in the records: each check is a filter, which the command that lists them takes as well."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.nouns import NOUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.work import Work

# Who stands at or beyond the first of these steps and before the last has a next step, or should have.
_FROM, _UNTIL = "lead", "former"
# No filter reads days before it.
_FIRST_YEAR = 1900


class Check:
    """Something that records may lack.

    Attributes:
        name: a stable word.
        noun: whose records.
        where: the filter that finds them.
        told: what is so with one of them, with several.
        everything: whether closed deals and done tasks count too.
    """

    __slots__ = ("everything", "name", "noun", "told", "where")

    def __init__(self, name: str, noun: str, where: str, told: tuple[str, str], *, everything: bool = False) -> None:
        self.name = name
        self.noun = noun
        self.where = where
        self.told = told
        self.everything = everything

    def message(self, count: int) -> str:
        """Gives what is so, in one line."""
        noun = NOUNS[self.noun]
        return f"{count:,} {noun.name if count == 1 else noun.plural} {self.told[0] if count == 1 else self.told[1]}"


def checks(work: Work) -> list[Check]:
    """Gives the checks that a filter can say, in the order they are told in."""
    contact = "email is empty and phone is empty and handle is empty"
    return [
        Check("unreachable", "contact", contact, _lacks("e-mail, phone or handle")),
        *_stale(work),
        Check("orphan", "company", "contacts is empty and deals is empty", _lacks("people and no deals")),
        Check("orphan", "deal", "company is empty and contact is empty", _lacks("company or contact"), everything=True),
        Check("orphan", "interaction", "contacts is empty and companies is empty and deal is empty", _NOBODY),
        Check("orphan", "task", "status = open and contact is empty and company is empty and deal is empty", _NOBODY),
        Check("no_next_step", "deal", "outcome = open and open_tasks is empty", _OPEN),
        *_without_next_step(work),
    ]


_NOBODY = ("is about nobody: no contact, company or deal", "are about nobody: no contact, company or deal")
_OPEN = ("is open and has no open task", "are open and have no open task")


def _lacks(what: str) -> tuple[str, str]:
    return f"has no {what}", f"have no {what}"


def _stale(work: Work) -> list[Check]:
    days = work.settings.stale_after_days
    try:
        since = date.fromisoformat(work.today) - timedelta(days=days)
    except OverflowError:
        return []
    if since.year < _FIRST_YEAR:
        return []
    where = f"last_touch < {since} or (last_touch is empty and created < {since})"
    what = f"interaction for more than {days:,} days"
    return [Check("stale", noun, where, _lacks(what)) for noun in ("contact", "company")]


def _without_next_step(work: Work) -> list[Check]:
    settings = work.settings
    steps = settings.lifecycle
    if _FROM not in steps:
        return []
    last = steps.index(_UNTIL) if _UNTIL in steps else len(steps)
    wanted = list(steps[steps.index(_FROM) : last])
    if not wanted:
        return []
    where = (
        f"lifecycle in ({', '.join(_word(step) for step in wanted)}) and open_tasks is empty and open_deals is empty"
    )
    people = where + " and cadence is empty"
    if settings.cadence_tags:
        people += f" and not tag in ({', '.join(_word(tag) for tag in settings.cadence_tags)})"
    span = f"from {wanted[0]} to {wanted[-1]}" if len(wanted) > 1 else f"in {wanted[0]}"
    firms = (f"{span} has no open task, deal or people", f"{span} have no open task, deal or people")
    found = [Check("no_next_step", "company", f"{where} and contacts is empty", firms)]
    if settings.cadence_default is None:
        told = (f"{span} has no open task, deal or cadence", f"{span} have no open task, deal or cadence")
        found.insert(0, Check("no_next_step", "contact", people, told))
    return found


def _word(text: str) -> str:
    """Gives a value as a filter takes it."""
    if text.replace("-", "").replace("_", "").isalnum() and text.lower() not in ("and", "or", "not", "in", "is"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def command(program: Sequence[str], *words: str) -> str:
    """Gives a command as a shell takes it."""
    import shlex

    return shlex.join([*program, *words])
