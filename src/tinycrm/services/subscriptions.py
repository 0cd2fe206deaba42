"""Subscriptions: adding them, what an edit may not change, and what has happened with one."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, Number
from tinycrm.domain.subscription_life import begin, move_start, paid_from, price_words
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.columns import in_words
from tinycrm.services.drafts import make_draft, move_money
from tinycrm.services.lifecycle import bought
from tinycrm.services.paying import parties_of, pay_columns
from tinycrm.services.records import insert_draft
from tinycrm.services.work import Done
from tinycrm.store.cells import whole
from tinycrm.store.subscriptions import has_paid_dues, need_life, read_life, write_life

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.domain.results import Row
    from tinycrm.domain.subscription_life import Life, Price
    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_MONEY = ("amount", "currency")


def add_subscription(
    work: Work,
    given: Given,
    *,
    who: str | None = None,
    contact: str | None = None,
    company: str | None = None,
    deal: str | None = None,
    trial_until: str | None = None,
    term: str | None = None,
) -> Done:
    """A subscription is there with its first changes and its first term; who pays from today on is a customer.

    Args:
        work: the command's work.
        given: amount, currency, interval, product, start_on, end_on, owner, note and set, as typed.
        who, contact, company, deal: whom it is with, as `pay_columns` reads them.
        trial_until: the last day of a trial, as typed.
        term: the length of a term, as typed; without it what is paid every quarter or more seldom has one.

    Raises:
        UsageError: nobody or no amount was named, or a value is none.
        RuleError: it would end before it starts.
        NotFound, Ambiguous: whom it is with.
    """
    with work.write() as unit:
        draft = make_draft(work, "subscription", {key: texts for key, texts in given.items() if key not in _MONEY})
        columns = draft.columns
        move_money({}, columns, given, work, "subscription")
        if columns.get("amount_minor") is None:
            raise UsageError("a subscription needs an amount", hint="tinycrm subscription add WHO 40 --every month")
        _check_amount(whole(columns["amount_minor"]), given)
        columns |= pay_columns(work, who, contact=contact, company=company, deal=deal)
        if columns["party"] is None:
            raise UsageError("a subscription needs whom it is with", hint="tinycrm subscription add WHO 40")
        columns["interval"] = columns.get("interval") or "month"
        columns["start_on"] = columns.get("start_on") or unit.day
        columns.setdefault("owner", work.reading.user)
        life = begin(
            (whole(columns["amount_minor"]), str(columns["currency"]), str(columns["interval"])),
            str(columns["start_on"]),
            trial_until=work.reading.day(trial_until) if trial_until is not None else None,
            end_on=str(columns["end_on"]) if columns.get("end_on") else None,
            term=parse_term(term) if term is not None else "",
        )
        id = insert_draft(unit, "subscription", draft)
        write_life(unit, id, life)
        welcome(work, unit, {**columns, "id": id}, life, None)
    name = f" {columns['product']}" if columns.get("product") else ""
    return Done("subscription", [id], f"Added subscription {id}{name}: {_told(work, id, life)}")


def _check_amount(minor: int, given: Given) -> None:
    if minor < 0:
        typed = (given.get("amount") or [""])[-1]
        raise UsageError(f"the amount '{typed}' of a subscription is negative", hint="what is given back is a refund")


def parse_term(text: str) -> str:
    """Gives the stored form of a term's length.

    Raises:
        UsageError: it is none.
    """
    from tinycrm.domain.interval import parse_interval

    try:
        return parse_interval(text)
    except UsageError:
        raise UsageError(f"'{text}' is no length of a term", hint='"1 year", "6 months", "2 weeks"') from None


def _told(work: Work, id: int, life: Life) -> str:
    words = f"{price_words(life.price)} from {life.start_on}"
    if life.changes[0].price != life.price and life.price[0]:
        words += f", paid from {life.first_paid}" if paid_from(life.changes) else ", a trial"
        if life.end_on is not None and paid_from(life.changes) is None:
            return f"{words} that ends with it on {life.end_on}: nothing is paid"
    if life.end_on is not None:
        words += f", until {life.end_on}"
    term = life.open_term
    if term is None:
        return words
    if term.ends_on < work.today and (life.end_on is None or life.end_on > term.ends_on):
        work.note(f"its first term ended on {term.ends_on}: tinycrm subscription renew {id} says that it goes on")
    return f"{words}; its term ends on {term.ends_on}"


def welcome(work: Work, unit: Unit, columns: Mapping[str, Cell], life: Life, before: str | None) -> None:
    """Who pays by today is a customer, when that was not so before.

    Args:
        work: the command's work.
        unit: its transaction.
        columns: of the subscription.
        life: as it is now.
        before: the first day on which something was paid, before; or None.
    """
    first = paid_from(life.changes)
    if first is not None and first <= work.today and (before is None or before > work.today):
        bought(unit, "subscription", whole(columns["id"]), parties_of(columns), first)


def settle_subscription(unit: Unit, columns: dict[str, Cell], before: Mapping[str, Cell]) -> None:
    """The draft of an edit leaves to the verbs what is theirs; another start is in the changes too.

    Raises:
        UsageError: nobody would pay any more, or there would be no start.
        RuleError: another price or end, or a start that something contradicts.
    """
    id = before["id"]
    moved = {key for key, value in columns.items() if before.get(key) != value}
    if moved & {"amount_minor", "currency", "interval"}:
        message = f"the price of subscription {id} changes from a day on, and an edit names none"
        hint = (
            f"tinycrm subscription change {id} AMOUNT --every month --on DAY; from the start: --on {before['start_on']}"
        )
        raise RuleError(message, code="own_verb", hint=hint)
    if "end_on" in moved:
        ends = columns["end_on"] is not None
        hint = f"cancel {id} --end {columns['end_on']}" if ends else f"renew {id} takes its end back"
        message = f"the end of subscription {id} is no plain field"
        raise RuleError(message, code="own_verb", hint=f"tinycrm subscription {hint}")
    if "party" in moved and columns["party"] is None:
        raise UsageError(f"subscription {id} needs whom it is with", hint="name another --company or --contact")
    if "start_on" in moved:
        _move_start(unit, whole(id), columns)


def _move_start(unit: Unit, id: int, columns: dict[str, Cell]) -> None:
    if columns["start_on"] is None:
        raise UsageError(f"subscription {id} needs its start", hint="--start 2026-01-01")
    if has_paid_dues(unit, id):
        message = f"subscription {id} cannot start on {columns['start_on']}: sales pay its due days, which would move"
        raise RuleError(message, code="has_dues", hint=f"tinycrm sale list --where 'subscription = {id}'")
    life = need_life(unit.db, id)
    move_start(life, str(columns["start_on"]))
    write_life(unit, id, life)


def history_of(work: Work, id: int, *, words: bool = False) -> Listing:
    """Gives the changes and the terms of a subscription in order of their days.

    Args:
        work: the command's work.
        id: of the subscription.
        words: for people: kinds and intervals in words.
    """
    life = read_life(work.store.db, id)
    rows: list[Row] = []
    if life is not None:
        rows = [_change_row(change.kind, change.on, change.price) for change in life.changes]
        for term in life.terms:
            more: Row = {"until": term.ends_on, "outcome": term.outcome, "decided_on": term.decided_on}
            rows.append({**_EMPTY, "on": term.starts_on, "kind": "term", **more})
    rows.sort(key=lambda row: str(row["on"]))
    if words:
        rows = [{**in_words(row), "kind": str(row["kind"]).replace("_", " ")} for row in rows]
    columns = [
        Column("on", "On", "day"),
        Column("kind", "What"),
        Column("amount", "Paid from then on", "money"),
        Column("interval", "Every"),
        Column("until", "Until", "day"),
        Column("outcome", "Outcome"),
        Column("decided_on", "Decided", "day"),
        Column("currency", "Currency", wide=True),
    ]
    return Listing("subscription", columns, rows, today=work.today)


_EMPTY: Row = dict.fromkeys(("on", "kind", "amount", "currency", "interval", "until", "outcome", "decided_on"))


def _change_row(kind: str, day: str, price: Price) -> Row:
    from tinycrm.domain.money import to_decimal_text

    amount, currency, interval = price
    number = Number(to_decimal_text(amount, currency))
    return {**_EMPTY, "on": day, "kind": kind, "amount": number, "currency": currency, "interval": interval}
