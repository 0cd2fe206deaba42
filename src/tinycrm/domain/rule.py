"""A rule: when something happens or a time comes, if the record is such a one, then this is done."""

from __future__ import annotations

from tinycrm.domain.settings import as_int, as_list, as_map, as_text, as_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.settings import Plain, Settings

    # key of a pipeline, key of one of its stages
    Place = tuple[str, str]

# trigger → the noun whose records it is about, "" where the rule names it
EVENTS: dict[str, str] = {"created": "", "edited": "", "entered": "deal", "tagged": "", "feedback": "feedback"}
TIMES: dict[str, str] = {
    "stage": "deal",
    "task_overdue": "task",
    "no_interaction": "",
    "ticket_unanswered": "ticket",
    "subscription_ends": "subscription",
    "birthday": "contact",
}
# the nouns of which rules make records that a time brings about
MADE = ("task",)
EFFECTS = ("task", "tag", "untag", "set", "move", "log", "mail", "hook")
# the trigger and the effect of `auto_customer`: who pays, and when, is settled by what records the purchase
BOUGHT = "bought"
UNKNOWN = ""
CUSTOMER = "customer"
AUTO_CUSTOMER = "auto_customer"
PIPELINES_FILE, SETTINGS_FILE, RULES_FILE = "pipelines.yaml", "config.yaml", "rules.yaml"
# the shortest rules.yaml
RULES_FORM = "rules: [{name: hello, when: {created: contact}, then: [{task: Call}]}]"
# nouns that carry tags
TAGGED = ("contact", "company", "deal", "ticket")
# columns of every record that no person edits
_KEPT = ("op", "version", "updated_at")
# (noun, linked noun) → the table that a change of the link is in
_LINK_TABLES = {
    ("contact", "company"): "contact_company",
    ("deal", "contact"): "deal_contact",
    ("interaction", "contact"): "interaction_contact",
    ("interaction", "company"): "interaction_company",
}
_POINTED = ("contact", "company")


class Effect:
    """One thing that a rule does.

    Attributes:
        kind: one of EFFECTS, or CUSTOMER.
        texts: of a task its title; of tag and untag the tags; of move the stage; of log the kind and the text; of
            mail the template; of a hook its name.
        options: due, priority, repeat, owner and note of a task; reason and pipeline of a move; direction and outcome
            of log; "to" of mail; of set field → text.
        of: the linked noun whose record is meant, "" for the record itself.
    """

    __slots__ = ("kind", "of", "options", "texts")

    def __init__(
        self, kind: str, texts: Sequence[str] = (), options: Mapping[str, str] | None = None, of: str = ""
    ) -> None:
        self.kind = kind
        self.texts = tuple(texts)
        self.options = dict(options or {})
        self.of = of

    def to_plain(self) -> Plain:
        """Gives the effect as a list of its attributes."""
        return [self.kind, list(self.texts), dict(self.options), self.of]


