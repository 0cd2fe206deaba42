"""Questions to a person, on stderr: the only importer of questionary, and only when a question is asked."""

from __future__ import annotations

import os
import sys

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.points import normalise, split_label
from tinycrm.domain.text import blank, clean, escape
from tinycrm.errors import Ambiguous, NotFound, TinyCRMError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prompt_toolkit.output import Output
    from questionary import Question

    from tinycrm.cli.context import Context
    from tinycrm.domain.merging import Clash
    from tinycrm.domain.results import Json

    # Raises UsageError for what is no such value.
    Check = Callable[[str], object]
    Texts = tuple[str, ...]

NONE_OF_THESE = "none of these"
# Commands that write what they are told, so that a name nobody has may be a new record.
_CREATING = ("log", "add", "edit", "reach", "answer")
_CREATABLE = ("contact", "company")
# What tells two records of one name apart, after the name.
_DETAILS = {
    "contact": ("title", "company", "email", "phone"),
    "company": ("website", "country", "industry"),
    "deal": ("stage", "value", "company", "expected_close_on"),
    "task": ("due_on", "status", "contact", "company"),
    "interaction": ("kind", "at", "contacts"),
    "sale": ("sold_on", "amount", "currency", "company", "contact"),
    "subscription": ("amount", "currency", "interval", "company", "contact", "start_on"),
    "expense": ("spent_on", "amount", "currency", "kind"),
    "campaign": ("channel", "started_on"),
    "ticket": ("status", "company", "contact", "opened_on"),
    "segment": ("noun", "where"),
}
_WIDEST = 70


# --- what the process asks ---


def settle(ctx: Context, error: TinyCRMError) -> bool:
    """The reference that failed means what the person says from now on; False when they said nothing of use.

    Args:
        ctx: the context; it remembers what was picked.
        error: Ambiguous or NotFound, with the reference in its `ref`.

    Raises:
        KeyboardInterrupt: the person left.
    """
    if error.ref is None or not ctx.interactive:
        return False
    noun, text = error.ref
    if isinstance(error, Ambiguous) and error.candidates:
        told = "is not the exact name of one" if len(error.candidates) == 1 else "could be several"
        titles = _titles(ctx, error.candidates)
        picked = _select(f"'{escape(text)}' {told}: which {noun}?", [*titles, NONE_OF_THESE])
        if picked >= len(error.candidates):
            return False
        ctx.pick(noun, text, error.candidates[picked][0])
        return True
    if isinstance(error, NotFound) and noun in _CREATABLE and _creates(ctx):
        if not agree(f"No {noun} matches '{text}'. Create it?"):
            return False
        ctx.pick(noun, text, 0)
        return True
    return False


def agree(question: str) -> bool:
    """Gives whether the person said yes; Enter alone is no.

    Raises:
        KeyboardInterrupt: the person left.
    """
    question = escape(question)
    if _plain():
        return _line(f"{question} (y/N) ").strip().lower() in ("y", "yes", "д", "да", "بله")
    import questionary

    return _answer(questionary.confirm(question, default=False, output=_output())) is True


def choose_values(ctx: Context, noun: str, clashes: Sequence[Clash]) -> dict[str, int]:
    """Gives whose value stays in each field in which records that become one differ: field → record.

    Raises:
        KeyboardInterrupt: the person left.
    """
    from tinycrm.domain.merging import value_text

    picks: dict[str, int] = {}
    for clash in clashes:
        known = NOUNS[noun].get(clash.field, ctx.settings.custom(noun))
        label = known.label if known else clash.field.removeprefix("fields.")
        titles: dict[str, int] = {}
        for id, value in clash.values:
            # what is the same in two records is one answer
            titles.setdefault(_cut(escape(value_text(value))), id)
        rows = [f"{text}  ({id})" for text, id in titles.items()]
        question = f"{escape(label)}: which stays?"
        if question not in ctx.answers:
            ctx.answers[question] = str(_select(question, rows))
        picks[clash.field] = list(titles.values())[int(ctx.answers[question])]
    return picks


def choose(question: str, titles: Sequence[str]) -> int:
    """Gives the place of the title that the person chose.

    Raises:
        KeyboardInterrupt: the person left.
    """
    return _select(escape(question), [escape(title) for title in titles])


def _creates(ctx: Context) -> bool:
    from tinycrm.cli.registry import find_command
    from tinycrm.cli.shared import take_shared

    command, _ = find_command(tuple(take_shared(ctx.argv)[1]))
    return command is not None and command.words[-1] in _CREATING


