"""What rules and sequences do to a record, inside the transaction of whatever brought it about."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import id_of
from tinycrm.domain.template import fill
from tinycrm.errors import Conflict, NotFound, RuleError, TinyCRMError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.domain.rule import Effect
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_PEOPLE = ("contact", "company")
# how the name of a sequence's step begins: sequence:onboarding:2
STEP = "sequence:"
# what a command may be refused for; a disk that is full is not the rule's fault
_REFUSALS = (UsageError, RuleError, NotFound, Conflict)


class Firing:
    """One rule, or one step of a sequence, at work on one record.

    Args:
        work: the command's work.
        unit: its open transaction.
        name: of the rule or step, for messages and for the key of a mail.
        noun, id: the record.
        occasion: what makes it once: "op 17", "2026", …
        day: the day that due days count from, ISO.
        owner: of the tasks and interactions it makes; "" is the user.
        parties: who bought, of that event alone.
    """

    __slots__ = ("_keys", "_row", "day", "id", "name", "noun", "occasion", "owner", "parties", "unit", "work")

    def __init__(
        self, work: Work, unit: Unit, name: str, noun: str, id: int, *, occasion: str, day: str = "", owner: str = ""
    ) -> None:
        self.work = work
        self.unit = unit
        self.name = name
        self.noun = noun
        self.id = id
        self.occasion = occasion
        self.day = day or unit.day
        self.owner = owner
        self.parties: list[tuple[str, int]] = []
        self._row: Row | None = None
        self._keys: list[str] = []

    @property
    def what(self) -> str:
        """What is at work, as the outbox names it: "rule welcome", "sequence onboarding 2"."""
        if self.name.startswith(STEP):
            return f"sequence {self.name.removeprefix(STEP).replace(':', ' ')}"
        return f"rule {self.name}"

    @property
    def told(self) -> str:
        """The same in a message: "rule 'welcome'", "sequence 'onboarding', step 2"."""
        if self.name.startswith(STEP):
            name, _, step = self.name.removeprefix(STEP).partition(":")
            return f"sequence '{name}', step {step}"
        return f"rule '{self.name}'"

    def begin(self, effects: Sequence[Effect]) -> None:
        """The record is read with no more of its fields than the effects ask for."""
        self._row, self._keys = None, _fields_for(self.noun, effects)

    @property
    def row(self) -> Row:
        """The record in JSON form, as it was before the effect that asks for it first."""
        if self._row is None:
            store = self.work.store
            rows = store.view(NOUNS[self.noun], self._keys).of_ids([self.id]) if self._keys else []
            self._row = rows[0] if rows else store.need(self.noun, self.id)
        return self._row

    def filled(self, text: str, *, long: bool = False) -> str:
        """Gives a text with the record's fields in their places; of one line unless `long`."""
        if "{{" not in text:
            return text
        return fill(text, lambda name: words_of(self.noun, self.row, name, long=long))

    def target(self, of: str) -> tuple[str, int] | None:
        """Gives the record that an effect is about; None when the record leads to none."""
        if not of or of == self.noun:
            return self.noun, self.id
        found = linked(self.row, of)
        return None if found is None else (of, id_of(found))


def apply_effects(firing: Firing, effects: Sequence[Effect]) -> bool:
    """The effects are done, all of them; says whether anything changed.

    Raises:
        RuleError: one was refused; the message names the rule and the record.
    """
    changed = False
    firing.begin(effects)
    for effect in effects:
        try:
            changed |= _DO[effect.kind](firing, effect)
        except _REFUSALS as error:
            raise _refused(firing, error) from error
    return changed


def _refused(firing: Firing, error: TinyCRMError) -> RuleError:
    message = error.message
    if isinstance(error, RuleError) and error.code == "rule":
        # the one that went wrong in the end is named already
        return error
    return RuleError(f"{firing.told}, {firing.noun} {firing.id}: {message}", code="rule", hint=error.hint)


# --- reading a record ---


