"""What a row says becomes what its noun needs: amounts with a currency, times in order, defaults of our own."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.drafts import move_money
from tinycrm.services.transfer.placing import stand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.transfer.entries import Entry
    from tinycrm.services.transfer.placing import Placement
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

    Columns = dict[str, Cell]

# somebody's work: without an owner in the file it is that of whoever brings it
_WORKED = ("deal", "task", "interaction", "sale", "subscription", "expense", "ticket", "campaign", "feedback")
_NEEDED: dict[str, tuple[str, ...]] = {
    "interaction": ("at",),
    "sale": ("amount", "sold_on"),
    "subscription": ("amount", "interval", "start_on"),
    "expense": ("amount", "spent_on", "kind"),
    "ticket": ("opened_at",),
    "feedback": ("kind", "score", "at"),
    "segment": ("where",),
}
_DONE = frozenset((
    "done", "completed", "complete", "closed", "finished", "yes", "true", "1", "выполнена", "выполнено", "завершена",
    "завершено", "да", "انجام شده", "تمام شده", "بله", "erledigt", "abgeschlossen", "ja", "termine", "terminee", "fait",
    "oui", "completada", "hecha", "terminada", "si",
))  # fmt: skip
_RESOLVED = _DONE | frozenset((
    "resolved", "solved", "fixed", "решен", "решена", "решено", "закрыт", "закрыта", "закрыто", "حل شده", "بسته",
    "بسته شده", "gelost", "geschlossen", "resolu", "resolue", "ferme", "fermee", "clos", "cloture", "resuelto",
    "resuelta", "cerrado", "cerrada",
))  # fmt: skip


def money_key(noun: str) -> str:
    """Gives the key of a noun's amount, "" when it has none."""
    return next((field.key for field in NOUNS[noun].fields if field.type == "money"), "")


def complete(work: Work, noun: str, entry: Entry, where: Placement | None) -> None:
    """The draft of a new record has what its noun needs beyond the row.

    Args:
        work: the import's work.
        noun: whose record.
        entry: the row; its draft is changed.
        where: a deal's stage.

    Raises:
        UsageError: something needed is blank, or the row contradicts itself.
    """
    columns = entry.draft.columns
    if noun in _WORKED and not entry.owned:
        columns.setdefault("owner", work.reading.user)
    currency = (where.line.currency if where is not None else "") or work.settings.currency
    settle_money(work, noun, entry, columns, {"currency": currency})
    if noun in _MONEYED:
        columns.setdefault("currency", currency)
    if where is not None:
        stand(work, columns, where)
    elif noun == "task":
        from tinycrm.services.tasks import settle_due

        settle_due(columns, {})
        columns.update(_task_state(work, entry, {}))
    elif noun == "interaction":
        columns.setdefault("kind", "note")
    elif noun in _BEGUN and entry.brought.get("created_at"):
        at, day = _BEGUN[noun]
        if not columns.get(at):
            columns[at], columns[day] = work.reading.instant(entry.brought["created_at"])
    if noun == "ticket":
        columns.update(_ticket_state(work, entry, columns, {}))
    elif noun == "segment":
        columns["noun"] = _noun(entry.brought.get("noun", "contact"))
    _check_needed(noun, columns)
    check(noun, columns, entry)


# what was made elsewhere when it happened
_BEGUN = {"ticket": ("opened_at", "opened_on"), "feedback": ("at", "on_day")}
_MONEYED = ("deal", "campaign", "subscription", "sale", "expense")


def settle_money(work: Work, noun: str, entry: Entry, columns: Columns, before: Columns) -> None:
    """The columns have the row's amount in its currency, else in the one it was in.

    Raises:
        UsageError: it is no amount of that currency.
    """
    if any(entry.money):
        given = {money_key(noun): [entry.money[0]], "currency": [entry.money[1]]}
        move_money(before, columns, given, work, noun)


def state(work: Work, noun: str, entry: Entry, columns: Columns, before: Columns) -> Columns:
    """Gives the columns of a record there is that no edit sets: whether it is done or resolved, and since when."""
    if noun == "task":
        from tinycrm.services.tasks import settle_due

        settle_due(columns, before)
        return _task_state(work, entry, before)
    return _ticket_state(work, entry, columns, before) if noun == "ticket" else {}


