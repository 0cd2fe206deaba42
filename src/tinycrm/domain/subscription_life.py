"""What may happen to a subscription, as rules over its changes and its terms; nothing is stored here.

A change says what is paid from its day on: nothing during a trial or a pause and after the end. The changes are in
order of their days; while an end is set, the last of them is `end`, on the day after the last day.
"""

from __future__ import annotations

from tinycrm.domain.interval import interval_words, months_of
from tinycrm.domain.subscription_terms import Term, day_after, day_before, length_of, term_end
from tinycrm.errors import RuleError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    # minor units, currency, stored interval
    Price = tuple[int, str, str]

# Paid at such an interval or a longer one, a subscription is agreed upon term by term.
_TERM_MONTHS = 3
SAID = {
    "start": "its start",
    "trial_end": "the end of its trial",
    "change": "a change of its price",
    "pause": "its pause",
    "resume": "its going on",
    "cancel": "its cancellation",
    "end": "its end",
}


class Change:
    """From a day on this is paid.

    Attributes:
        kind: start, trial_end, change, pause, resume, cancel or end.
        on: the first day it holds, ISO.
        price: what is paid: 0 in a trial, a pause and after the end.
    """

    __slots__ = ("kind", "on", "price")

    def __init__(self, kind: str, on: str, price: Price) -> None:
        self.kind = kind
        self.on = on
        self.price = price


class Life:
    """A subscription's price, days, changes and terms; the functions of this module change them together.

    Attributes:
        what: how errors call it: "subscription 12 Hosting".
        ref: how hints call it: "12".
        price: the full price, also while nothing is paid.
        start_on: its first day.
        end_on: its last day, or None.
        changes: in order.
        terms: in order.
    """

    __slots__ = ("changes", "end_on", "price", "ref", "start_on", "terms", "what")

    def __init__(
        self,
        what: str,
        ref: str,
        price: Price,
        start_on: str,
        end_on: str | None,
        changes: Sequence[Change],
        terms: Sequence[Term],
    ) -> None:
        self.what = what
        self.ref = ref
        self.price = price
        self.start_on = start_on
        self.end_on = end_on
        self.changes = list(changes)
        self.terms = list(terms)

    @property
    def nothing(self) -> Price:
        """What is paid while nothing is."""
        return 0, self.price[1], self.price[2]

    @property
    def first_paid(self) -> str:
        """The day from which its due days are counted: the start, or the day after the trial."""
        return paid_from(self.changes) or self.start_on

    @property
    def open_term(self) -> Term | None:
        """The term that nobody has decided about, or None."""
        return self.terms[-1] if self.terms and self.terms[-1].outcome == "open" else None


def begin(
    price: Price,
    start_on: str,
    *,
    trial_until: str | None = None,
    end_on: str | None = None,
    term: str = "",
    what: str = "the subscription",
) -> Life:
    """Gives a new subscription: its start, the end of its trial, its end, and its first term.

    Args:
        price: the full price.
        start_on: its first day, ISO.
        trial_until: the last day of its trial, or None.
        end_on: its last day, or None.
        term: the length of a term as an interval is stored; "" is the interval when that is a quarter or longer, and
            else no term: what renews itself every month is none.
        what: how errors call it.

    Raises:
        RuleError: it would end before it starts, or its trial would.
    """
    life = Life(what, "", price, start_on, end_on, [], [])
    hint = "check --start, --trial-until and --end"
    if end_on is not None and end_on < start_on:
        raise RuleError(f"{what} would end on {end_on}, before it starts on {start_on}", hint=hint)
    if trial_until is not None and trial_until < start_on:
        raise RuleError(f"the trial would end on {trial_until}, before the start on {start_on}", hint=hint)
    life.changes.append(Change("start", start_on, price if trial_until is None else life.nothing))
    if trial_until is not None and (end_on is None or trial_until < end_on):
        life.changes.append(Change("trial_end", day_after(trial_until), price))
    if end_on is not None:
        life.changes.append(Change("end", day_after(end_on), life.nothing))
    length = term or (price[2] if is_long(price[2]) else "")
    first = day_after(trial_until) if trial_until is not None else start_on
    if length and (end_on is None or first <= end_on):
        last = term_end(first, first, length)
        life.terms.append(Term(first, last if end_on is None else min(last, end_on)))
    return life


def is_long(interval: str) -> bool:
    """Says whether what is paid at such an interval is agreed upon term by term."""
    over, under = months_of(interval)
    return over >= _TERM_MONTHS * under


def paid_from(changes: Sequence[Change]) -> str | None:
    """Gives the first day on which something is paid, None when nothing ever is."""
    return next((change.on for change in changes if change.price[0] > 0), None)


def status_on(life: Life, day: str) -> str:
    """Gives what a subscription is on a day: coming, ended, cancelled (it still runs), trial, paused or active."""
    if life.start_on > day:
        return "coming"
    if life.end_on is not None and life.end_on < day:
        return "ended"
    if life.end_on is not None and any(change.kind == "cancel" and change.on <= day for change in life.changes):
        return "cancelled"
    if any(change.kind == "trial_end" and change.on > day for change in life.changes):
        return "trial"
    return "paused" if lasting_pause([change for change in life.changes if change.on <= day]) else "active"


def body_of(life: Life) -> list[Change]:
    """Gives the changes without the end that is set."""
    return life.changes[:-1] if life.end_on is not None else list(life.changes)


def put(life: Life, body: list[Change], end_on: str | None) -> None:
    """The subscription has these changes, and this end after them."""
    life.end_on = end_on
    life.changes = body if end_on is None else [*body, Change("end", day_after(end_on), life.nothing)]


