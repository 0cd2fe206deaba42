"""rules.yaml becomes rules: every word checked, every error with its line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinycrm.config.effects import read_effects
from tinycrm.config.spans import read_span
from tinycrm.config.yamlio import load
from tinycrm.domain.derived import derived_field, derived_names
from tinycrm.domain.feedback import SCORES
from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.file_name import HINT, LONGEST, is_file_name
from tinycrm.domain.filters import fields_of, parse_filter
from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NAMES, NOUNS
from tinycrm.domain.rule import AUTO_CUSTOMER, EVENTS, RULES_FILE, TAGGED, TIMES, UNKNOWN, Rule
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.config.document import Document, Path
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.rule import Place
    from tinycrm.domain.settings import Settings

_KEYS = ("name", "when", "if", "then")
# trigger → what may stand beside it
_BESIDE: dict[str, tuple[str, ...]] = {
    "created": (),
    "edited": ("field",),
    "entered": ("pipeline",),
    "tagged": ("of",),
    "feedback": ("at_most", "at_least"),
    "stage": ("for", "pipeline"),
    "task_overdue": (),
    "no_interaction": ("of",),
    "ticket_unanswered": (),
    "subscription_ends": (),
    "birthday": (),
}
TRIGGERS = tuple(_BESIDE)
# what leads to a record from elsewhere: a filter may ask whether there is any
_LED_TO = ("contacts", "deals", "tasks", "interactions", "sales", "subscriptions", "tickets", "feedback", "campaigns")
_MORE_LED_TO = ("members", "expenses", "refunds", "open_deals", "open_tasks", "open_tickets")
LED_TO = frozenset((*_LED_TO, *_MORE_LED_TO))
_FORM = "- {name: chase, when: {stage: proposal, for: 7d}, then: [{task: Chase}]}"
_MOST_RULES = 500
# a birthday comes every year
_YEAR_AHEAD = 364


def read_rules(raw: bytes, name: str, settings: Settings, pipelines: Pipelines) -> list[Rule]:
    """Gives the rules that the bytes of a rules.yaml hold, in order; one that is broken says so in its `problem`.

    What it says of when it is done is kept as far as it can be read, so that no more is held up than what it may
    concern. A file that cannot be taken apart is one broken rule of no name, which may concern anything.

    Args:
        raw: the bytes of the file.
        name: the file, for messages.
        settings: for custom fields, the lifecycle, and how values are read.
        pipelines: the stages there are.
    """
    made: list[Rule] = []
    try:
        doc = load(raw, name)
        doc.mapping((), ("rules",))
        count = len(doc.items(("rules",), _FORM))
        if count > _MOST_RULES:
            raise doc.error(("rules",), f"more than {_MOST_RULES} rules", "a segment says in one rule what many would")
    except UsageError as error:
        return [unreadable(error)]
    names: set[str] = set()
    for index in range(count):
        rule = _unread()
        try:
            _read(doc, ("rules", index), rule, settings, pipelines)
            if fold(rule.name) in names:
                what = f"'{rule.name}' is the name of two rules"
                raise doc.error(("rules", index, "name"), what, "give one another")
        except UsageError as error:
            _broken(rule, error)
        names.add(fold(rule.name))
        made.append(rule)
    return made


def unreadable(error: UsageError) -> Rule:
    """Gives the one broken rule that stands for a rules.yaml of which nothing can be read."""
    return _broken(_unread(), error)


def told_of(rules: Sequence[Rule]) -> str:
    """Gives what a person is told with every command of rules that are broken, in one line; "" when none is."""
    broken = [rule for rule in rules if rule.problem]
    if not broken:
        return ""
    grave = [rule for rule in broken if rule.trigger == UNKNOWN]
    first = (grave or broken)[0]
    held = "nothing can be changed" if grave else f"rule '{first.name}' is not done"
    others = len(broken) - 1
    more = f", nor {'is' if others == 1 else 'are'} {others} more" if others and not grave else ""
    return f"{first.problem}; {held}{more} until that is mended (tinycrm rules validate)"


def _unread() -> Rule:
    return Rule("", RULES_FILE, UNKNOWN, "", ())


def _broken(rule: Rule, error: UsageError) -> Rule:
    rule.problem, rule.mend = error.message, error.hint
    return rule


def _read(doc: Document, path: Path, rule: Rule, settings: Settings, pipelines: Pipelines) -> None:
    """The rule is as it is written, or as far as it could be read."""
    if not isinstance(doc.at(path), dict):
        raise doc.error(path, "a rule is written as `key: value` pairs", f"write it like {_FORM}")
    doc.mapping(path, _KEYS)
    for key, hint in (
        ("name", "add name: a-word"),
        ("when", f"add when: {{created: contact}}; it knows {', '.join(TRIGGERS)}"),
        ("then", "add then: [{task: Call}]"),
    ):
        if not doc.has((*path, key)):
            raise doc.error(path, f"a rule without {key}", hint)
    place = doc.values.get(path)
    rule.spot = f"{place.line}:{place.column}" if place else ""
    rule.name = _name(doc, (*path, "name"))
    _when(doc, (*path, "when"), rule, settings, pipelines)
    if doc.has((*path, "if")):
        rule.condition = _condition(doc, (*path, "if"), rule.noun, settings)
        place = doc.values.get((*path, "if"))
        rule.condition_spot = f"{place.line}:{place.column}" if place else ""
    rule.effects = tuple(read_effects(doc, (*path, "then"), rule.noun, settings, pipelines))


def _name(doc: Document, path: Path) -> str:
    name = doc.text(path, "write a word, for example chase-proposals")
    if not is_file_name(name, also=" "):
        raise doc.error(path, f"'{name[:LONGEST]}' cannot name a rule", HINT)
    if fold(name) == AUTO_CUSTOMER:
        raise doc.error(path, f"'{name}' is a rule of config.yaml", "give it another name")
    return name


def _when(doc: Document, path: Path, rule: Rule, settings: Settings, pipelines: Pipelines) -> None:
    form = "write it like when: {created: contact}, or when: {stage: proposal, for: 7d}"
    if not isinstance(doc.at(path), dict):
        raise doc.error(path, "'when' must hold `key: value` pairs", form)
    known = tuple(dict.fromkeys((*TRIGGERS, *(word for words in _BESIDE.values() for word in words))))
    given = doc.mapping(path, known)
    triggers = [key for key in given if key in _BESIDE]
    if len(triggers) != 1:
        what = "'when' names nothing that happens" if not triggers else f"'when' names both {' and '.join(triggers)}"
        raise doc.error(path, what, f"one of: {', '.join(TRIGGERS)}")
    trigger = triggers[0]
    for key in given:
        if key != trigger and key not in _BESIDE[trigger]:
            beside = ", ".join(_BESIDE[trigger]) or "nothing"
            raise doc.error((*path, key), f"'{key}' does not go with '{trigger}'", f"beside it: {beside}", key=True)
    rule.noun = EVENTS.get(trigger) or TIMES.get(trigger, "")
    if trigger in TIMES or trigger == "entered":
        # whatever else is wrong: no change brings it about, or none but a deal in a stage that there is
        rule.trigger = trigger
    if trigger in ("created", "edited"):
        rule.noun = doc.choice((*path, trigger), NAMES)
        rule.trigger = trigger
        _fields(doc, (*path, "field"), rule, settings)
    elif trigger in ("tagged", "no_interaction"):
        nouns = TAGGED if trigger == "tagged" else ("contact", "company")
        rule.noun = doc.choice((*path, "of"), nouns) if doc.has((*path, "of")) else "contact"
    if trigger == "tagged":
        rule.value = doc.text((*path, trigger), "write the tag")
        rule.trigger = trigger
    elif trigger in ("entered", "stage"):
        _stages(doc, path, rule, pipelines)
    elif trigger == "feedback":
        _feedback(doc, path, rule)
        rule.trigger = trigger
    if trigger == "stage" and not doc.has((*path, "for")):
        raise doc.error(path, "'stage' without 'for'", "add for: 7d; what happens on entering is {entered: STAGE}")
    if rule.timed:
        span = (*path, "for") if trigger == "stage" else (*path, trigger)
        rule.days, rule.minutes = read_span(doc, span, hours=trigger == "ticket_unanswered")
        if trigger == "birthday" and rule.days > _YEAR_AHEAD:
            raise doc.error(
                span, f"'{doc.text(span)}' is more than a year before a birthday", f"{_YEAR_AHEAD}d at most"
            )


def _fields(doc: Document, path: Path, rule: Rule, settings: Settings) -> None:
    if not doc.has(path):
        return
    noun, custom = rule.noun, settings.custom(rule.noun)
    names = doc.texts(path) if isinstance(doc.at(path), list) else (doc.text(path),)
    found = {name: NOUNS[noun].get(name, custom) for name in names}
    keys = [field.named for field in found.values() if field and field.place not in ("computed", "custom_all")]
    # one that is gone is changed by nobody
    rule.fields = tuple(dict.fromkeys(keys)) or ("",)
    for name, field in found.items():
        if field is None or field.place in ("computed", "custom_all"):
            known = [known.key for known in NOUNS[noun].fields if known.place != "custom_all"]
            known += sorted(custom)
            hint = f"{did_you_mean(name, known)}its fields: {', '.join(known)}"
            raise doc.error(path, f"a {noun} has no field '{name}'", hint)


def _stages(doc: Document, path: Path, rule: Rule, pipelines: Pipelines) -> None:
    text = doc.text((*path, rule.trigger), "write the stage's key")
    lines = list(pipelines)
    if doc.has((*path, "pipeline")):
        wanted = doc.text((*path, "pipeline"))
        lines = [line for line in lines if fold(wanted) in (fold(line.key), fold(line.name))]
        if not lines:
            keys = [line.key for line in pipelines]
            hint = f"{did_you_mean(wanted, keys)}the pipelines: {', '.join(keys)}"
            raise doc.error((*path, "pipeline"), f"there is no pipeline '{wanted}'", hint)
    wanted = fold(text)
    places: list[Place] = []
    for line in lines:
        # the won stage of any pipeline is won, whatever its name
        places += [
            (line.key, stage.key)
            for stage in line.stages
            if wanted in (fold(stage.key), fold(stage.name)) or (wanted == stage.outcome and wanted != "open")
        ]
    if not places:
        keys = list(dict.fromkeys(stage.key for line in lines for stage in line.stages))
        hint = f"{did_you_mean(text, keys)}the stages: {', '.join(keys)}"
        raise doc.error((*path, rule.trigger), f"no pipeline has a stage '{text}'", hint)
    rule.value, rule.places = text, tuple(places)


def _feedback(doc: Document, path: Path, rule: Rule) -> None:
    rule.value = doc.choice((*path, "feedback"), tuple(SCORES))
    low, high = SCORES[rule.value]
    rule.least = doc.whole((*path, "at_least"), low, high) if doc.has((*path, "at_least")) else low
    rule.most = doc.whole((*path, "at_most"), low, high) if doc.has((*path, "at_most")) else high
    if rule.least > rule.most:
        raise doc.error((*path, "at_least"), "at_least is above at_most", "no score is both")


def _condition(doc: Document, path: Path, noun: str, settings: Settings) -> str:
    text = doc.text(path, "write a filter, for example value >= 1000 EUR")
    try:
        names = fields_of(parse_filter(text))
    except UsageError as error:
        raise doc.error(path, error.message, error.hint.removeprefix("for example: --where ")) from error
    custom = settings.custom(noun)
    for name in names:
        key = name.strip().replace("-", "_").lower()
        if NOUNS[noun].get(name, custom) is None and derived_field(noun, name) is None and key not in LED_TO:
            known = [field.key for field in NOUNS[noun].fields] + sorted(custom) + derived_names(noun)
            hint = f"{did_you_mean(name, known)}its fields: {', '.join(known)}; others as fields.NAME"
            raise doc.error(path, f"{'an' if noun[0] in 'aeiou' else 'a'} {noun} has no field '{name}'", hint)
    return text
