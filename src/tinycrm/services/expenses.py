"""Expenses: what winning, selling to and serving customers cost."""

from __future__ import annotations

from tinycrm.errors import UsageError
from tinycrm.services.drafts import make_draft, move_money
from tinycrm.services.records import insert_draft
from tinycrm.services.work import Done

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

_EXAMPLE = "tinycrm expense add 120 --kind marketing"


def add_expense(work: Work, given: Given) -> Done:
    """An expense is there.

    Args:
        work: the command's work.
        given: amount, currency, kind, channel, campaign, spent_on, title, owner, note and set, as typed.

    Raises:
        UsageError: no amount or kind, a day ahead, or a value that is none.
        NotFound, Ambiguous: the campaign.
    """
    from tinycrm.domain.money import human

    with work.write() as unit:
        draft = make_draft(work, "expense", {key: texts for key, texts in given.items() if key not in _MONEY})
        columns = draft.columns
        move_money({}, columns, given, work, "expense")
        if columns.get("spent_on") is None:
            columns["spent_on"] = unit.day
        columns.setdefault("owner", work.reading.user)
        settle_expense(columns, {}, work.today)
        id = insert_draft(unit, "expense", draft)
    amount = human(int(columns["amount_minor"] or 0), str(columns["currency"]), decimal=work.settings.decimal)
    about = columns.get("title") or columns.get("channel")
    on = f" on {columns['spent_on']}" if columns["spent_on"] != work.today else ""
    told = f" for {about}" if about else ""
    return Done("expense", [id], f"Added expense {id}: {amount}, {columns['kind']}{told}{on}")


_MONEY = ("amount", "currency")


def settle_expense(columns: dict[str, Cell], before: Mapping[str, Cell], today: str) -> None:
    """The draft of an expense is sound.

    Args:
        columns: the draft's columns.
        before: the expense's present columns; empty for a new one.
        today: the business day, ISO.

    Raises:
        UsageError: no amount, kind or day, or a day ahead.
    """
    after = {**before, **columns}
    if after.get("amount_minor") is None:
        raise UsageError("an expense needs an amount", code="missing_argument", hint=_EXAMPLE)
    if after.get("kind") is None:
        from tinycrm.domain.expense import EXPENSE_KINDS

        hint = f"--kind {'|'.join(EXPENSE_KINDS)}"
        raise UsageError("an expense needs its kind", code="missing_argument", hint=hint)
    if after.get("spent_on") is None:
        raise UsageError("an expense needs its day", hint="--on today")
    if after["spent_on"] != before.get("spent_on") and str(after["spent_on"]) > today:
        raise UsageError(
            f"the expense's day {after['spent_on']} is in the future", hint="what a campaign may cost is its --budget"
        )
