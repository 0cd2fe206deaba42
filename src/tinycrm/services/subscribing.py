"""The life of subscriptions: another price, a pause, the end, a renewal. All of those named change, or none."""

from __future__ import annotations

from tinycrm.domain.subscription_end import cancel, renew
from tinycrm.domain.subscription_life import change_price, paid_from, pause, price_words, resume
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.lifecycle import leave_customer
from tinycrm.services.paying import parties_of
from tinycrm.services.subscriptions import parse_term, welcome
from tinycrm.services.work import Done
from tinycrm.store.subscriptions import has_paid_dues, need_life, write_life

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.domain.subscription_life import Life, Price
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

    Act = Callable[[Life], bool]
    Told = Callable[[Life], str]


def change_subscriptions(
    work: Work, ids: Sequence[int], amount: str | None, *, every: str | None = None, on: str | None = None
) -> Done:
    """The subscriptions cost this from a day on, or from the end of their trial.

    Args:
        work: the command's work.
        ids: of the subscriptions.
        amount: as typed; None leaves it. A bare number is in the subscription's own currency.
        every: the interval, as typed; None leaves it.
        on: the day, as typed; None is today, or the start of one that has not begun.

    Raises:
        UsageError: neither amount nor interval, or one that is none.
        RuleError: the day is out of order, or the subscription is paused.
    """
    if amount is None and every is None:
        raise UsageError("no new price was named", hint="tinycrm subscription change REF 50, or --every year")
    from tinycrm.domain.interval import parse_interval

    interval = parse_interval(every) if every is not None else None

    def act(life: Life) -> bool:
        return change_price(life, _price(work, life, amount, interval), _day(work, life, on))

    return _live(work, ids, act, lambda life: f"costs {price_words(life.price)}{_since(life)}")


def _price(work: Work, life: Life, amount: str | None, interval: str | None) -> Price:
    minor, currency, every = life.price
    if amount is not None:
        minor, currency = work.reading.money(amount, base=currency)
    if minor < 0:
        raise UsageError(f"the amount '{amount}' of a subscription is negative", hint="what is given back is a refund")
    return minor, currency, interval or every


def _since(life: Life) -> str:
    last = [change for change in life.changes if change.price == life.price]
    return f" from {last[-1].on}" if last else ""


def _day(work: Work, life: Life, text: str | None) -> str:
    return work.reading.day(text) if text is not None else max(work.today, life.start_on)


def _decided(work: Work, text: str | None) -> str:
    """The day of a decision.

    Raises:
        UsageError: it is in the future.
    """
    day = work.reading.day(text, past=True) if text is not None else work.today
    if day > work.today:
        hint = "--on is the day it was decided, today or before; --end and --until say for when"
        raise UsageError(f"--on '{text}' is in the future", hint=hint)
    return day


def pause_subscriptions(work: Work, ids: Sequence[int], *, on: str | None = None) -> Done:
    """Nothing is paid from a day on; those paused already are not written.

    Raises:
        RuleError: the day is out of order.
    """
    return _live(
        work, ids, lambda life: pause(life, _day(work, life, on)), lambda life: f"is paused{_last(life, 'pause')}"
    )


def resume_subscriptions(work: Work, ids: Sequence[int], *, on: str | None = None) -> Done:
    """The full price is paid again from a day on; those that are not paused are not written.

    Raises:
        RuleError: the day is out of order, or the subscription has ended.
    """
    return _live(
        work,
        ids,
        lambda life: resume(life, _day(work, life, on)),
        lambda life: f"goes on at {price_words(life.price)}{_last(life, 'resume')}",
    )


def _last(life: Life, kind: str) -> str:
    days = [change.on for change in life.changes if change.kind == kind]
    return f" from {days[-1]}" if days else ""


def cancel_subscriptions(work: Work, ids: Sequence[int], *, on: str | None = None, end: str | None = None) -> Done:
    """The subscriptions have an end; those that have this one already are not written.

    Args:
        work: the command's work.
        ids: of the subscriptions.
        on: the day it was decided, as typed; None is today.
        end: the last day, as typed; None is the end of the term, of what is paid, or of the trial.

    Raises:
        UsageError: the decision lies in the future.
        RuleError: the end lies before something that has happened.
    """
    decided = _decided(work, on)
    last_day = work.reading.day(end) if end is not None else None
    return _live(work, ids, lambda life: cancel(life, decided, last_day, work.today), lambda life: _ending(work, life))


def _ending(work: Work, life: Life) -> str:
    over = life.end_on is not None and life.end_on < work.today
    return f"ended on {life.end_on}" if over else f"is cancelled and runs until {life.end_on}"


def renew_subscriptions(
    work: Work,
    ids: Sequence[int],
    *,
    until: str | None = None,
    term: str | None = None,
    amount: str | None = None,
    on: str | None = None,
) -> Done:
    """The open terms are renewed and the next ones open; an end is taken back.

    Args:
        work: the command's work.
        ids: of the subscriptions.
        until: the last day of the next term, as typed.
        term: its length, as typed; without either it is as long as the last one.
        amount: the price from the next term on, as typed; None leaves it.
        on: the day it was decided, as typed; None is today.

    Raises:
        UsageError: the decision lies in the future, or both --until and --term were given.
        RuleError: the next term would end before it begins.
    """
    if until is not None and term is not None:
        raise UsageError("--until and --term together", hint="give one of the two")
    decided = _decided(work, on)
    last_day = work.reading.day(until) if until is not None else None
    length = parse_term(term) if term is not None else ""

    def act(life: Life) -> bool:
        price = _price(work, life, amount, None) if amount is not None else None
        return renew(life, decided, until=last_day, length=length, price=price)

    return _live(work, ids, act, _renewed)


def _renewed(life: Life) -> str:
    term = life.open_term
    if term is not None:
        return f"is renewed until {term.ends_on} at {price_words(life.price)}"
    return f"goes on by itself at {price_words(life.price)}"


def _live(work: Work, ids: Sequence[int], act: Act, told: Told) -> Done:
    changed: list[Life] = []
    same: list[Life] = []
    with work.write() as unit:
        for id in ids:
            life = need_life(unit.db, id)
            before = paid_from(life.changes)
            if not act(life):
                same.append(life)
                continue
            _save(work, unit, id, life, before)
            changed.append(life)
    if len(ids) == 1 and changed:
        sentence = f"{changed[0].what[0].upper()}{changed[0].what[1:]} {told(changed[0])}"
    elif len(ids) == 1 and same:
        sentence = f"Nothing to do: {same[0].what} {told(same[0])}"
    else:
        sentence = f"Changed {len(changed):,} of {len(ids):,} subscriptions" if changed else "Nothing to do"
    return Done("subscription", list(ids), sentence, changed=bool(changed))


def _save(work: Work, unit: Unit, id: int, life: Life, before: str | None) -> None:
    amount, currency, interval = life.price
    unit.update(
        "subscription",
        (id,),
        {"amount_minor": amount, "currency": currency, "interval": interval, "end_on": life.end_on},
    )
    if write_life(unit, id, life):
        unit.touch("subscription", id)
    columns = unit.need("subscription", id)
    if before is not None and paid_from(life.changes) is None:
        if has_paid_dues(unit, id):
            hint = f"tinycrm sale list --where 'subscription = {id}'"
            raise RuleError(f"{life.what} was paid for after its trial", code="has_dues", hint=hint)
        leave_customer(work, unit, parties_of(columns))
    welcome(work, unit, columns, life, before)
