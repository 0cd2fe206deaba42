"""What rules and sequences do to a record, inside the transaction of whatever brought it about."""

from __future__ import annotations

from tinycrm.domain.gap_fields import place_of
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import id_of
from tinycrm.domain.template import gaps_in
from tinycrm.errors import Conflict, NotFound, RuleError, TinyCRMError, UsageError
from tinycrm.services.filling import Filler, linked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.domain.rule import Effect
    from tinycrm.domain.settings import Settings
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_PEOPLE = ("contact", "company")
# how the name of a sequence's step begins: sequence:onboarding:2
STEP = "sequence:"
# what one record may be refused for; a disk that is full is no record's fault
REFUSALS = (UsageError, RuleError, NotFound, Conflict)


def told_of(name: str) -> str:
    """Gives what a message calls a rule or a step of a sequence."""
    if name.startswith(STEP):
        sequence, _, step = name.removeprefix(STEP).partition(":")
        return f"sequence '{sequence}', step {step}"
    return f"rule '{name}'"


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
        return told_of(self.name)

    def begin(self, effects: Sequence[Effect]) -> None:
        """The record is read with no more of its fields than the effects ask for."""
        self._row, self._keys = None, _fields_for(self.noun, effects, self.work.settings)

    @property
    def row(self) -> Row:
        """The record in JSON form, as it was before the effect that asks for it first."""
        if self._row is None:
            store = self.work.store
            rows = store.view(NOUNS[self.noun], self._keys).of_ids([self.id]) if self._keys else []
            self._row = rows[0] if rows else store.need(self.noun, self.id)
        return self._row

    def filled(self, text: str, *, long: bool = False) -> str:
        """Gives a text with the record's fields in their places, as they are typed; of one line unless `long`."""
        return Filler(self.work, self.noun, self.row, typed=True).filled(text, long=long) if "{{" in text else text

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
        except REFUSALS as error:
            raise _refused(firing, error) from error
    return changed


def _refused(firing: Firing, error: TinyCRMError) -> RuleError:
    message = error.message
    if isinstance(error, RuleError) and error.code == "rule":
        # the one that went wrong in the end is named already
        return error
    return RuleError(f"{firing.told}, {firing.noun} {firing.id}: {message}", code="rule", hint=error.hint)


# --- reading a record ---


def _fields_for(noun: str, effects: Sequence[Effect], settings: Settings) -> list[str]:
    """Gives the keys of the fields that the effects may ask a record for; none for all of them."""
    fields = NOUNS.get(noun)
    if fields is None or any(effect.kind in ("hook", "mail") for effect in effects):
        return []
    texts = [text for effect in effects for text in (*effect.texts, *effect.options.values()) if "{{" in text]
    named = [name for text in texts for part in gaps_in(text) if not isinstance(part, str) for name in part.names]
    places = [place for place in (place_of(noun, name, settings) for name in named) if place is not None]
    led_to = {whose for whose, _ in places if whose != noun}
    if noun not in _PEOPLE or any(effect.of for effect in effects):
        # whom a task is about, and what `of` means
        led_to |= {*_PEOPLE, "deal"}
    keys = dict.fromkeys(["id", *(field.key for field in fields.fields if field.noun in led_to)])
    for field in (field for whose, field in places if whose == noun):
        keys["fields" if field.place == "custom" else field.key] = None
        if field.type == "money":
            keys |= dict.fromkeys(key for key in (f"{field.key}_currency", "currency") if fields.get(key) is not None)
    return list(keys)


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
    from tinycrm.services.mail.mailing import mail_key, queue_mail
    from tinycrm.services.mail.permission import why_not
    from tinycrm.services.mail.templates import fill_template

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
    import os

    from tinycrm.services.automation.hook_calls import do_call
    from tinycrm.services.automation.hook_process import DEPTH
    from tinycrm.store.hook_calls import Call, queue_call

    call = Call(effect.texts[0], firing.name, firing.id, firing.occasion)
    payload: Row = {"rule": firing.name, "noun": firing.noun, "occasion": firing.occasion, "record": firing.row}
    # inside a hook none is run, neither now nor later
    if not os.environ.get(DEPTH) and queue_call(firing.unit, call):
        firing.unit.after.append(lambda: do_call(firing.work, call, firing.told, payload))
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
