"""How a subscription ends, and how it goes on: cancelling and renewing, as rules over its changes and terms."""

from __future__ import annotations

from tinycrm.domain import dues
from tinycrm.domain.interval import parts_of
from tinycrm.domain.subscription_life import (
    SAID,
    Change,
    body_of,
    change_price,
    cut_terms,
    is_long,
    lasting_pause,
    paid_from,
    put,
    trial_of,
)
from tinycrm.domain.subscription_terms import day_after, day_before, days_later, next_term
from tinycrm.errors import RuleError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.subscription_life import Life, Price

# A renewal so many days after the end still joins on to it (as in the renewal rate); a later one starts anew.
GRACE_DAYS = 30


def cancel(life: Life, on: str, end: str | None, today: str) -> bool:
    """The end is set, and what was open about the term decided; says whether anything differs.

    What was planned for after the end is no more, nor is the end of a trial that was left in time: nobody paid.

    Args:
        life: the subscription.
        on: the day it was decided, not after today.
        end: the last day; None is the end of the term, else of what is paid, of the trial, or the day of the decision
            during a pause.
        today: the business day.

    Raises:
        RuleError: the end lies before the start or before something that has happened.
    """
    body = body_of(life)
    given = [change for change in body if change.kind == "cancel" and not _ended_after(life, change)]
    if given and end in (None, life.end_on):
        return False
    last_day = end or _usual_end(life, on)
    if end is None and life.end_on is not None:
        last_day = min(last_day, life.end_on)
    hint = f"--end {life.start_on} or later; tinycrm subscription rm {life.ref} removes it"
    if last_day < life.start_on:
        raise RuleError(f"{life.what} would end on {last_day}, before its start on {life.start_on}", hint=hint)
    kept: list[Change] = []
    past = [change for change in body if change.on <= today and change not in given]
    for change in body:
        if change.on <= last_day or change in given:
            kept.append(change)
        elif change.on <= today and not (change.kind == "trial_end" and change is past[-1]):
            message = f"{life.what} would end on {last_day}, before {SAID[change.kind]} on {change.on}"
            raise RuleError(message, code="out_of_order", hint=f"--end {past[-1].on} or later")
    if len(kept) < len(body):
        life.price = _price_of(kept, life.price)
    day = min(on, day_after(last_day))
    if given:
        given[0].on = min(given[0].on, day_after(last_day))
    else:
        _insert_cancel(life, kept, day, today)
    put(life, kept, last_day)
    _decide_ended(life, on, last_day)
    return True


def _ended_after(life: Life, change: Change) -> bool:
    """Whether an end, since overcome, came after a change."""
    return any(later.kind == "end" for later in body_of(life)[life.changes.index(change) :])


def _is_cancelled(life: Life) -> bool:
    return any(change.kind == "cancel" and not _ended_after(life, change) for change in body_of(life))


def _insert_cancel(life: Life, body: list[Change], day: str, today: str) -> None:
    place = len(body)
    while place and body[place - 1].on > day:
        before = body[place - 1]
        if before.on <= today:
            message = f"{life.what}: {day} lies before {SAID[before.kind]} on {before.on}"
            raise RuleError(message, code="out_of_order", hint=f"--on {before.on} or later")
        place -= 1
    # one that has not begun is cancelled on its first day
    place, day = (place, day) if place else (1, life.start_on)
    body.insert(place, Change("cancel", day, body[place - 1].price))


def _usual_end(life: Life, on: str) -> str:
    trial = trial_of(life, on)
    term = life.open_term
    if on < life.start_on:
        message = f"{life.what} has not begun: it starts on {life.start_on}"
        raise RuleError(message, hint=f"tinycrm subscription rm {life.ref} removes it; --end lets it run until a day")
    if trial is not None:
        return day_before(trial.on)
    if term is not None:
        return term.ends_on
    if lasting_pause([change for change in life.changes if change.on <= on]):
        return on
    return _paid_until(life, on)