class Rule:
    """One rule.

    Attributes:
        name: unlike that of any other.
        source: the file it is from.
        trigger: a key of EVENTS or TIMES, or BOUGHT; UNKNOWN when it is broken and may answer anything.
        noun: whose records it is about.
        value: what stands after the trigger, as written: a stage, a tag, a kind of feedback; or "".
        fields: the keys of the fields whose change an `edited` rule answers; empty for any.
        places: the stages of `entered` and `stage`.
        days, minutes: how long: of TIMES; one of the two is 0.
        least, most: the scores between which feedback lies.
        condition: the filter, "" for none.
        effects: in order.
        spot: "LINE:COLUMN" of the rule in its file, or "".
        condition_spot: that of its filter.
        problem: what is wrong with it where it is written, and keeps it from being done; "" for a sound one.
        mend: the next step then.
    """

    __slots__ = (
        "condition",
        "condition_spot",
        "days",
        "effects",
        "fields",
        "least",
        "mend",
        "minutes",
        "most",
        "name",
        "noun",
        "places",
        "problem",
        "source",
        "spot",
        "trigger",
        "value",
    )

    def __init__(self, name: str, source: str, trigger: str, noun: str, effects: Sequence[Effect]) -> None:
        self.name = name
        self.source = source
        self.trigger = trigger
        self.noun = noun
        self.effects = tuple(effects)
        self.value = ""
        self.fields: tuple[str, ...] = ()
        self.places: tuple[Place, ...] = ()
        self.days = 0
        self.minutes = 0
        self.least = 0
        self.most = 0
        self.condition = ""
        self.spot = ""
        self.condition_spot = ""
        self.problem = ""
        self.mend = ""

    @property
    def timed(self) -> bool:
        """Whether a time brings it about, and not a change."""
        return self.trigger in TIMES

    def to_plain(self) -> Plain:
        """Gives the rule as a mapping of its attributes."""
        return {
            "name": self.name,
            "source": self.source,
            "trigger": self.trigger,
            "noun": self.noun,
            "effects": [effect.to_plain() for effect in self.effects],
            "texts": [self.value, self.condition, self.spot, self.condition_spot, self.problem, self.mend],
            "fields": list(self.fields),
            "places": [list(place) for place in self.places],
            "numbers": [self.days, self.minutes, self.least, self.most],
        }


def rule_from_plain(plain: Plain) -> Rule:
    """Gives the rule that `Rule.to_plain` wrote.

    Raises:
        TypeError, ValueError: the data has another shape.
    """
    given = as_map(plain)
    effects: list[Effect] = []
    for item in as_list(given.get("effects")):
        kind, texts, options, of = as_list(item)
        beside = {key: as_text(value) for key, value in as_map(options).items()}
        effects.append(Effect(as_text(kind), as_texts(texts), beside, as_text(of)))
    name, source, trigger, noun = (as_text(given.get(key)) for key in ("name", "source", "trigger", "noun"))
    rule = Rule(name, source, trigger, noun, effects)
    words = as_texts(given.get("texts"))
    rule.value, rule.condition, rule.spot, rule.condition_spot, rule.problem, rule.mend = words
    rule.fields = as_texts(given.get("fields"))
    places: list[Place] = []
    for item in as_list(given.get("places")):
        pipeline, stage = as_texts(item)
        places.append((pipeline, stage))
    rule.places = tuple(places)
    rule.days, rule.minutes, rule.least, rule.most = (as_int(item) for item in as_list(given.get("numbers")))
    return rule


def built_in(settings: Settings, pipelines: Pipelines) -> list[Rule]:
    """Gives the rules that other files than rules.yaml make: the tasks of stages, and who becomes a customer."""
    made: list[Rule] = []
    for pipeline in pipelines:
        for stage in pipeline.stages:
            if not stage.on_enter:
                continue
            effects = [
                Effect("task", (task.title,), {"due": task.due, "priority": task.priority, "repeat": task.repeat})
                for task in stage.on_enter
            ]
            rule = Rule(f"{pipeline.key}/{stage.key}", PIPELINES_FILE, "entered", "deal", effects)
            rule.value, rule.places = stage.key, ((pipeline.key, stage.key),)
            made.append(rule)
    if settings.auto_customer and "customer" in settings.lifecycle:
        made.append(Rule(AUTO_CUSTOMER, SETTINGS_FILE, BOUGHT, "", (Effect(CUSTOMER),)))
    return made


def watched_by(rules: Iterable[Rule]) -> frozenset[str]:
    """Gives the tables and the announced events that the rules answer; those of time answer none."""
    found: set[str] = set()
    for rule in rules:
        if rule.trigger in ("entered", BOUGHT):
            found.add(rule.trigger)
        elif rule.trigger in ("created", "feedback"):
            found.add(rule.noun)
        elif rule.trigger == "tagged":
            found.add("tagging")
        elif rule.trigger == "edited":
            found.add(rule.noun)
            found |= _tables(rule)
        elif rule.trigger == UNKNOWN:
            found |= {"entered", "contact_point", "tagging", *_LINK_TABLES.values(), *_nouns()}
    return frozenset(found)


