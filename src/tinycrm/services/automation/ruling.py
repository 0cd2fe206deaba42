"""The rules as people look at them: listed, checked, tried on a record."""

from __future__ import annotations

import os

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing, Page
from tinycrm.domain.rule import BOUGHT, CUSTOMER, MADE, RULES_FILE, RULES_FORM, effect_words, table_of, when_words
from tinycrm.domain.template import Gap
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.automation.effects import REFUSALS
from tinycrm.services.filling import Filler, linked
from tinycrm.store.firing import condition_of, fired, holds, made_by, occasions, passes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tinycrm.domain.filters import Test
    from tinycrm.domain.results import Json, Row
    from tinycrm.domain.rule import Effect, Rule
    from tinycrm.errors import TinyCRMError
    from tinycrm.services.work import Work


def find_rule(work: Work, name: str) -> Rule:
    """Gives the rule with this name, in any spelling.

    Raises:
        UsageError: there is none, and the hint names them; or it is broken.
    """
    for rule in work.rules:
        if fold(rule.name) == fold(name):
            if rule.problem:
                raise _broken(work, [rule])
            return rule
    names = [rule.name for rule in work.rules if rule.name]
    told = ", ".join(names) if names else f"none; {how_to_write(work)}"
    raise UsageError(
        f"there is no rule '{name}'", code="unknown_rule", hint=f"{did_you_mean(name, names)}rules: {told}"
    )


def _broken(work: Work, rules: Sequence[Rule]) -> UsageError:
    work.broken_rules = ""
    more = f" (and {len(rules) - 1} more)" if len(rules) > 1 else ""
    return UsageError(rules[0].problem + more, code="bad_settings", hint=rules[0].mend)


def how_to_write(work: Work) -> str:
    """Gives the next step of who has no rules."""
    return f"write {os.path.join(work.folder, RULES_FILE)}, beginning with {RULES_FORM}"


def list_rules(work: Work) -> Listing:
    """Gives all rules, wherever they are written, with how often each was done and what is wrong with it."""
    counts = fired(work.store.db)
    work.broken_rules = ""
    rows: list[Row] = []
    for rule in work.rules:
        count, at = counts.get(rule.name, (0, ""))
        rows.append(
            {
                "name": rule.name or None,
                "source": f"{rule.source}:{rule.spot}" if rule.spot else rule.source,
                "when": when_words(rule) if not rule.problem else None,
                "if": rule.condition or None,
                "then": [effect_words(effect) for effect in rule.effects],
                "fired": count,
                "last_fired_at": at or None,
                "problem": rule.problem or None,
            }
        )
    columns = [
        Column("name", "Name", weight=1),
        Column("when", "When"),
        Column("if", "If", "long"),
        Column("then", "Then", "list"),
        Column("fired", "Fired", "int"),
        Column("last_fired_at", "Last", "instant", wide=True),
        Column("source", "From"),
        Column("problem", "Problem", wide=not any(row["problem"] for row in rows)),
    ]
    return Listing("rule", columns, rows, today=work.today, empty=f"No rules: {how_to_write(work)}")


# --- checking ---


# a time that begins anew when a deal moves or somebody is heard of
_AGAIN = ("stage", "no_interaction")


def check_rules(work: Work) -> list[str]:
    """Every rule can be used: its filter, its templates and hooks are sound.

    Returns:
        What a person should know although it is no error: the rules that lead round.

    Raises:
        UsageError, RuleError: the first that cannot; of those that are broken as they are written, how many more are.
    """
    broken = [rule for rule in work.rules if rule.problem]
    if broken:
        raise _broken(work, broken)
    for rule in work.rules:
        condition_of(work.store, rule)
        check_rule(work, rule)
    notes: list[str] = []
    for loop in _loops(work.rules):
        told = " → ".join([*(rule.name for rule in loop), loop[0].name])
        if all(rule.timed for rule in loop) and any(rule.trigger in _AGAIN for rule in loop):
            notes.append(f"{told} lead round: each is done again as often as its time comes; an 'if' ends that")
        elif any(rule.trigger == "created" or rule.noun in MADE for rule in loop):
            notes.append(f"{told} lead round: none of them is done to what it made, itself or through others")
        elif len(loop) > 1:
            notes.append(f"{told} lead round: each is done once to a record, in one command")
    return notes


def check_rule(work: Work, rule: Rule) -> None:
    """The templates and hooks that a rule names are there and can be used.

    Raises:
        RuleError, UsageError: one is not, or cannot.
    """
    for effect in rule.effects:
        _check_files(work, rule, effect)


