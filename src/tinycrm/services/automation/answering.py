"""Rules answer what happens: in the same transaction and operation, so that undo takes all of it back."""

from __future__ import annotations

from tinycrm.domain.nouns import NAMES
from tinycrm.domain.rule import BOUGHT, UNKNOWN
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.automation.effects import Firing, apply_effects
from tinycrm.store.firing import accepted, remember

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from tinycrm.domain.rule import Rule
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Event, Unit

    # what happened, and the rules that led to it, the first first
    Caused = tuple[Event, tuple[str, ...]]

# a rule may bring about another, and that one another, so far
DEPTH = 8
# and so often for every record that was changed
_MOST = 1000


class _Due:
    """A record that a rule is to be done to, and why."""

    __slots__ = ("chain", "day", "parties")

    def __init__(self, chain: tuple[str, ...], day: str = "", parties: tuple[tuple[str, int], ...] = ()) -> None:
        self.chain = chain
        self.day = day
        self.parties = parties


def react(work: Work, unit: Unit) -> None:
    """The rules have answered what happened in the transaction, and what came of that.

    A rule is done to a record once an operation, and never to one that it made, itself or through other rules.

    Raises:
        RuleError: what a rule does was refused, or the rules lead to one another without an end in sight.
        UsageError: a rule that is broken would have answered, for all that can be read of it.
    """
    rules = [rule for rule in work.rules if not rule.timed]
    done: set[tuple[str, int]] = set()
    first = (work.cause,) if work.cause else ()
    queue: list[Caused] = [(event, first) for event in unit.events]
    unit.events = []
    most = _MOST * len({event[2] for event, _ in queue})
    # record → the rules that led to it, of those that rules made
    led: dict[int, tuple[str, ...]] = {}
    while queue:
        made: list[Caused] = []
        added = {event[2]: chain for event, chain in queue if event[0] == "I" and event[1] in _RECORDS}
        led |= added
        for rule in rules:
            for id, due in _answering(work, rule, queue, added.keys()).items():
                if rule.problem:
                    # whoever mends it is told here, and need not be told again
                    work.broken_rules = ""
                    raise UsageError(rule.problem, code="bad_settings", hint=rule.mend)
                if (rule.name, id) in done or rule.name in led.get(id, ()):
                    continue
                done.add((rule.name, id))
                if len(due.chain) >= DEPTH or len(done) > most:
                    raise _endless((*due.chain, rule.name))
                _fire(work, unit, rule, id, due)
                made += [(event, (*due.chain, rule.name)) for event in unit.events]
                unit.events = []
        queue = made


def _fire(work: Work, unit: Unit, rule: Rule, id: int, due: _Due) -> None:
    # the instant too: where the database is imported, operations are numbered anew
    occasion = f"op {unit.op} {unit.now}"
    firing = Firing(work, unit, rule.name, rule.noun or "purchase", id, occasion=occasion, day=due.day)
    firing.parties = list(due.parties)
    if apply_effects(firing, rule.effects):
        remember(unit, rule.name, id, occasion)


def _endless(chain: tuple[str, ...]) -> RuleError:
    return RuleError(
        f"the rules lead on and on: {' → '.join(chain)} → …",
        code="endless",
        hint="add an 'if' to one of them in rules.yaml: tinycrm rules validate",
    )


_RECORDS = frozenset(NAMES)


def _answering(work: Work, rule: Rule, queue: Iterable[Caused], added: Container[int]) -> dict[int, _Due]:
    """The records that a rule is to be done to now: record → why."""
    found: dict[int, _Due] = {}
    for event, chain in queue:
        due = _answer(rule, event, chain, added)
        if due is None:
            continue
        found.setdefault(event[2], due)
    # whoever announces something has looked at the record
    if not found or (rule.trigger in ("entered", BOUGHT, UNKNOWN) and not rule.condition):
        return found
    if rule.condition:
        # what the filter looks at has to be what was written
        work.store.settle()
    kept = accepted(work.store, rule, list(found))
    return {id: due for id, due in found.items() if id in kept}


def _answer(rule: Rule, event: Event, chain: tuple[str, ...], added: Container[int]) -> _Due | None:
    what, where, id, more = event
    if rule.trigger == UNKNOWN:
        return _Due(chain) if what != BOUGHT else None
    if rule.trigger in ("entered", "bought"):
        if what != rule.trigger:
            return None
        if what == "bought":
            parties = [part.split(":") for part in more[1:]]
            return _Due(chain, more[0], tuple((noun, int(number)) for noun, number in parties))
        return _Due(chain, more[2]) if (more[0], more[1]) in rule.places else None
    if rule.trigger in ("created", "feedback"):
        return _Due(chain) if what == "I" and where == rule.noun else None
    if rule.trigger == "tagged":
        from tinycrm.domain.fold import fold

        return _Due(chain) if what == "I" and where == "tagging" and more[1] == fold(rule.value) else None
    if id in added or what not in ("I", "U", "D") or (where == rule.noun and what != "U"):
        return None
    return _Due(chain) if _is_edit(rule, where, more) else None


def _is_edit(rule: Rule, where: str, more: tuple[str, ...]) -> bool:
    from tinycrm.domain.nouns import NOUNS
    from tinycrm.domain.rule import table_of

    if where in _RECORDS and where != rule.noun:
        return False
    if not rule.fields:
        return bool(more)
    for key in rule.fields:
        field = NOUNS[rule.noun].get(key)
        table = table_of(rule.noun, key)
        if table:
            if table == where and (table != "contact_point" or (field is not None and more[1] == field.type)):
                return True
        elif where == rule.noun and (key in more or (field is not None and field.column in more)):
            return True
    return False
