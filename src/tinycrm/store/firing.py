"""Which records a rule is due for, and what rules have done already."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.clock import shifted
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.rule import MADE
from tinycrm.errors import RuleError, UsageError
from tinycrm.store.cells import whole
from tinycrm.store.sqlite import dialect
from tinycrm.store.unit import ITSELF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tinycrm.domain.filters import Test
    from tinycrm.domain.rule import Rule
    from tinycrm.store import Store
    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

    Params = dict[str, Cell]
    # (condition, SQL of the occasion) of each way to be due, parameters, SQL of what is due first
    Due = tuple[list[tuple[str, str]], Params, str]

_CHUNK = 500
# how the operations of `tinycrm run` are called: "run: late", and "run: late → later" for what the first one made
_RUN = "run: "
_LED_TO = " → "


def accepted(store: Store, rule: Rule, ids: Sequence[int]) -> set[int]:
    """Gives those of the ids that are records of the rule's noun and such as its `if` asks for.

    Raises:
        RuleError: its filter cannot be used; the message names the rule.
    """
    tests, params = condition_of(store, rule)
    if rule.trigger == "feedback":
        tests += " AND feedback.kind = :kind AND feedback.score BETWEEN :least AND :most"
        params |= {"kind": rule.value, "least": rule.least, "most": rule.most}
    found: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        marks = {f"i{at}": id for at, id in enumerate(ids[start : start + _CHUNK])}
        listed = ", ".join(f":{mark}" for mark in marks)
        sql = f"SELECT {rule.noun}.id FROM {rule.noun} WHERE {rule.noun}.id IN ({listed}){tests}"
        found |= {whole(row[0]) for row in store.db.rows(sql, {**store.moment(sql), **params, **marks})}
    return found


def condition_of(store: Store, rule: Rule) -> tuple[str, Params]:
    """Gives the SQL of a rule's `if`, beginning with AND, and its parameters; "" without one. Raises as `accepted`."""
    if not rule.condition:
        return "", {}
    from tinycrm.domain.filters import parse_filter

    condition = store.where(NOUNS[rule.noun], prefix="c")
    try:
        sql = condition.sql(parse_filter(rule.condition))
    except UsageError as error:
        spot = f"{rule.source}:{rule.condition_spot}: " if rule.condition_spot else ""
        raise RuleError(f"{spot}rule '{rule.name}': {error.message}", code="rule", hint=error.hint) from error
    return f" AND ({sql})", dict(condition.params)


def passes(store: Store, noun: str, id: int, test: Test) -> bool:
    """Says whether a record is such as a filter asks for.

    Raises:
        UsageError: the filter cannot be used.
    """
    condition = store.where(NOUNS[noun])
    sql = f"SELECT 1 FROM {noun} WHERE {noun}.id = :only AND ({condition.sql(test)})"
    return store.db.one(sql, {**store.moment(sql), **condition.params, "only": id}) is not None


def remember(unit: Unit, rule: str, record: int, occasion: str) -> bool:
    """The rule counts as done to the record on this occasion, for ever; says whether that is new."""
    sql = (
        "INSERT INTO rule_fired (rule, record, occasion, at, op) VALUES (:rule, :record, :occasion, :at, :op)"
        " ON CONFLICT DO NOTHING RETURNING record"
    )
    params: Params = {"rule": rule, "record": record, "occasion": occasion, "at": unit.now, "op": unit.op}
    return unit.db.run(sql, params).fetchone() is not None


def inherit(unit: Unit, keep: int, others: Sequence[int]) -> None:
    """What rules have done to records that become one counts as done to the one that stays."""
    marks = {f"o{at}": id for at, id in enumerate(others)}
    sql = (
        "INSERT INTO rule_fired (rule, record, occasion, at, op)"
        " SELECT f.rule, :keep, f.occasion, min(f.at), min(f.op) FROM rule_fired AS f"
        f" WHERE f.record IN ({', '.join(f':{mark}' for mark in marks)}) GROUP BY f.rule, f.occasion"
        " ON CONFLICT DO NOTHING"
    )
    unit.db.run(sql, {**marks, "keep": keep})


def run_name(db: Database, rule: Rule, record: int) -> str:
    """Gives the name of the operation in which a run does a rule to a record: it tells the rules that led to it."""
    if rule.noun not in MADE:
        return _RUN + rule.name
    sql = (
        "SELECT o.command FROM change AS c JOIN operation AS o ON o.id = c.op"
        f" WHERE c.record = :id AND c.tbl = '{rule.noun}' AND c.kind = 'I' AND o.who = :itself"
    )
    row = db.one(sql, {"id": record, "itself": ITSELF})
    led = str(row[0]).removeprefix(_RUN) + _LED_TO if row is not None and str(row[0]).startswith(_RUN) else ""
    return _RUN + led + rule.name