def unusable(work: Work, rules: Sequence[Rule]) -> Iterator[TinyCRMError]:
    """Yields what is wrong with the templates and hooks of rules that are sound as they are written."""
    for rule in rules:
        try:
            if not rule.problem:
                check_rule(work, rule)
        except REFUSALS as error:
            yield error


def _check_files(work: Work, rule: Rule, effect: Effect) -> None:
    if effect.kind not in ("mail", "hook"):
        return
    name = effect.texts[0]
    path = f"templates/{name}.md" if effect.kind == "mail" else f"hooks/{name}"
    if not os.path.lexists(os.path.join(work.folder, path)):
        what = f"{rule.source}:{rule.spot}: rule '{rule.name}': there is no {path} in {work.folder}"
        raise RuleError(what, code="rule", hint=f"write it, or take the {effect.kind} out of the rule")
    if effect.kind == "mail":
        from tinycrm.config.letters import read_template
        from tinycrm.mail.account import account_of
        from tinycrm.services.mail.templates import check_fields

        check_fields(read_template(work.folder, name), rule.noun, work.settings)
        try:
            account_of(work.settings.mail)
        except UsageError as error:
            # every record would be refused
            what = f"{rule.source}:{rule.spot}: rule '{rule.name}': {error.message}"
            raise RuleError(what, code="rule", hint=error.hint) from error
    if effect.kind == "hook":
        from tinycrm.services.automation.hooks import check_program

        check_program(os.path.abspath(work.folder), name)