def _paid_until(life: Life, on: str) -> str:
    """The day before the next due day; the day itself when nothing is due."""
    count, unit = parts_of(life.price[2])
    far = days_later(on, count * (7 if unit == "week" else 31) + 1)
    rows = [dues.Change(change.kind, change.on, *change.price) for change in body_of(life)]
    coming = dues.paid_dues(rows, day_after(on), far)
    return day_before(coming[0].day) if coming else on


def _price_of(changes: Sequence[Change], price: Price) -> Price:
    """The full price after these changes; in a trial that never ends the one it would have had."""
    for change in reversed(changes):
        if change.kind in ("change", "resume", "trial_end") or (change.kind == "start" and change.price[0] > 0):
            return change.price
    return price


def _decide_ended(life: Life, on: str, last_day: str) -> None:
    term = life.open_term
    if term is not None and last_day < term.starts_on:
        # agreed upon early, or to follow a trial: it never began
        life.terms.pop()
        term = life.terms[-1] if life.terms else None
    if term is not None:
        term.outcome, term.decided_on = "ended", on


def renew(life: Life, on: str, *, until: str | None = None, length: str = "", price: Price | None = None) -> bool:
    """The term is renewed and the next one open; an end is taken back. Says whether anything differs.

    After an end more than GRACE_DAYS ago the subscription starts anew on the day of the decision instead.

    Args:
        life: the subscription.
        on: the day it was decided.
        until: the last day of the next term, or None.
        length: the length of the next term as an interval is stored; "" is that of the last one.
        price: the price from the next term on, or None when it stays.

    Raises:
        RuleError: the next term would end before it begins, or a new price is out of order.
        UsageError: a new price without a term.
    """
    if on < life.start_on:
        raise RuleError(f"{life.what} starts on {life.start_on}, after {on}", hint=f"--on {life.start_on} or later")
    if life.end_on is not None and on > days_later(life.end_on, GRACE_DAYS):
        _restart(life, on, until, length, price or life.price)
        return True
    term = life.terms[-1] if life.terms else None
    ended = life.end_on
    if ended is None and (term is None or term.outcome != "open") and until is None and not length:
        if price is not None and price != life.price:
            hint = f"tinycrm subscription change {life.ref} AMOUNT"
            raise UsageError(f"{life.what} has no term to renew at another price", hint=hint)
        return False
    if ended is None and term is not None and term.starts_on > on and not length and until in (None, term.ends_on):
        return False
    if ended is not None and term is None and until is None and is_long(life.price[2]):
        length = length or life.price[2]
    last = term.ends_on if term is not None else ended
    starts = on if last is None else day_after(last)
    coming = next_term(life.first_paid, term, starts, until=until, length=length, what=life.what)
    if ended is not None:
        if coming is None or _is_cancelled(life) or max(coming.starts_on, until or "") > ended:
            _take_end_back(life, ended)
        else:
            coming.ends_on = min(coming.ends_on, ended)
    if term is not None:
        term.outcome, term.decided_on = "renewed", on
    if coming is not None:
        life.terms.append(coming)
    if price is not None:
        day = coming.starts_on if coming is not None else max(on, life.start_on)
        change_price(life, price, day)
    return True


def _take_end_back(life: Life, ended: str) -> None:
    body = [change for change in body_of(life) if change.kind != "cancel" or _ended_after(life, change)]
    if paid_from(body) is None and life.price[0] > 0:
        body.append(Change("trial_end", max(day_after(ended), body[-1].on), life.price))
    put(life, body, None)


def _restart(life: Life, on: str, until: str | None, length: str, price: Price) -> None:
    term = life.terms[-1] if life.terms else None
    if term is not None and term.outcome == "open":
        term.outcome, term.decided_on = "ended", on
    coming = next_term(life.first_paid, term, on, until=until, length=length, what=life.what)
    # one that was left early ran no longer than the subscription
    cut_terms(life, day_after(life.end_on or on))
    if coming is not None:
        life.terms.append(coming)
    life.price = price
    # its due days are counted from here
    life.changes.append(Change("start", on, price))
    life.end_on = None