def lasting_pause(changes: Sequence[Change]) -> Change | None:
    """Gives the pause that lasts at the end of these changes, or None."""
    for change in reversed(changes):
        if change.kind in ("pause", "resume", "start"):
            return change if change.kind == "pause" else None
    return None


def trial_of(life: Life, day: str) -> Change | None:
    """Gives the change that ends the trial which lasts on a day, or None."""
    return next((change for change in life.changes if change.kind == "trial_end" and change.on > day), None)


def _check_day(life: Life, day: str) -> None:
    """A change on this day keeps the changes in order.

    Raises:
        RuleError: it lies before the start or the last change, or after the end.
    """
    if day < life.start_on:
        raise RuleError(f"{life.what} starts on {life.start_on}, after {day}", hint=f"--on {life.start_on} or later")
    if life.end_on is not None and day > life.end_on:
        hint = f"tinycrm subscription renew {life.ref} takes the end back"
        raise RuleError(f"{life.what} has its end on {life.end_on}, before {day}", code="ended", hint=hint)
    last = body_of(life)[-1]
    if day < last.on:
        raise RuleError(
            f"{life.what}: {day} lies before {SAID[last.kind]} on {last.on}",
            code="out_of_order",
            hint=f"--on {last.on} or later",
        )


def change_price(life: Life, price: Price, day: str) -> bool:
    """Another price is paid from a day on, or from the end of the trial; says whether anything differs.

    Raises:
        RuleError: the day is out of order, or the subscription is paused.
    """
    if price == life.price:
        return False
    trial = trial_of(life, day)
    if trial is not None and day >= life.start_on and body_of(life)[-1] is trial:
        before, trial.price, life.price = life.price, price, price
        _fit_terms(life, before[2], trial.on)
        return True
    pause = lasting_pause(life.changes)
    if pause is not None and (life.end_on is None or day <= life.end_on):
        hint = f"tinycrm subscription resume {life.ref} first, then change the price from that day on"
        raise RuleError(f"{life.what} is paused since {pause.on}", code="paused", hint=hint)
    _check_day(life, day)
    before, life.price = life.price, price
    put(life, [*body_of(life), Change("change", day, price)], life.end_on)
    _fit_terms(life, before[2], day)
    return True


def _fit_terms(life: Life, before: str, day: str) -> None:
    """A change from short to long intervals opens a term; one to short intervals ends that of the long one."""
    now, term = life.price[2], life.open_term
    opens = term is None and life.end_on is None and is_long(now) and not is_long(before)
    closes = term is not None and is_long(before) and not is_long(now) and length_of(life.first_paid, term) == before
    if term is not None and closes:
        term.outcome, term.decided_on = "renewed", day
    if opens or closes:
        cut_terms(life, day)
    if opens:
        life.terms.append(Term(day, term_end(day, day, now)))


def cut_terms(life: Life, day: str) -> None:
    """No term runs on a day or later: those that would have begun by then are gone."""
    life.terms = [term for term in life.terms if term.starts_on < day]
    if life.terms and life.terms[-1].ends_on >= day:
        life.terms[-1].ends_on = day_before(day)


def pause(life: Life, day: str) -> bool:
    """Nothing is paid from a day on; says whether anything differs.

    Raises:
        RuleError: the day is out of order, or in the trial.
    """
    lasting = lasting_pause(life.changes)
    if lasting is not None and lasting.on <= day and (life.end_on is None or day <= life.end_on):
        return False
    trial = trial_of(life, day)
    if trial is not None and day >= life.start_on:
        what = f"{life.what} is in its trial until {day_before(trial.on)}: nothing is paid"
        raise RuleError(what, code="in_trial", hint=f"--on {trial.on} or later")
    _check_day(life, day)
    put(life, [*body_of(life), Change("pause", day, life.nothing)], life.end_on)
    return True


def resume(life: Life, day: str) -> bool:
    """The full price is paid again from a day on; says whether anything differs.

    Raises:
        RuleError: the day is out of order.
    """
    over = life.end_on is not None and day > life.end_on
    if not over and lasting_pause(life.changes) is None:
        return False
    _check_day(life, day)
    put(life, [*body_of(life), Change("resume", day, life.price)], life.end_on)
    return True


def move_start(life: Life, day: str) -> None:
    """The subscription starts on another day, and its only term with it.

    Raises:
        RuleError: something that came later would come before the start.
    """
    hint = f"tinycrm subscription history {life.ref} shows what happened"
    for change in life.changes[1:]:
        if change.on < day or (change.on == day and change.kind in ("trial_end", "end")):
            message = f"{life.what} cannot start on {day}: {SAID[change.kind]} is on {change.on}"
            raise RuleError(message, code="out_of_order", hint=hint)
    moves = [term for term in life.terms if term.starts_on == life.start_on]
    if moves and len(life.terms) > 1:
        message = f"{life.what} cannot start on {day}: its terms are counted from {life.start_on}"
        raise RuleError(message, code="out_of_order", hint=hint)
    for term in moves:
        length = length_of(life.start_on, term)
        term.starts_on = day
        if term.ends_on != life.end_on:
            term.ends_on = term_end(day, day, length)
    life.changes[0].on = life.start_on = day


def price_words(price: Price) -> str:
    """Gives a price as people say it: "40 EUR every month"."""
    from tinycrm.domain.money import human

    amount, currency, interval = price
    return f"{human(amount, currency)} every {interval_words(interval)}"
