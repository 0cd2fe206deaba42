"""What cron starts: rules whose time has come, steps of sequences, and the mail that waits."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing
from tinycrm.errors import PARTLY, RuleError, UsageError
from tinycrm.services.automation.answering import react
from tinycrm.services.automation.effects import REFUSALS, Firing, apply_effects
from tinycrm.store.firing import Recheck, candidates, occasions, remember, run_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.domain.rule import Rule
    from tinycrm.services.mail.mailing import Delivery
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

    # says whether a rule may be done so many times at once
    Agree = Callable[[Rule, int], bool]
    Todo = list[tuple[int, str]]

# a rule that is due for more at once is more likely new than meant: somebody has to say so
MOST = 500
# firings that reach the disk together: others write between two such steps
_TOGETHER = 100


class Ran:
    """What a run did.

    Attributes:
        done: rule → how often it was done.
        held: rule → how often it would have been done, had somebody agreed.
        failed: a line for everything that was refused.
        notes: what a person should know beside that.
        delivery: what became of the mail, or None when none was looked for.
    """

    __slots__ = ("delivery", "done", "failed", "held", "notes")

    def __init__(self) -> None:
        self.done: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.failed: list[str] = []
        self.notes: list[str] = []
        self.delivery: Delivery | None = None

    @property
    def exit_code(self) -> int:
        """0 when all was done that was due, 8 when something was not, 7 when that was mail alone and none left."""
        if self.failed or self.held:
            return PARTLY
        mail = self.delivery
        # what a server asked to be sent later is no failure: the next run does
        if mail is None or not (mail.failed or mail.doubtful or mail.reason):
            return 0
        return mail.exit_code if not self.done else PARTLY

    def problems(self) -> list[str]:
        """Gives a line for everything that was not done."""
        held = [
            f"rule '{name}' is due for {count:,} records at once and was held back"
            f" (tinycrm run --dry-run --only {_word(name)} shows them; --yes or --limit N does them,"
            f" tinycrm rules skip {_word(name)} passes over them)"
            for name, count in self.held.items()
        ]
        return held + self.failed + (self.delivery.problems() if self.exit_code and self.delivery else [])

    def sentence(self) -> str:
        """Gives what was done in words, "" when nothing was."""
        parts = [f"{name} {count:,}" for name, count in self.done.items()]
        told = f"Done: {', '.join(parts)}" if parts else ""
        sent = len(self.delivery.sent) if self.delivery else 0
        if sent:
            mails = f"sent {sent:,} mail{'' if sent == 1 else 's'}"
            told = f"{told}; {mails}" if told else mails[0].upper() + mails[1:]
        return told

    def data(self) -> Row:
        """Gives the counts as one object."""
        mail = self.delivery
        counts: dict[str, Json] = {
            "sent": len(mail.sent) if mail else 0,
            "failed": len(mail.failed) if mail else 0,
            "in_doubt": len(mail.doubtful) if mail else 0,
            "waiting": len(mail.waiting) if mail else 0,
        }
        return {"fired": dict(self.done), "held": dict(self.held), "failed": list(self.failed), "mail": counts}


def run(work: Work, *, only: Sequence[str] = (), limit: int | None = None, agree: Agree) -> Ran:
    """What was due is done: rules, then the steps of sequences, then the mail of these and of others.

    Each firing is an operation of its own, by the program itself, and is remembered in the same transaction: two
    runs at once, or one after a clock was set back, do nothing twice.

    Args:
        work: the command's work, with no transaction open.
        only: the rules to look at; empty for all, sequences and mail too.
        limit: each rule is done at most so often; None for no limit.
        agree: asked for a rule that is due more than MOST times, unless there is a limit.

    Raises:
        UsageError: inside another transaction, or no such rule of time.
    """
    if work.store.unit is not None or work.store.grouped:
        raise UsageError("run works in steps of its own", hint="start it by itself, not inside batch")
    ran = Ran()
    # a database that was named and is missing is told of, whatever the rules
    occasions(work.store.db, "", 0)
    if not only:
        from tinycrm.services.automation.ruling import unusable

        ran.failed += [rule.problem for rule in work.rules if rule.problem]
        # those of a time are told when they are due
        ran.failed += [error.message for error in unusable(work, [rule for rule in work.rules if not rule.timed])]
    work.broken_rules = ""
    run_rules(work, timed_rules(work, only), ran, limit=limit, agree=agree)
    if not only:
        from tinycrm.services.automation.hook_calls import catch_up
        from tinycrm.services.automation.stepping import run_sequences
        from tinycrm.services.mail.mailing import deliver

        # what they mail is sent with the rest
        run_sequences(work, ran)
        ran.failed += catch_up(work)
        ran.notes += work.notes
        work.notes.clear()
        ran.delivery = deliver(work)
    return ran


def timed_rules(work: Work, only: Sequence[str] = ()) -> list[Rule]:
    """Gives the rules that a time brings about: all of them, or those named.

    Raises:
        UsageError: no such rule, or one that something brings about that happens.
    """
    rules = [rule for rule in work.rules if rule.timed and not rule.problem]
    return [_called(work, rules, name) for name in only] if only else rules


def _called(work: Work, rules: Sequence[Rule], name: str) -> Rule:
    from tinycrm.services.automation.ruling import find_rule

    rule = find_rule(work, name)
    if rule not in rules:
        from tinycrm.domain.rule import when_words

        what = f"the rule '{rule.name}' is done when it happens, not by run: {when_words(rule)}"
        raise UsageError(what, hint=f"tinycrm rules test {_word(rule.name)} REF")
    return rule


def run_rules(work: Work, rules: Sequence[Rule], ran: Ran, *, limit: int | None, agree: Agree) -> None:
    """The rules are done to all that they are due for; what is refused is told of and holds nothing up.

    Raises:
        StorageError: the database cannot be written; what was done before stays.
    """
    from tinycrm.services.automation.ruling import check_rule

    cause = work.cause
    if rules:
        # what was done before is looked up for every record that is due
        work.store.db.hold_more()
    try:
        for rule in rules:
            try:
                due = candidates(work.store, rule, limit)
                if due:
                    # what is wrong with a template or a hook is told once, before anything is done, and not by record
                    check_rule(work, rule)
            except REFUSALS as error:
                ran.failed.append(error.message)
                continue
            if limit is None and len(due) > MOST and not agree(rule, len(due)):
                ran.held[rule.name] = len(due)
                continue
            work.cause = rule.name
            _do_all(work, rule, due, ran, limit)
    finally:
        work.cause = cause


def _do_all(work: Work, rule: Rule, due: Todo, ran: Ran, limit: int | None) -> None:
    """The rule is done to these; of those that come after them, to as many as were refused, where there is a limit."""
    tried: set[tuple[int, str]] = set()
    done, failed = 0, len(ran.failed)
    while due:
        tried.update(due)
        for start in range(0, len(due), _TOGETHER):
            done += _fire_together(work, rule, due[start : start + _TOGETHER], ran)
        if limit is None or done >= limit:
            return
        # the refused stay the first ones
        more = candidates(work.store, rule, limit - done + len(ran.failed) - failed)
        due = [one for one in more if one not in tried]


def _fire_together(work: Work, rule: Rule, due: Todo, ran: Ran) -> int:
    """The rule is done to these; gives how often."""
    count = 0
    try:
        with work.write() as unit:
            recheck = Recheck(work.store, rule)
            for id, occasion in due:
                count += _fire(work, unit, rule, recheck, id, occasion)
                # each firing is an operation of its own
                unit.next_operation()
    except REFUSALS:
        # none of these was done: each is tried by itself, and says itself what is wrong
        work.also.clear()
        work.notes.clear()
        count = _fire_apart(work, rule, due, ran)
    if count:
        ran.done[rule.name] = ran.done.get(rule.name, 0) + count
    ran.notes += work.notes
    work.also.clear()
    work.notes.clear()
    return count


def _fire_apart(work: Work, rule: Rule, due: Todo, ran: Ran) -> int:
    """Does the same where one that is refused is taken back alone, which costs a flush of the search index each."""
    count = 0
    with work.store.group():
        recheck = Recheck(work.store, rule)
        for id, occasion in due:
            try:
                with work.write() as unit:
                    count += _fire(work, unit, rule, recheck, id, occasion)
            except REFUSALS as error:
                ran.failed.append(error.message)
    return count


def _fire(work: Work, unit: Unit, rule: Rule, recheck: Recheck, id: int, occasion: str) -> bool:
    owner = recheck.owner(id, occasion)
    if owner is None:
        return False
    unit.by_itself(run_name(unit.db, rule, id))
    firing = Firing(work, unit, rule.name, rule.noun, id, occasion=occasion, owner=owner)
    apply_effects(firing, rule.effects)
    if unit.events:
        react(work, unit)
    remember(unit, rule.name, id, occasion)
    return True


def skip_due(work: Work, rule: Rule) -> int:
    """What a rule is due for now counts as done, and nothing is done; gives for how many records.

    Raises:
        RuleError: its filter cannot be used.
    """
    with work.write() as unit:
        due = candidates(work.store, rule)
        for id, occasion in due:
            remember(unit, rule.name, id, occasion)
    return len(due)


def list_due(work: Work, rules: Sequence[Rule], limit: int | None = None) -> Listing:
    """Gives what a run would do now, rule by rule; nothing is written. What is wrong with one of several is noted.

    Raises:
        RuleError: the filter of the only one cannot be used.
    """
    from tinycrm.domain.rule import effect_words, when_words

    rows: list[Row] = []
    for rule in rules:
        words = "; ".join(effect_words(effect) for effect in rule.effects)
        try:
            due = candidates(work.store, rule, limit)
        except RuleError as error:
            if len(rules) == 1:
                raise
            work.note(error.message)
            continue
        for id, occasion in due:
            rows.append(
                {
                    "rule": rule.name,
                    "noun": rule.noun,
                    "id": id,
                    "title": work.store.title(rule.noun, id),
                    "when": when_words(rule),
                    "occasion": occasion,
                    "then": words,
                }
            )
    columns = [
        Column("rule", "Rule"),
        Column("noun", "What", weight=0),
        Column("id", "Id", "id"),
        Column("title", "Title"),
        Column("occasion", "Occasion", wide=True),
        Column("then", "Would", "long"),
        Column("when", "When", wide=True),
    ]
    return Listing("rule", columns, rows, notes=work.notes, today=work.today, empty="Nothing is due.")


def _word(text: str) -> str:
    return text if all(char.isalnum() or char in "-_." for char in text) else f"'{text}'"
