"""Campaigns: adding them, and whom they reached."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing
from tinycrm.errors import UsageError
from tinycrm.services.drafts import make_draft, move_money
from tinycrm.services.records import insert_draft
from tinycrm.services.work import Done
from tinycrm.store.campaigns import answer_member, drop_member, member_rows, reach_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

    # (noun, id) of a contact or company
    Party = tuple[str, int]

_MONEY = ("budget", "currency")


def add_campaign(work: Work, given: Given) -> Done:
    """A campaign is there, without members.

    Args:
        work: the command's work.
        given: name, channel, budget, currency, started_on, ended_on, owner, note and set, as typed.

    Raises:
        UsageError: no name, an end before the start, or a value that is none.
    """
    with work.write() as unit:
        draft = make_draft(work, "campaign", {key: texts for key, texts in given.items() if key not in _MONEY})
        columns = draft.columns
        if not columns.get("name"):
            raise UsageError("a campaign needs a name", hint='tinycrm campaign add "Spring letter" --channel mail')
        move_money({}, columns, given, work, "campaign")
        columns.setdefault("owner", work.reading.user)
        settle_campaign(columns, {})
        id = insert_draft(unit, "campaign", draft)
    return Done("campaign", [id], f"Added campaign {id} {columns['name']}")


def settle_campaign(columns: dict[str, Cell], before: Mapping[str, Cell]) -> None:
    """The draft of a campaign is sound.

    Args:
        columns: the draft's columns.
        before: the campaign's present columns; empty for a new one.

    Raises:
        UsageError: a budget below 0, or an end before the start.
    """
    after = {**before, **columns}
    budget = after.get("budget_minor")
    if isinstance(budget, int) and budget < 0:
        raise UsageError("the budget is below 0", hint="--budget 2000")
    first, last = after.get("started_on"), after.get("ended_on")
    if first is not None and last is not None and str(last) < str(first):
        raise UsageError(f"the campaign would end on {last}, before its start on {first}", hint=f"--end {first}")


def reach_members(work: Work, id: int, parties: Sequence[Party], on: str = "") -> Done:
    """The campaign reached them all, on a day; whom it had reached before stays as it was.

    Args:
        work: the command's work.
        id: the campaign.
        parties: contacts and companies.
        on: the day as typed; "" is now.

    Raises:
        UsageError: no day, or one ahead.
    """
    return _each(work, id, parties, on, reach_member, ("Reached", "reached already"))


def answer_members(work: Work, id: int, parties: Sequence[Party], on: str = "") -> Done:
    """They have answered the campaign, which reached them that day if it had not before.

    Args: as `reach_members`.

    Raises:
        UsageError: no day, one ahead, or one before somebody was reached.
    """
    return _each(work, id, parties, on, answer_member, ("Answered:", "answered already"))


def _each(
    work: Work,
    id: int,
    parties: Sequence[Party],
    on: str,
    change: Callable[[Unit, int, Party, str, str], bool],
    words: tuple[str, str],
) -> Done:
    day = work.reading.day(on, past=True) if on else work.today
    if day > work.today:
        raise UsageError(f"--on '{on}' is in the future", hint="a campaign reaches people today or in the past")
    changed = 0
    with work.write() as unit:
        name = unit.need("campaign", id)["name"]
        # a day in the past has no known hour: noon keeps it on that day in every zone
        at = unit.moment if day == work.today else work.reading.clock.to_instant(day, "12:00")
        for party in parties:
            changed += change(unit, id, party, at, day)
        if changed:
            unit.touch("campaign", id)
    if not changed:
        return Done("campaign", [id], f"Nothing to do: {words[1]}", changed=False)
    return Done("campaign", [id], f"{words[0]} {_counted(work, parties, changed)} (campaign {id} {name})")


def drop_members(work: Work, id: int, parties: Sequence[Party]) -> Done:
    """They are no members of the campaign."""
    changed = 0
    with work.write() as unit:
        name = unit.need("campaign", id)["name"]
        for _, record in parties:
            changed += drop_member(unit, id, record)
        if changed:
            unit.touch("campaign", id)
    if not changed:
        return Done("campaign", [id], "Nothing to do: no members of it", changed=False)
    return Done("campaign", [id], f"Dropped {_counted(work, parties, changed)} (campaign {id} {name})")


def _counted(work: Work, parties: Sequence[Party], changed: int) -> str:
    if len(parties) == 1:
        return work.store.title(*parties[0])
    already = len(parties) - changed
    return f"{changed}" + (f", {already} were so already" if already else "")


def list_members(work: Work, id: int, limit: int | None, *, form: str) -> Listing:
    """Gives the members of a campaign: who, when reached, when answered; those who answered last come first.

    Args:
        work: the command's work.
        id: the campaign.
        limit: at most so many; None or 0 is all.
        form: of the output, as for lists.
    """
    rows = member_rows(work.store.db, id, limit or None)
    columns = [
        Column("id", "Id", "id"),
        Column("noun", "Noun"),
        Column("name", "Name", weight=1),
        Column("reached_on", "Reached", "day"),
        Column("answered_on", "Answered", "day"),
    ]
    if form == "plain":
        columns += [Column("reached_at", "Reached at", "instant"), Column("answered_at", "Answered at", "instant")]
    empty = f"Nobody yet: tinycrm campaign reach {id} WHO"
    return Listing("member", columns, rows, today=work.today, empty=empty)