def made_by(db: Database, rule: Rule, record: int) -> bool:
    """Says whether a record was made by the rule, or came of what it made through others."""
    led = run_name(db, rule, record).removeprefix(_RUN).split(_LED_TO)
    return rule.name in led[:-1]


def _not_its_own(rule: Rule) -> str:
    """The SQL of the same for all records, beginning with AND."""
    if rule.noun not in MADE:
        return ""
    rules = f"'{_LED_TO}' || substr(o.command, {len(_RUN) + 1}) || '{_LED_TO}'"
    return (
        " AND NOT EXISTS (SELECT 1 FROM change AS c JOIN operation AS o ON o.id = c.op"
        f" WHERE c.record = {rule.noun}.id AND c.tbl = '{rule.noun}' AND c.kind = 'I' AND o.who = :itself"
        f" AND {dialect.contains(rules, 'among')})"
    )


def fired(db: Database) -> dict[str, tuple[int, str]]:
    """Gives rule → how often it was done, and the instant of the last time."""
    rows = db.rows("SELECT rule, count(*), max(at) FROM rule_fired GROUP BY rule")
    return {str(rule): (whole(count), str(at)) for rule, count, at in rows}


def occasions(db: Database, rule: str, record: int) -> list[tuple[str, str]]:
    """Gives (occasion, instant) of each time that a rule was done to a record, the latest first."""
    sql = "SELECT occasion, at FROM rule_fired WHERE rule = :rule AND record = :record ORDER BY at DESC, occasion DESC"
    return [(str(occasion), str(at)) for occasion, at in db.rows(sql, {"rule": rule, "record": record})]


# --- what is due ---


def candidates(store: Store, rule: Rule, limit: int | None = None) -> list[tuple[int, str]]:
    """Gives (record, occasion) of what a rule of time is due for now, the longest due first; at most `limit`."""
    sql, params = _query(store, rule)
    rows = store.db.rows(f"{sql} ORDER BY 4, 1 LIMIT :most", {**params, "most": -1 if limit is None else limit})
    return [(whole(row[0]), str(row[1])) for row in rows]


class Recheck:
    """Says again, inside the transaction, whether a record is due: another process may have been there since."""

    def __init__(self, store: Store, rule: Rule) -> None:
        self._store = store
        self._sql, self._params = _query(store, rule, f" AND {rule.noun}.id = :only")

    def owner(self, id: int, occasion: str) -> str | None:
        """Gives the owner of the record, "" for none; None when it is not due on this occasion any more."""
        row = self._store.db.one(self._sql, {**self._params, "only": id})
        return None if row is None or str(row[1]) != occasion else str(row[2] or "")


def _query(store: Store, rule: Rule, narrow: str = "") -> tuple[str, Params]:
    ways, params, first = _DUE[rule.trigger](store, rule)
    more, own = condition_of(store, rule)
    noun = rule.noun
    late = _asks_late(store, rule)
    parts: list[str] = []
    for tests, occasion in ways:
        new = (
            "NOT EXISTS (SELECT 1 FROM rule_fired AS f"
            f" WHERE f.rule = :rule AND f.record = {noun}.id AND f.occasion = {occasion})"
        )
        rest = f" AND CASE WHEN {new} THEN{more.removeprefix(' AND')} END" if late else f"{more} AND {new}"
        # last: it is dear, and asked for the few that are left
        rest += _not_its_own(rule)
        parts.append(f"SELECT {noun}.id, {occasion}, {noun}.owner, {first} FROM {noun} WHERE {tests}{rest}{narrow}")
    sql = " UNION ALL ".join(parts)
    among = {"itself": ITSELF, "among": f"{_LED_TO}{rule.name}{_LED_TO}"} if rule.noun in MADE else {}
    return sql, {**store.moment(sql), **params, **own, **among, "rule": rule.name}


def _asks_late(store: Store, rule: Rule) -> bool:
    """Says whether the filter is best looked at last.

    Many are silent, an index knows them without reading the records, and most of them are done already: a filter that
    only the record itself answers would have every one of them read.
    """
    if rule.trigger != "no_interaction" or not rule.condition:
        return False
    from tinycrm.domain.filters import fields_of, parse_filter

    custom = store.reading.settings.custom(rule.noun)
    found = [NOUNS[rule.noun].get(name, custom) for name in fields_of(parse_filter(rule.condition))]
    return all(field is not None and field.place in ("column", "custom") for field in found)