def _titles(ctx: Context, candidates: Sequence[tuple[int, str, str]]) -> list[str]:
    titles: list[str] = []
    for id, noun, name in candidates:
        rows = ctx.store.view(NOUNS[noun], _DETAILS[noun]).of_ids([id])
        told = [_told(value) for value in (rows[0][key] for key in _DETAILS[noun])] if rows else []
        parts = [_cut(escape(name)), *(_cut(escape(text)) for text in told if text)]
        titles.append(f"{id}  " + " · ".join(parts))
    return titles


def _told(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(_told(item) for item in value)
    if isinstance(value, dict):
        return str(value.get("name") or value.get("value") or "")
    return "" if value is None else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


# --- what a command asks when its arguments are missing ---


def ask_record(ctx: Context, noun: str) -> tuple[str, Texts, Texts, Texts, Texts]:
    """Gives the name, e-mails, phones, companies and tags of a new contact.

    Raises:
        UsageError: nobody can be asked.
        KeyboardInterrupt: the person left.
    """
    _needed(ctx, f"{noun} add", "NAME", f'tinycrm {noun} add "Anna Petrova" --email anna@neva.example')
    name = _ask(ctx, "Name", _a_name)
    emails = _ask_many(ctx, "E-mail", lambda text: _free_email(ctx, text))
    phones = _ask_many(ctx, "Phone", lambda text: _point(ctx, "phone", text))
    companies = _ask_many(ctx, "Company", _a_text, apart=";")
    return name, emails, phones, companies, _ask_many(ctx, "Tags", _a_text)


def ask_company(ctx: Context) -> tuple[str, Texts, Texts, Texts]:
    """Gives the name, websites, phones and tags of a new company. Raises as `ask_record`."""
    _needed(ctx, "company add", "NAME", 'tinycrm company add "Neva Trade" --website neva.example')
    name = _ask(ctx, "Name", _a_name)
    websites = _ask_many(ctx, "Website", lambda text: _point(ctx, "website", text))
    phones = _ask_many(ctx, "Phone", lambda text: _point(ctx, "phone", text))
    return name, websites, phones, _ask_many(ctx, "Tags", _a_text)


def ask_task(ctx: Context) -> tuple[str, str | None, str | None]:
    """Gives the title, due day and contact of a new task. Raises as `ask_record`."""
    _needed(ctx, "task add", "TITLE", 'tinycrm task add "Send quote" --due fri')
    reading = ctx.work.reading
    title = _ask(ctx, "What is to be done", _a_name)
    due = _ask(ctx, "Due", _optional(reading.when), example='fri 15:00, +3d, "end of month"')
    contact = _ask(ctx, "With whom", _optional(_a_text), example="a contact's name or id")
    return title, due or None, contact or None


def ask_deal(ctx: Context) -> tuple[str, str | None, Texts, str | None]:
    """Gives the title, value, contacts and company of a new deal. Raises as `ask_record`."""
    _needed(ctx, "deal add", "TITLE", 'tinycrm deal add "Website for Neva" --value 4800')
    reading = ctx.work.reading
    title = _ask(ctx, "Title", _a_name)
    base = ctx.settings.currency
    value = _ask(ctx, "Value", _optional(reading.money), example=f"4800, 10k; {base} unless it names its own")
    contacts = _ask_many(ctx, "Contacts", _a_text)
    company = _ask(ctx, "Company", _optional(_a_text))
    return title, value or None, contacts, company or None


def ask_log(ctx: Context, kind: str | None, who: str | None) -> tuple[str, str]:
    """Gives the kind of an interaction and whom it was with, having asked for what is missing.

    Raises as `ask_record`.
    """
    _needed(ctx, "log", "KIND" if kind is None else "WHO", "tinycrm log call WHO TEXT")
    if kind is None:
        from tinycrm.domain.interaction import KINDS

        kind = ask_choice(ctx, "What was it?", KINDS)
    return kind, _ask(ctx, "With whom", _a_text, example="a contact, else a company") if who is None else who


def ask_words(
    ctx: Context, command: str, missing: str, example: str, questions: Sequence[tuple[str, str, Check | None]]
) -> list[str]:
    """Gives the answers to questions for what a command lacks.

    Args:
        ctx: the context.
        command, missing, example: for the error: "sale add", "AMOUNT", a call that works.
        questions: (label, example, check) of each; without a check any words will do, but some are needed.

    Raises as `ask_record`.
    """
    _needed(ctx, command, missing, example)
    return [_ask(ctx, label, check or _a_text, example=such) for label, such, check in questions]


def ask_choice(ctx: Context, question: str, words: Sequence[str]) -> str:
    """Gives the word that the person chose, once however often the command is tried."""
    if question not in ctx.answers:
        ctx.answers[question] = words[_select(question, words)]
    return ctx.answers[question]


def _needed(ctx: Context, command: str, missing: str, example: str) -> None:
    if not ctx.interactive:
        raise UsageError(f"'{command}' needs {missing}", code="missing_argument", hint=example)
    # unreadable settings are told before the first question, not as a bad answer to it
    _ = ctx.work


def _ask(ctx: Context, label: str, check: Check, *, example: str = "") -> str:
    """A command that is tried again after another question asks nothing twice."""
    if label not in ctx.answers:
        ctx.answers[label] = _text(label, check, example).strip()
    return ctx.answers[label]


def _ask_many(ctx: Context, label: str, check: Check, *, apart: str = ",;") -> Texts:
    def split(text: str) -> Texts:
        for sign in apart[1:]:
            text = text.replace(sign, apart[0])
        return tuple(part.strip() for part in text.split(apart[0]) if part.strip())

    def check_all(text: str) -> None:
        for part in split(text):
            check(part)

    sign = "commas" if "," in apart else "semicolons"
    return split(_ask(ctx, label, check_all, example=f"several with {sign} between; empty for none"))


# --- what an answer must be ---


def _optional(check: Check) -> Check:
    return lambda text: None if blank(text) else check(text)


def _a_text(text: str) -> None:
    if blank(clean(text, what="text")):
        raise UsageError("nothing was typed", hint="Ctrl-C leaves")


def _a_name(text: str) -> None:
    if blank(clean(text, what="name")):
        raise UsageError("it is needed", hint="Ctrl-C leaves without adding anything")


def _point(ctx: Context, kind: str, text: str) -> None:
    normalise(kind, split_label(clean(text, what=kind))[0], ctx.settings.country)


def _free_email(ctx: Context, text: str) -> None:
    from tinycrm.domain.refs import parse_ref
    from tinycrm.store.lookup import find

    _point(ctx, "email", text)
    if not ctx.store.exists:
        return
    found = find(ctx.store.db, "contact", parse_ref(split_label(text)[0]))
    if found.sure and found.candidates:
        id, _, name = found.candidates[0]
        raise UsageError(f"that is the e-mail of contact {id} {name}", hint="leave it out, or Ctrl-C")


# --- how it is asked ---


def _text(label: str, check: Check, example: str) -> str:
    def sound(text: str) -> bool | str:
        try:
            check(text)
        except TinyCRMError as error:
            return escape(f"{error.message} — {error.hint}" if error.hint else error.message)
        return True

    if _plain():
        while True:
            text = _line(f"{label}{f' ({example})' if example else ''}: ")
            said = sound(text)
            if said is True:
                return text
            _say(f"{said}\n")
    import questionary

    question = questionary.text(
        label,
        validate=sound,
        output=_output(),
        validate_while_typing=False,
        instruction=f"({example})" if example else None,
    )
    return str(_answer(question))


def _select(message: str, titles: Sequence[str]) -> int:
    """Gives the place of the title that was chosen."""
    if _plain():
        _say(message + "\n" + "".join(f"  {at}) {title}\n" for at, title in enumerate(titles, 1)))
        while True:
            number = _line(f"1-{len(titles)}: ").strip()
            if number.isdecimal() and 1 <= int(number[:9]) <= len(titles):
                return int(number) - 1
    import questionary

    choices = [questionary.Choice(title, value=at) for at, title in enumerate(titles)]
    return int(str(_answer(questionary.select(message, choices=choices, output=_output()))))


def _answer(question: Question) -> object:
    try:
        return question.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None


def _output() -> Output:
    from prompt_toolkit.output import create_output

    return create_output(stdout=sys.stderr)


def _plain() -> bool:
    """A terminal that moves no cursor gets questions line by line."""
    return os.environ.get("TERM", "") in ("", "dumb", "unknown")


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _line(question: str) -> str:
    _say(question)
    text = sys.stdin.readline()
    if not text:
        raise KeyboardInterrupt
    return text.rstrip("\r\n")