def _check_needed(noun: str, columns: Columns) -> None:
    for key in _NEEDED.get(noun, ()):
        field = NOUNS[noun].need(key)
        if columns.get(field.column) in (None, ""):
            what = "the day it happened" if noun == "interaction" else f"the {field.label.lower()}"
            hint = f'--map "Header={key}"'
            raise UsageError(f"{what} is blank", hint=hint if noun == "interaction" else f"a {noun} needs it; {hint}")


def check(noun: str, columns: Columns, entry: Entry) -> None:
    """What the columns say of a record together can be.

    Args:
        noun: whose record.
        columns: all of its columns, as they are to be.
        entry: the row.

    Raises:
        UsageError: it cannot.
    """
    amount = columns.get("budget_minor" if noun == "campaign" else "amount_minor")
    if noun in ("subscription", "campaign") and isinstance(amount, int) and amount < 0:
        raise UsageError(f"the {money_key(noun)} '{entry.money[0]}' is below 0", hint="0 or more")
    if noun == "sale":
        _check_sale(columns, entry)
    elif noun == "feedback":
        _check_score(columns)
    elif noun == "ticket":
        _check_times(columns)
    elif noun == "subscription" and str(columns.get("end_on") or "9") < str(columns.get("start_on") or ""):
        what = f"it ends on {columns['end_on']}, before it starts on {columns['start_on']}"
        raise UsageError(what, hint="check the two days")


def _check_sale(columns: Columns, entry: Entry) -> None:
    amount, quantity = columns.get("amount_minor"), columns.get("quantity")
    is_refund = bool(entry.links.get("refund_of")) or columns.get("refund_of") is not None
    if is_refund and isinstance(amount, int) and amount >= 0:
        raise UsageError(f"it refunds a sale with '{entry.money[0] or amount}'", hint="a refund is below 0: -120")
    if isinstance(quantity, (int, float)) and quantity <= 0:
        raise UsageError(f"the quantity '{quantity}' is not above 0", hint="a refund has an amount below 0")
    if columns.get("due_on") and not entry.links.get("subscription") and columns.get("subscription") is None:
        raise UsageError("it names a due day and no subscription", hint='--map "Header=subscription.foreign_id"')


def _check_score(columns: Columns) -> None:
    from tinycrm.domain.feedback import SCORES

    least, most = SCORES[str(columns["kind"])]
    score = columns["score"]
    if not isinstance(score, int) or not least <= score <= most:
        raise UsageError(f"the score '{score}' is none of {columns['kind']}", hint=f"{least} to {most}")


def _check_times(columns: Columns) -> None:
    opened = str(columns["opened_at"])
    for key, words in (("first_answered", "answered"), ("resolved", "resolved")):
        at = columns.get(f"{key}_at")
        if at is None or str(at) >= opened:
            continue
        if columns[f"{key}_on"] != columns["opened_on"]:
            was = f"on {columns[f'{key}_on']}, before it was opened on {columns['opened_on']}"
            raise UsageError(f"it was {words} {was}", hint="check the two days")
        # of a day without an hour all that is known is that it was no earlier
        columns[f"{key}_at"] = opened


def _noun(text: str) -> str:
    from tinycrm.domain.nouns import find_noun

    return find_noun(text).name


def _task_state(work: Work, entry: Entry, before: Columns) -> Columns:
    status = fold(entry.brought.get("status", ""))
    when = entry.brought.get("done_at") or entry.brought.get("done_on", "")
    if status not in _DONE and not (when and not status):
        return {}
    if before.get("status") == "done":
        return {}
    at, day = work.reading.instant(when or _done_when(work, entry))
    return {"status": "done", "done_at": at, "done_on": day}


def _done_when(work: Work, entry: Entry) -> str:
    """A task that was done, nobody says when: on the day it was due, if that is past."""
    due = str(entry.draft.columns.get("due_on") or "")
    return due if due and due < work.today else "now"


def _ticket_state(work: Work, entry: Entry, columns: Columns, before: Columns) -> Columns:
    said = entry.brought
    found: Columns = {}
    if said.get("reopenings"):
        from tinycrm.domain.values import parse_int

        found["reopenings"] = parse_int(said["reopenings"], what="reopenings")
    when = said.get("resolved_at", "")
    if not when and (fold(said.get("status", "")) not in _RESOLVED or before.get("status") == "resolved"):
        return found
    if not when:
        answered = columns.get("first_answered_at")
        when = str(answered) if answered is not None else "now"
        work.note(
            "resolved tickets without a day count as resolved when they were first answered, else now;"
            " map a column to resolved_at"
        )
    at, day = work.reading.instant(when)
    return {**found, "status": "resolved", "resolved_at": at, "resolved_on": day}
