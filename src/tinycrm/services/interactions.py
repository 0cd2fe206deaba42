"""Logging what happened."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.text import blank, clean
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.drafts import Draft
from tinycrm.services.records import insert_draft
from tinycrm.services.references import resolve, resolve_who
from tinycrm.services.work import Done

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

THE_DEALS = "."


class Entry:
    """What was logged, as typed.

    Attributes:
        kind: call, email, meeting, message or note.
        who: a contact or company; "." is the deal's contacts, else its company.
        text: what was said.
        others: further people.
        deal, at, direction, minutes, outcome, owner: as the options.
        next_title, next_due: the follow-up to make, or "".
    """

    __slots__ = (
        "at",
        "deal",
        "direction",
        "kind",
        "minutes",
        "next_due",
        "next_title",
        "others",
        "outcome",
        "owner",
        "text",
        "who",
    )

    def __init__(
        self,
        kind: str,
        who: str,
        text: str,
        *,
        others: Sequence[str] = (),
        deal: str = "",
        at: str = "",
        direction: str = "",
        minutes: str = "",
        outcome: str = "",
        owner: str = "",
        next_title: str = "",
        next_due: str = "",
    ) -> None:
        self.kind = kind
        self.who = who
        self.text = text
        self.others = list(others)
        self.deal = deal
        self.at = at
        self.direction = direction
        self.minutes = minutes
        self.outcome = outcome
        self.owner = owner
        self.next_title = next_title
        self.next_due = next_due


def log_interaction(work: Work, entry: Entry) -> Done:
    """The interaction is there with its people, and the follow-up if one was asked for.

    Raises:
        UsageError: a blank text, an unknown kind, a due day without a title.
        NotFound, Ambiguous: the people or the deal.
        RuleError: "." for a deal that names nobody.
    """
    if entry.next_due and not entry.next_title:
        raise UsageError("--due needs the task it is for", hint='--next "Send quote" --due fri')
    with work.write() as unit:
        deal = resolve(work, "deal", entry.deal) if entry.deal else None
        people, firms = _parties(work, entry, deal)
        id = _insert(work, unit, entry, deal, people, firms)
        task = _follow_up(work, unit, entry, deal, people, firms)
    parties = [("contact", id) for id in people] + [("company", id) for id in firms]
    names = [work.store.title(noun, id) for noun, id in parties]
    sentence = f"Logged {entry.kind.lower()} {id} with {', '.join(names)}"
    if task:
        due = work.store.record("task", task)
        on = f", due {due['due_on']}" if due and due["due_on"] else ""
        sentence += f"; next: {entry.next_title}{on} (task {task})"
    return Done("interaction", [id], sentence)


def _parties(work: Work, entry: Entry, deal: int | None) -> tuple[list[int], list[int]]:
    people: list[int] = []
    firms: list[int] = []
    if entry.who == THE_DEALS:
        if deal is None:
            raise UsageError("'.' means the people of a deal, and no deal was named", hint="add --deal REF")
        row = work.store.need("deal", deal)
        contacts = row["contacts"] if isinstance(row["contacts"], list) else []
        people = [item["id"] for item in contacts if isinstance(item, dict) and isinstance(item["id"], int)]
        company = row["company"]
        if not people and isinstance(company, dict) and isinstance(company["id"], int):
            firms = [company["id"]]
        if not people and not firms and entry.kind != "note":
            raise RuleError(
                f"deal {deal} names no contact and no company", hint=f"tinycrm deal edit {deal} --contact WHO"
            )
    for text in ([] if entry.who == THE_DEALS else [entry.who]) + entry.others:
        noun, id = resolve_who(work, text)
        (people if noun == "contact" else firms).append(id)
    return list(dict.fromkeys(people)), list(dict.fromkeys(firms))


def _insert(work: Work, unit: Unit, entry: Entry, deal: int | None, people: list[int], firms: list[int]) -> int:
    draft = Draft()
    columns = draft.columns
    columns["kind"] = _choice("kind", entry.kind, work)
    text = clean(entry.text, what="text", long=True)
    if blank(text):
        raise UsageError("the text of the interaction is blank", hint=f"tinycrm log {entry.kind} WHO TEXT")
    columns["summary"] = text
    columns["at"], columns["on_day"] = work.reading.instant(entry.at) if entry.at else (unit.moment, unit.day)
    columns["direction"] = _choice("direction", entry.direction, work) if entry.direction else None
    columns["minutes"] = _minutes(entry.minutes) if entry.minutes else None
    columns["outcome"] = clean(entry.outcome, what="outcome") if entry.outcome else None
    columns["owner"] = work.reading.user if entry.owner in ("", "me") else clean(entry.owner, what="owner")
    columns["deal"] = deal
    draft.links = {"contact": people, "company": firms}
    return insert_draft(unit, "interaction", draft)


def _choice(key: str, text: str, work: Work) -> str:
    field = NOUNS["interaction"].need(key)
    if text in field.choices:
        return text
    from tinycrm.domain.values import parse_choice

    return parse_choice(field, text, work.reading)


def _minutes(text: str) -> int:
    from tinycrm.domain.values import parse_minutes

    return parse_minutes(text)


def _follow_up(work: Work, unit: Unit, entry: Entry, deal: int | None, people: list[int], firms: list[int]) -> int:
    if not entry.next_title:
        return 0
    from tinycrm.services.tasks import insert_task

    given = {"title": [entry.next_title], "due": [entry.next_due] if entry.next_due else []}
    links = {
        "contact": people[0] if people else None,
        "company": firms[0] if firms and not people else None,
        "deal": deal,
    }
    task = insert_task(work, unit, given, links)
    work.made("task", task)
    return task