def _loops(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The ways round, each once, the shortest from every rule, as far as the rules alone show them."""
    leads = {rule.name: [other for other in rules if _leads(rule, other)] for rule in rules}
    seen: set[frozenset[str]] = set()
    for rule in rules:
        loop = _way_back(rule, leads)
        names = frozenset(one.name for one in loop)
        if loop and names not in seen:
            seen.add(names)
            yield loop


def _way_back(start: Rule, leads: Mapping[str, Sequence[Rule]]) -> list[Rule]:
    ways, met = [[start]], {start.name}
    while ways:
        way = ways.pop(0)
        for other in leads[way[-1].name]:
            if other is start:
                return way
            if other.name not in met:
                met.add(other.name)
                ways.append([*way, other])
    return []


def _leads(rule: Rule, other: Rule) -> bool:
    """Says whether what one rule does may bring the other about."""
    return any(_brings(rule, effect, other) for effect in rule.effects)


def _brings(rule: Rule, effect: Effect, other: Rule) -> bool:
    kind, noun = effect.kind, effect.of or rule.noun
    made = {"task": "task", "log": "interaction"}.get(kind, "")
    if kind == "log" and other.trigger == "no_interaction":
        return True
    if made and other.timed:
        return other.noun == made and bool(effect.options.get("due"))
    if made:
        return other.trigger == "created" and other.noun == made
    if other.trigger == "tagged":
        return kind == "tag" and other.noun == noun and fold(other.value) in {fold(tag) for tag in effect.texts}
    if other.trigger in ("entered", "stage"):
        return kind == "move" and any(fold(stage) == fold(effect.texts[0]) for _, stage in other.places)
    if other.trigger != "edited":
        return False
    if kind == CUSTOMER:
        return other.noun in ("contact", "company") and _meets(other, ("lifecycle", "customer_since"))
    if kind in ("tag", "untag"):
        return other.noun == noun and (
            not other.fields or any(table_of(noun, key) == "tagging" for key in other.fields)
        )
    if kind == "set":
        return other.noun == noun and _meets(other, tuple(effect.options))
    return kind == "move" and other.noun == "deal" and _meets(other, ("stage", "pipeline", "outcome", "closed_on"))


def _meets(other: Rule, keys: Sequence[str]) -> bool:
    known = NOUNS[other.noun]
    named = {field.key if (field := known.get(key)) is not None else key for key in keys}
    return not other.fields or bool(named & set(other.fields))


# --- trying ---


def try_rule(work: Work, rule: Rule, id: int) -> Page:
    """Gives what a rule would do to a record, and why or why not; nothing is written.

    Args:
        work: the command's work.
        rule: any rule but `auto_customer`.
        id: a record of its noun.

    Raises:
        NotFound: no such record.
        RuleError: its filter cannot be used.
    """
    row = work.store.need(rule.noun, id)
    occasion = holds(work.store, rule, id) if rule.timed else None
    times = occasions(work.store.db, rule.name, id)
    parts: list[Row] = [
        {"condition": text, "holds": held, "value": value} for text, held, value in _parts(work, rule, id, row)
    ]
    if rule.timed and made_by(work.store.db, rule, id):
        parts.append({"condition": "not made by this rule", "holds": False, "value": None})
    fits = all(part["holds"] is True for part in parts)
    before = next((at for known, at in times if known == occasion), None)
    due = fits and before is None and (occasion is not None or not rule.timed)
    then = [_filled(work, rule, effect, row) for effect in rule.effects]
    data: Row = {
        "rule": rule.name,
        "noun": rule.noun,
        "id": id,
        "when": when_words(rule),
        "time_has_come": occasion is not None if rule.timed else None,
        "occasion": occasion,
        "done_at": before,
        "if": list(parts),
        "would_fire": due,
        "then": list(then),
    }
    return Page(
        f"{rule.name} on {rule.noun} {id} {row[NOUNS[rule.noun].title] or ''}".rstrip(), _blocks(work, data), data
    )


def _blocks(work: Work, data: Row) -> list[tuple[str, list[str] | Listing]]:
    come, done_at = data["time_has_come"], data["done_at"]
    when = str(data["when"])
    if come is not None:
        when = f"{_mark(come)} {when}" + (f" (occasion {data['occasion']})" if come else "")
    lines = [when]
    if isinstance(done_at, str):
        lines.append(f"done on this occasion already, {work.reading.clock.local(done_at)}")
    conditions: list[str] = []
    for part in data["if"] if isinstance(data["if"], list) else []:
        if isinstance(part, dict):
            value = f" (it is {part['value']})" if part["value"] is not None and not part["holds"] else ""
            conditions.append(f"{_mark(part['holds'])} {part['condition']}{value}")
    verdict = "would be done now" if come is not None else "would be done when that happens"
    told = verdict if data["would_fire"] else "would not be done"
    then = [str(text) for text in data["then"]] if isinstance(data["then"], list) else []
    return [("When", lines), ("If", conditions), (f"Then ({told})", then)]


def _mark(held: Json) -> str:
    return "yes" if held else "no "


def _parts(work: Work, rule: Rule, id: int, row: Row) -> Iterator[tuple[str, bool, str | None]]:
    """Each condition that must hold: its words, whether it does, and what the record holds instead."""
    if rule.trigger == "feedback":
        score = row["score"]
        held = row["kind"] == rule.value and isinstance(score, int) and rule.least <= score <= rule.most
        yield f"{rule.value} from {rule.least} to {rule.most}", held, f"{row['kind']} {score}"
    if not rule.condition:
        return
    from tinycrm.domain.filters import Comparison, Every, parse_filter

    condition_of(work.store, rule)
    tree = parse_filter(rule.condition)
    for test in tree.parts if isinstance(tree, Every) else (tree,):
        held = passes(work.store, rule.noun, id, test)
        value = None
        if isinstance(test, Comparison) and NOUNS[rule.noun].get(test.field, work.settings.custom(rule.noun)):
            value = Filler(work, rule.noun, row, typed=True).words(Gap([test.field], "empty", 0))
        yield test_words(test), held, value


def test_words(test: Test) -> str:
    """Gives a filter as it is typed."""
    from tinycrm.domain.filters import Comparison, Every, Not

    if isinstance(test, Comparison):
        if test.operator in ("empty", "not empty", "invalid"):
            return f"{test.field} is {test.operator}"
        values = ", ".join(test.values)
        return f"{test.field} in ({values})" if test.operator == "in" else f"{test.field} {test.operator} {values}"
    if isinstance(test, Not):
        return f"not ({test_words(test.part)})"
    joined = " and " if isinstance(test, Every) else " or "
    return "(" + joined.join(test_words(part) for part in test.parts) + ")"


def _filled(work: Work, rule: Rule, effect: Effect, row: Row) -> str:
    """What an effect would do to this record, its fields in their places."""
    from tinycrm.domain.rule import Effect as Made

    put = Filler(work, rule.noun, row, typed=True).filled
    filled = Made(effect.kind, [put(text) for text in effect.texts], {k: put(v) for k, v in effect.options.items()})
    if not effect.of:
        return effect_words(filled)
    found = linked(row, effect.of)
    whose = f"{effect.of} {found['id']} {found['name']}" if found is not None else f"nobody: it has no {effect.of}"
    return f"{effect_words(filled)} of {whose}"


def resolve_for(work: Work, rule: Rule, ref: str) -> int:
    """Gives the record that a reference means, among those a rule is about.

    Raises:
        UsageError: it is about purchases, and is tried by making one.
        NotFound, Ambiguous: the reference.
    """
    if rule.trigger == BOUGHT:
        raise UsageError(
            f"'{rule.name}' answers purchases alone", hint="tinycrm config set auto_customer false ends it"
        )
    from tinycrm.services.references import resolve

    return resolve(work, rule.noun, ref)