def _fields_for(noun: str, effects: Sequence[Effect]) -> list[str]:
    """Gives the keys of the fields that the effects may ask a record for; none for all of them."""
    fields = NOUNS.get(noun)
    if fields is None or any(effect.kind in ("hook", "mail") for effect in effects):
        return []
    keys = {"id": None}
    if noun not in _PEOPLE or any(effect.of for effect in effects):
        # whom a task is about, and what `of` means
        keys |= dict.fromkeys(field.key for field in fields.fields if field.noun in (*_PEOPLE, "deal"))
    for text in (text for effect in effects for text in (*effect.texts, *effect.options.values())):
        for part in text.split("{{")[1:]:
            field = fields.get(part.partition("}}")[0])
            keys["fields" if field is None or field.place == "custom" else field.key] = None
    if "fields" in keys and fields.get("fields") is None:
        del keys["fields"]
    return list(keys)


def words_of(noun: str, row: Row, name: str, *, long: bool = False) -> str:
    """Gives what stands for `{{name}}`: a list with commas, a link by its name, "" for nothing.

    Args:
        noun: of the record.
        row: the record in JSON form.
        name: any name of a field.
        long: line breaks may stay.
    """
    value = value_named(noun, row, name)
    items = value if isinstance(value, list) else [value]
    words = [_word(item) for item in items]
    text = ", ".join([word for word in words if word is not None])
    return text if long or ("\n" not in text and "\t" not in text) else " ".join(text.split())


def _word(item: Json) -> str | None:
    if isinstance(item, dict):
        item = item.get("name", item.get("value"))
    if isinstance(item, bool):
        return "yes" if item else "no"
    return None if item is None else str(item)


def value_named(noun: str, row: Row, name: str) -> Json:
    """Gives what the field holds that a setting calls by any of its names."""
    field = NOUNS[noun].get(name)
    if field is not None and field.place != "custom":
        return row.get(field.key)
    fields = row["fields"]
    return fields.get(name.replace("-", "_").removeprefix("fields.")) if isinstance(fields, dict) else None


def linked(row: Row, noun: str) -> Row | None:
    """Gives the record of a noun that a record leads to, the first of several; None when there is none."""
    one = row.get(noun)
    if isinstance(one, dict):
        return one
    many = row.get(NOUNS[noun].plural)
    first = many[0] if isinstance(many, list) and many else None
    return first if isinstance(first, dict) else None


# --- doing ---


def _task(firing: Firing, effect: Effect) -> bool:
    from tinycrm.services.tasks import insert_task

    work, options = firing.work, effect.options
    given: dict[str, list[str]] = {
        "title": [firing.filled(effect.texts[0])],
        "priority": [options.get("priority") or "normal"],
    }
    if options.get("due"):
        from datetime import date

        from tinycrm.domain.dates import parse_when

        due, time = parse_when(options["due"], date.fromisoformat(firing.day), language=work.settings.language)
        given["due"] = [f"{due} {time}" if time else due]
    if options.get("repeat"):
        given["repeat"] = [options["repeat"]]
    if options.get("note"):
        given["note"] = [firing.filled(options["note"], long=True)]
    owner = firing.filled(options.get("owner", "")) or firing.owner
    if owner:
        given["owner"] = [owner]
    work.made("task", insert_task(work, firing.unit, given, _links(firing)))
    return True


def _links(firing: Firing) -> dict[str, Cell]:
    """What a task about the record leads to: the deal, and one of its people, else its company."""
    if firing.noun in ("contact", "company"):
        return {firing.noun: firing.id}
    links: dict[str, Cell] = {}
    deal = firing.row if firing.noun == "deal" else linked(firing.row, "deal")
    if deal is not None:
        links["deal"] = id_of(deal)
    for noun in ("contact", "company"):
        found = linked(firing.row, noun)
        if found is not None:
            links[noun] = id_of(found)
            break
    return links


def _tag(firing: Firing, effect: Effect) -> bool:
    from tinycrm.domain.fold import fold
    from tinycrm.store.attached import tags_of, write_tags

    target = firing.target(effect.of)
    if target is None:
        return False
    noun, id = target
    present = tags_of(firing.unit, id)
    named = {fold(name): name for name in effect.texts}
    wanted = {**named, **present}
    if effect.kind == "untag":
        wanted = {key: name for key, name in present.items() if key not in named}
    if not write_tags(firing.unit, noun, id, wanted):
        return False
    firing.unit.touch(noun, id)
    return True