def holds(store: Store, rule: Rule, id: int) -> str | None:
    """Gives the occasion on which a rule of time is due for a record, done already or not; None when it is not."""
    ways, params, _ = _DUE[rule.trigger](store, rule)
    noun = rule.noun
    parts = [f"SELECT {occasion} FROM {noun} WHERE {tests} AND {noun}.id = :only" for tests, occasion in ways]
    sql = " UNION ALL ".join(parts)
    row = store.db.one(sql, {**store.moment(sql), **params, "only": id})
    return None if row is None else str(row[0])


def _before(store: Store, days: int) -> str:
    return (store.reading.clock.today() - timedelta(days=days)).isoformat()


def _stage(store: Store, rule: Rule) -> Due:
    params: Params = {"since": _before(store, rule.days)}
    parts: list[str] = []
    for at, (pipeline, stage) in enumerate(rule.places):
        line = store.pipelines.find(pipeline)
        place = line.find(stage) if line is not None else None
        # an index holds the open ones, another the closed ones
        outcome = "open" if place is None else place.outcome
        parts.append(f"(deal.outcome = '{outcome}' AND deal.pipeline = :line{at} AND deal.stage = :stage{at})")
        params |= {f"line{at}": pipeline, f"stage{at}": stage}
    tests = f"({' OR '.join(parts)}) AND deal.stage_entered_on <= :since"
    # an undo frees the number of a stay for another one
    stay = (
        "(SELECT CAST(y.seq AS TEXT) || ' ' || y.entered_on FROM stage_stay AS y"
        " WHERE y.deal = deal.id ORDER BY y.seq DESC LIMIT 1)"
    )
    return [(tests, stay)], params, "deal.stage_entered_on"


def _task(store: Store, rule: Rule) -> Due:
    tests = "task.status = 'open' AND task.due_on <= :since"
    return [(tests, "task.due_on")], {"since": _before(store, rule.days)}, "task.due_on"


def _silence(store: Store, rule: Rule) -> Due:
    noun = rule.noun
    before = store.reading.clock.to_instant(_before(store, rule.days - 1), "00:00")
    # those never touched apart: an index knows the others
    touched, never = f"{noun}.last_touch_at", f"{noun}.created_at"
    ways = [(f"{touched} < :before", touched), (f"{touched} IS NULL AND {never} < :before", never)]
    return ways, {"before": before}, f"coalesce({touched}, {never})"


def _ticket(store: Store, rule: Rule) -> Due:
    minutes = rule.minutes + rule.days * 24 * 60
    before = shifted(store.reading.clock.moment(), minutes=-minutes)
    tests = "ticket.status = 'open' AND ticket.first_answered_at IS NULL AND ticket.opened_at <= :before"
    return [(tests, "CAST(ticket.reopenings AS TEXT)")], {"before": before}, "ticket.opened_at"


def _subscription(store: Store, rule: Rule) -> Due:
    today = store.reading.clock.today()
    params: Params = {"first": today.isoformat(), "last": (today + timedelta(days=rule.days)).isoformat()}
    term = "m.outcome = 'open' AND m.ends_on BETWEEN :first AND :last"
    tests = (
        "(subscription.end_on BETWEEN :first AND :last OR (subscription.end_on IS NULL AND subscription.id IN"
        f" (SELECT m.subscription FROM subscription_term AS m WHERE {term})))"
    )
    ends = (
        "coalesce(subscription.end_on, (SELECT min(m.ends_on) FROM subscription_term AS m"
        f" WHERE m.subscription = subscription.id AND {term}))"
    )
    return [(tests, ends)], params, ends


def _birthday(store: Store, rule: Rule) -> Due:
    today = store.reading.clock.today()
    params: Params = {
        "from": today.strftime("%m-%d"),
        "this": str(today.year),
        "next": str(today.year + 1),
    }
    born: list[str] = []
    for day in (today + timedelta(days=ahead) for ahead in range(rule.days + 1)):
        born += [day.strftime("%m-%d"), *(["02-29"] if _stands_for_leap_day(day) else [])]
    marks = {f"b{at}": key for at, key in enumerate(dict.fromkeys(born))}
    key = "substr(contact.birthday, length(contact.birthday) - 4)"
    tests = f"contact.birthday IS NOT NULL AND {key} IN ({', '.join(f':{mark}' for mark in marks)})"
    # a birthday that was put right is another occasion of the same year
    coming = f"CASE WHEN {key} >= :from THEN :this ELSE :next END || ' ' || {key}"
    return [(tests, coming)], params | marks, coming


def _stands_for_leap_day(day: date) -> bool:
    """Born on 29 February: the day before in a year without one."""
    return day.month == 2 and day.day == 28 and (day + timedelta(days=1)).month == 3


_DUE: Mapping[str, Callable[[Store, Rule], Due]] = {
    "stage": _stage,
    "task_overdue": _task,
    "no_interaction": _silence,
    "ticket_unanswered": _ticket,
    "subscription_ends": _subscription,
    "birthday": _birthday,
}