def _nouns() -> tuple[str, ...]:
    from tinycrm.domain.nouns import NAMES

    return NAMES


def _tables(rule: Rule) -> set[str]:
    """The tables whose rows hang on a record and hold what an `edited` rule answers."""
    every = {table for (noun, _), table in _LINK_TABLES.items() if noun == rule.noun}
    every |= {"tagging"} if rule.noun in TAGGED else set()
    every |= {"contact_point"} if rule.noun in _POINTED else set()
    return {table_of(rule.noun, key) or rule.noun for key in rule.fields} if rule.fields else every


def table_of(noun: str, key: str) -> str:
    """Gives the table that holds a list of a record, by the key of its field; "" for what the record itself holds."""
    from tinycrm.domain.nouns import NOUNS

    field = NOUNS[noun].get(key)
    if field is None:
        return ""
    if field.place == "point":
        return "contact_point"
    if field.place == "tag":
        return "tagging"
    return _LINK_TABLES.get((noun, field.noun), "") if field.place == "link" else ""


def edited_columns(after: Iterable[str]) -> tuple[str, ...]:
    """Gives the changed columns that a person or a rule has changed."""
    return tuple(column for column in after if column not in _KEPT)


# --- in words ---


def when_words(rule: Rule) -> str:
    """Gives what brings a rule about, in words for people."""
    span = _span(rule.days, rule.minutes)
    if rule.trigger == "edited":
        what = f": {' or '.join(rule.fields)}" if rule.fields else ""
        return f"{rule.noun} edited{what}"
    if rule.trigger == "feedback":
        return f"feedback {rule.value} from {rule.least} to {rule.most}"
    words = {
        "created": f"{rule.noun} added",
        "entered": f"deal enters {rule.value}{_of_pipeline(rule)}",
        "tagged": f"{rule.noun} tagged {rule.value}",
        BOUGHT: "somebody buys",
        "stage": f"deal in {rule.value}{_of_pipeline(rule)} for {span}",
        "task_overdue": f"task overdue by {span}",
        "no_interaction": f"no interaction with {rule.noun} for {span}",
        "ticket_unanswered": f"ticket unanswered for {span}",
        "subscription_ends": f"subscription ends in {span}",
        "birthday": f"{span} before a birthday" if rule.days else "on a birthday",
    }
    return words[rule.trigger]


def _of_pipeline(rule: Rule) -> str:
    lines = {pipeline for pipeline, _ in rule.places}
    return f" of {lines.pop()}" if len(lines) == 1 else ""


def _span(days: int, minutes: int) -> str:
    if minutes and minutes % 60 == 0:
        return f"{minutes // 60} hour{'' if minutes == 60 else 's'}"
    if minutes:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{days} day{'' if days == 1 else 's'}"


def effect_words(effect: Effect) -> str:
    """Gives what an effect does, in words for people."""
    texts, options = effect.texts, effect.options
    of = f" of the {effect.of}" if effect.of else ""
    if effect.kind == "task":
        return f"task '{texts[0]}'" + (f" due {options['due']}" if options.get("due") else "")
    if effect.kind in ("tag", "untag"):
        return f"{effect.kind} {', '.join(texts)}{of}"
    if effect.kind == "set":
        return f"set {', '.join(f'{key} = {value}' for key, value in options.items())}{of}"
    if effect.kind == "log":
        return f"log {texts[0]} '{texts[1]}'"
    if effect.kind == "mail":
        return f"mail {texts[0]} to {options['to']}"
    if effect.kind == CUSTOMER:
        return "lifecycle = customer, customer_since = the day"
    return f"{'move to' if effect.kind == 'move' else effect.kind} {texts[0]}{of}"