def _set(firing: Firing, effect: Effect) -> bool:
    from tinycrm.services.editing import Edit, edit_one

    target = firing.target(effect.of)
    if target is None:
        return False
    noun, id = target
    fields = NOUNS[noun]
    given: dict[str, list[str]] = {}
    for key, text in effect.options.items():
        field = fields.get(key)
        given[key] = [firing.filled(text, long=field is not None and field.type == "long")]
    return edit_one(firing.work, firing.unit, noun, id, Edit(given, seen=True))


def _move(firing: Firing, effect: Effect) -> bool:
    from tinycrm.services.deals import Move, move_one

    target = firing.target(effect.of)
    if target is None:
        return False
    on = "" if firing.day == firing.work.today else firing.day
    move = Move(on=on, reason=firing.filled(effect.options.get("reason", "")))
    pipeline = effect.options.get("pipeline", "")
    return move_one(firing.work, firing.unit, target[1], effect.texts[0], pipeline, move)


def _log(firing: Firing, effect: Effect) -> bool:
    from tinycrm.services.interactions import Entry, log_interaction

    work, (kind, text), options = firing.work, effect.texts, effect.options
    links = _links(firing)
    deal = links.get("deal")
    who = "."
    for noun in ("contact", "company"):
        if noun in links and firing.noun != "deal":
            who = f"{noun}:{links[noun]}"
    if deal is None and who == ".":
        return False
    entry = Entry(
        kind,
        who,
        firing.filled(text, long=True),
        deal=str(deal) if deal is not None else "",
        at="" if firing.day == work.today else firing.day,
        direction=options.get("direction", ""),
        outcome=firing.filled(options.get("outcome", "")),
        owner=firing.owner,
    )
    work.made("interaction", log_interaction(work, entry).ids[0])
    return True


def _mail(firing: Firing, effect: Effect) -> bool:
    from tinycrm.domain.address import write_address
    from tinycrm.domain.letter import Letter
    from tinycrm.mail.account import account_of
    from tinycrm.services.mailing import mail_key, queue_mail
    from tinycrm.services.permission import why_not
    from tinycrm.services.templates import fill_template

    work = firing.work
    if effect.options["to"] == "me":
        to = account_of(work.settings.mail).me
    else:
        target = firing.target("contact")
        person = work.store.need("contact", target[1]) if target is not None else None
        if person is None:
            work.note(f"{firing.told} mails nothing: {firing.noun} {firing.id} has no contact")
            return False
        reason = why_not(person)
        if reason:
            work.note(f"{firing.told} mails nothing: contact {person['id']} {person['name']} {reason}")
            return False
        to = write_address(str(person["name"]), str(person["email"]))
    filled = fill_template(work, effect.texts[0], firing.noun, firing.id)
    what = f"{firing.what} {firing.id} {effect.texts[0]}"
    key = mail_key(what, firing.occasion, to)
    letter = Letter(to, filled.subject, filled.text, filled.html, language=filled.language, reply_to=filled.reply_to)
    return queue_mail(work, firing.unit, letter, key=key, what=firing.what, record=firing.id) is not None


def _hook(firing: Firing, effect: Effect) -> bool:
    work, name = firing.work, effect.texts[0]
    payload: Row = {"rule": firing.name, "noun": firing.noun, "occasion": firing.occasion, "record": firing.row}

    def follow() -> None:
        from tinycrm.services.hooks import run_hook

        try:
            run_hook(work, name, payload)
        except TinyCRMError as error:
            # what was written stays: the program is told of it, and is not asked
            work.note(f"{firing.told}: {error.message}")

    firing.unit.after.append(follow)
    return True


def _customer(firing: Firing, _effect: Effect) -> bool:
    from tinycrm.services.lifecycle import make_customer

    return make_customer(firing.work, firing.unit, firing.parties, firing.day)


_DO: dict[str, Callable[[Firing, Effect], bool]] = {
    "task": _task,
    "tag": _tag,
    "untag": _tag,
    "set": _set,
    "move": _move,
    "log": _log,
    "mail": _mail,
    "hook": _hook,
    "customer": _customer,
}
