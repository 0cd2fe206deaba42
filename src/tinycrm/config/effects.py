"""What a rule or a step of a sequence does, as YAML says it; every error with its line and column."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.file_name import HINT, LONGEST, is_file_name
from tinycrm.domain.fold import fold
from tinycrm.domain.gap_fields import hint_for, is_known
from tinycrm.domain.interaction import INTERACTION
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.rule import EFFECTS, TAGGED, Effect
from tinycrm.domain.task import PRIORITIES
from tinycrm.domain.template import FORM as GAP_FORM
from tinycrm.domain.template import Gap, parts_of
from tinycrm.domain.text import blank
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.config.document import Document, Path
    from tinycrm.domain.fields import Field
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.settings import Settings

    # raises UsageError for what is no such text
    Check = Callable[[str], object]

# effect → what may stand beside it
BESIDE: dict[str, tuple[str, ...]] = {
    "task": ("due", "priority", "repeat", "owner", "note"),
    "tag": ("of",),
    "untag": ("of",),
    "set": ("of",),
    "move": ("reason", "pipeline", "of"),
    "log": ("text", "direction", "outcome"),
    "mail": ("to",),
    "hook": (),
}
FORM = 'then: [{task: "Call {{name}}", due: +1d}]'
_MOST = 50
# whom a mail goes to
_TO = ("me", "contact")
# the nouns whose records an effect may be about instead of the record itself
_LINKED = ("contact", "company", "deal")
# values that stand by themselves: a reference or an amount depends on the record
_CHECKED = ("int", "number", "bool", "choice", "days", "day", "when", "birthday", "ratio", "time", "interval")


def read_effects(
    doc: Document, path: Path, noun: str, settings: Settings, pipelines: Pipelines, allowed: Sequence[str] = EFFECTS
) -> list[Effect]:
    """Gives the effects of a list, checked.

    Args:
        doc: the file.
        path: where the list stands.
        noun: whose records they are done to.
        settings: for custom fields and how values are read.
        pipelines: the stages there are.
        allowed: which effects there may be.

    Raises:
        UsageError: one is none; the message begins with FILE:LINE:COLUMN.
    """
    items = doc.items(path, FORM)
    if not items:
        raise doc.error(path, f"'{path[-1]}' does nothing", f"write {FORM}")
    if len(items) > _MOST:
        raise doc.error(path, f"more than {_MOST} effects", "make several rules of them")
    return [_Reader(doc, (*path, index), noun, settings, pipelines).effect(allowed) for index in range(len(items))]


class _Reader:
    """One effect while it is read."""

    def __init__(self, doc: Document, path: Path, noun: str, settings: Settings, pipelines: Pipelines) -> None:
        self.doc = doc
        self.path = path
        self.noun = noun
        self.settings = settings
        self.pipelines = pipelines

    def effect(self, allowed: Sequence[str]) -> Effect:
        """Gives the effect."""
        doc, path = self.doc, self.path
        if not isinstance(doc.at(path), dict):
            raise doc.error(path, "an effect is written as `key: value` pairs", f"write {FORM}")
        beside = tuple(dict.fromkeys(word for words in BESIDE.values() for word in words))
        given = doc.mapping(path, (*allowed, *beside))
        kinds = [key for key in given if key in allowed]
        if len(kinds) != 1:
            what = "an effect that does nothing" if not kinds else f"one effect does both {' and '.join(kinds)}"
            raise doc.error(path, what, f"one of: {', '.join(allowed)}; each with a dash of its own")
        kind = kinds[0]
        for key in given:
            if key != kind and key not in BESIDE[kind]:
                words = ", ".join(BESIDE[kind]) or "nothing"
                raise doc.error((*path, key), f"'{key}' does not go with '{kind}'", f"beside it: {words}", key=True)
        of = self.of() if doc.has((*path, "of")) else ""
        if kind == "task":
            return self.task()
        if kind in ("tag", "untag"):
            return self.tags(kind, of)
        if kind == "set":
            return self.set(of)
        if kind == "move":
            return self.move(of)
        if kind == "log":
            return self.log()
        return self.mail() if kind == "mail" else self.hook()

    def of(self) -> str:
        """Gives the linked noun that is meant."""
        place = (*self.path, "of")
        known = [noun for noun in _LINKED if noun == self.noun or self.linked(noun)]
        if not known:
            raise self.doc.error(place, f"nothing of a {self.noun} can be meant by 'of'", "leave it out", key=True)
        found = self.doc.choice(place, known)
        return "" if found == self.noun else found

    def linked(self, noun: str) -> bool:
        """Says whether records of ours lead to one of another noun."""
        field = NOUNS[self.noun].get(noun)
        many = NOUNS[self.noun].get(NOUNS[noun].plural)
        return any(found is not None and found.noun == noun for found in (field, many))

    def words(self, key: str, what: str = "", *, long: bool = False) -> str:
        """Gives a text with fields in it."""
        place = (*self.path, key)
        text = self.doc.text(place, what) if not long else self.long(place)
        self.check_fields(place, text)
        return text

    def long(self, place: Path) -> str:
        """Gives a text of several lines."""
        from tinycrm.domain.text import clean

        value = self.doc.at(place)
        if not isinstance(value, str):
            return self.doc.text(place)
        try:
            text = clean(value, what=f"'{place[-1]}'", long=True)
        except UsageError as error:
            raise self.doc.error(place, error.message, error.hint) from error
        if blank(text):
            raise self.doc.error(place, f"'{place[-1]}' is empty", "write its words")
        return text

    def check_fields(self, place: Path, text: str) -> None:
        """Every `{{name}}` is a field of the record."""
        parts = parts_of(text, 1, lambda _line, what: self.doc.error(place, what, GAP_FORM))
        for name in (name for part in parts if isinstance(part, Gap) for name in part.names):
            if not is_known(self.noun, name, self.settings):
                hint = hint_for(self.noun, name, self.settings)
                raise self.doc.error(place, f"{_a(self.noun)} has no field '{name}'", hint)

    def option(self, key: str) -> str:
        """Gives the words of an option, "" without it."""
        return self.words(key, long=key == "note") if self.doc.has((*self.path, key)) else ""

    def task(self) -> Effect:
        """Gives an effect that makes a task."""
        doc, path = self.doc, self.path
        options = {"owner": self.option("owner"), "note": self.option("note")}
        if doc.has((*path, "due")):
            options["due"] = self.checked("due", _due)
        if doc.has((*path, "repeat")):
            options["repeat"] = self.checked("repeat", _repeat)
        if doc.has((*path, "priority")):
            options["priority"] = doc.choice((*path, "priority"), PRIORITIES)
        return Effect("task", (self.words("task", "write the task's words"),), _filled(options))

    def checked(self, key: str, check: Check) -> str:
        """Gives a text that another reading accepts."""
        place = (*self.path, key)
        text = self.doc.text(place)
        try:
            check(text)
        except UsageError as error:
            raise self.doc.error(place, error.message, error.hint) from error
        return text

    def tags(self, kind: str, of: str) -> Effect:
        """Gives an effect that tags, or takes tags off."""
        noun = of or self.noun
        if noun not in TAGGED:
            hint = f"of: one of {', '.join(TAGGED[:3])}" if self.noun not in TAGGED else f"one of: {', '.join(TAGGED)}"
            raise self.doc.error((*self.path, kind), f"{_a(noun)} carries no tags", hint, key=True)
        place = (*self.path, kind)
        return Effect(
            kind, self.doc.texts(place) if isinstance(self.doc.at(place), list) else (self.doc.text(place),), of=of
        )

    def set(self, of: str) -> Effect:
        """Gives an effect that sets fields."""
        noun, custom = of or self.noun, self.settings.custom(of or self.noun)
        inside = (*self.path, "set")
        given = self.doc.mapping(inside)
        if not given:
            raise self.doc.error(inside, "'set' sets nothing", "write set: {lifecycle: customer}")
        options: dict[str, str] = {}
        for key, value in given.items():
            place = (*inside, key)
            field = NOUNS[noun].get(key, custom)
            if field is None or field.place == "custom_all":
                known = [known.key for known in NOUNS[noun].fields if known.editable] + sorted(custom)
                hint = f"{did_you_mean(key, known)}what can be set: {', '.join(known)}"
                raise self.doc.error(place, f"{_a(noun)} has no field '{key}'", hint, key=True)
            if not field.editable:
                hint = "move: STAGE moves it" if key in ("stage", "pipeline", "outcome") else "leave it out"
                raise self.doc.error(place, f"'{key}' cannot be set", hint, key=True)
            if value is None or (isinstance(value, str) and blank(value)):
                if field.key == NOUNS[noun].title and field.key in ("name", "title"):
                    raise self.doc.error(place, f"{_a(noun)} needs a {key}", "write one, or leave it out")
                text = ""
            elif isinstance(value, bool):
                text = "yes" if value else "no"
            else:
                text = self.long(place) if field.type == "long" else self.doc.text(place)
                self.check_value(place, field, text)
            options[field.named] = text
        return Effect("set", (), options, of)

    def check_value(self, place: Path, field: Field, text: str) -> None:
        """The text, if it stands by itself, is a value of the field."""
        self.check_fields(place, text)
        if "{{" in text or field.type not in _CHECKED:
            return
        from tinycrm.domain.clock import Clock
        from tinycrm.domain.reading import Reading
        from tinycrm.domain.values import parse_value

        reading = Reading(self.settings, Clock(self.settings.timezone), "me")
        try:
            parse_value(field, text, reading)
        except UsageError as error:
            raise self.doc.error(place, error.message, error.hint) from error

    def move(self, of: str) -> Effect:
        """Gives an effect that moves a deal."""
        if (of or self.noun) != "deal":
            hint = "add of: deal" if self.linked("deal") else "leave it out"
            raise self.doc.error((*self.path, "move"), f"{_a(self.noun)} stands in no stage", hint, key=True)
        text = self.doc.text((*self.path, "move"), "write the stage's key")
        lines = list(self.pipelines)
        options = {"reason": self.option("reason")}
        if self.doc.has((*self.path, "pipeline")):
            options["pipeline"] = self.checked("pipeline", self.pipelines.get)
            lines = [self.pipelines.get(options["pipeline"])]
        wanted = fold(text)
        if not any(wanted in (fold(stage.key), fold(stage.name)) for line in lines for stage in line.stages):
            keys = list(dict.fromkeys(stage.key for line in lines for stage in line.stages))
            hint = f"{did_you_mean(text, keys)}the stages: {', '.join(keys)}"
            raise self.doc.error((*self.path, "move"), f"no pipeline has a stage '{text}'", hint)
        return Effect("move", (text,), _filled(options), of)

    def log(self) -> Effect:
        """Gives an effect that logs an interaction."""
        if self.noun not in ("contact", "company", "deal") and not any(map(self.linked, _LINKED)):
            raise self.doc.error(self.path, f"nothing can be logged with {_a(self.noun)}", "make a task instead")
        if not self.doc.has((*self.path, "text")):
            raise self.doc.error(self.path, "'log' without 'text'", 'write {log: note, text: "Won {{title}}"}')
        kind = self.doc.choice((*self.path, "log"), INTERACTION.need("kind").choices)
        options = {"outcome": self.option("outcome")}
        if self.doc.has((*self.path, "direction")):
            options["direction"] = self.doc.choice((*self.path, "direction"), ("in", "out"))
        return Effect("log", (kind, self.words("text", long=True)), _filled(options))

    def mail(self) -> Effect:
        """Gives an effect that queues a mail."""
        place = (*self.path, "to")
        if not self.doc.has(place):
            raise self.doc.error(self.path, "'mail' does not say to whom", "add to: contact, or to: me")
        to = self.doc.choice(place, _TO)
        if to == "contact" and self.noun != "contact" and not self.linked("contact"):
            raise self.doc.error(place, f"{_a(self.noun)} leads to no contact", "write to: me")
        return Effect("mail", (self.file_name("mail", "template"),), {"to": to})

    def hook(self) -> Effect:
        """Gives an effect that runs a program of the settings folder."""
        return Effect("hook", (self.file_name("hook", "hook"),))

    def file_name(self, key: str, what: str) -> str:
        """Gives the name of a file in a folder of ours: nothing that could lead out of it."""
        text = self.doc.text((*self.path, key), f"write the {what}'s name")
        if not is_file_name(text):
            raise self.doc.error((*self.path, key), f"'{text[:LONGEST]}' cannot name a {what}", HINT)
        return text


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _filled(options: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in options.items() if text}


def _due(text: str) -> object:
    from tinycrm.domain.dates import parse_when

    # any day serves: only whether it can be read is asked
    return parse_when(text, date(2026, 1, 1))


def _repeat(text: str) -> object:
    from tinycrm.domain.recur import parse_repeat

    return parse_repeat(text)
