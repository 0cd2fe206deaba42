"""What a shell can complete, read off the declarations of the commands; cli/shells/ writes it for each."""

from __future__ import annotations

from tinycrm.cli.options import Arg, Opt
from tinycrm.cli.registry import COMMANDS
from tinycrm.cli.shared import HELP, TABLE
from tinycrm.domain.nouns import NOUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.build import Parameter
    from tinycrm.cli.registry import Command

SHELLS = ("bash", "zsh", "fish", "powershell")
FLAG = "flag"
TEXT = "text"
FILE = "file"
# Before the name of a kind whose values the program is asked for.
ASKED = "@"
_ASKED = (
    "contact",
    "company",
    "deal",
    "subscription",
    "campaign",
    "ticket",
    "segment",
    "sale",
    "who",
    "any",
    "tag",
    "stage",
    "pipeline",
    "lifecycle",
    "rule",
    "letter",
    "sequence",
)
# known by their ids alone
_UNNAMED = ("interaction", "feedback")
_TASKS = {"done": "open-task", "snooze": "open-task", "reopen": "done-task"}
_TICKETS = {"answer": "open-ticket", "resolve": "open-ticket", "reopen": "resolved-ticket"}


class Option:
    """One option as a shell sees it: its names, what its value is (FLAG for none), its help."""

    __slots__ = ("help", "kind", "names")

    def __init__(self, names: tuple[str, ...], kind: str, help: str) -> None:
        self.names = names
        self.kind = kind
        self.help = help


class Spec:
    """One command as a shell sees it.

    Attributes:
        path: its words, "contact add".
        help: one line.
        options: its own.
        arguments: the kinds of its arguments in order.
        repeats: whether the last argument may come again.
    """

    __slots__ = ("arguments", "help", "options", "path", "repeats")

    def __init__(self, path: str, help: str, options: list[Option], arguments: list[str], *, repeats: bool) -> None:
        self.path = path
        self.help = help
        self.options = options
        self.arguments = arguments
        self.repeats = repeats


def specs() -> list[Spec]:
    """Gives every command, in the order of the help."""
    from tinycrm.cli.build import parameters
    from tinycrm.cli.invoke import load_function

    return [_spec(command, parameters(load_function(command))) for command in COMMANDS]


def _spec(command: Command, own: list[Parameter]) -> Spec:
    options: list[Option] = []
    arguments: list[str] = []
    repeats = False
    for parameter in own:
        declared = parameter.declared
        kind = FLAG if parameter.kind == "flag" else _kind(declared, command)
        if isinstance(declared, Arg):
            arguments.append(kind)
            repeats = parameter.kind == "texts"
        else:
            options.append(Option(declared.names, kind, declared.help))
    return Spec(" ".join(command.words), command.help, options, arguments, repeats=repeats)


def _kind(declared: Opt | Arg, command: Command) -> str:
    values = declared.values
    noun = command.words[0]
    if values == "ref":
        if noun == "task":
            return ASKED + _TASKS.get(command.words[-1], "task")
        if noun == "ticket":
            return ASKED + _TICKETS.get(command.words[-1], "ticket")
        if noun in NOUNS:
            return TEXT if noun in _UNNAMED else ASKED + noun
        return ASKED + "any"
    if values in _ASKED:
        return ASKED + values
    if values == "field":
        listed = isinstance(declared, Opt) and declared.metavar == "FIELDS"
        return f"{'fields' if listed else 'field'}-{noun}" if noun in NOUNS else TEXT
    return values or TEXT


def shared_options() -> list[Option]:
    """Gives the options that every command takes."""
    kinds = {"db": FILE, "config": FILE, "format": "format"}
    helps = {name.split()[0].rstrip(","): text for name, text in HELP}
    found: dict[str, list[str]] = {}
    for name, (attribute, _) in TABLE.items():
        found.setdefault(attribute, []).append(name)
    options: list[Option] = []
    for attribute, names in found.items():
        kind = kinds.get(attribute, TEXT) if TABLE[names[0]][1] else FLAG
        help = next((helps[name] for name in names if name in helps), "")
        options.append(Option(tuple(names), kind, help))
    return [*options, Option(("--help", "-h"), FLAG, "show the help of a command")]


def word_lists() -> dict[str, tuple[str, ...]]:
    """Gives the words of each kind that has a closed set, and the fields of each noun."""
    from tinycrm.config import TEMPLATES
    from tinycrm.domain.currencies import DECIMALS
    from tinycrm.domain.deal import OUTCOMES
    from tinycrm.domain.derived import SUBSCRIPTION_STATUSES, derived_names
    from tinycrm.domain.expense import EXPENSE_KINDS
    from tinycrm.domain.feedback import FEEDBACK_KINDS
    from tinycrm.domain.interaction import DIRECTIONS, KINDS
    from tinycrm.domain.settings import FLAG_KEYS, NESTED_KEYS, TEXT_KEYS, WHOLE_KEYS
    from tinycrm.domain.task import PRIORITIES
    from tinycrm.domain.ticket import TICKET_STATUSES
    from tinycrm.render import FORMATS
    from tinycrm.reports.kpis import all_kpis
    from tinycrm.reports.registry import REPORTS

    lists: dict[str, tuple[str, ...]] = {
        "kind": KINDS,
        "expense-kind": EXPENSE_KINDS,
        "direction": DIRECTIONS,
        "priority": PRIORITIES,
        "outcome": OUTCOMES,
        "subscription-status": SUBSCRIPTION_STATUSES,
        "ticket-status": TICKET_STATUSES,
        "feedback-kind": FEEDBACK_KINDS,
        "due": ("today", "overdue", "week", "none"),
        "noun": tuple(noun.plural for noun in NOUNS.values()),
        "dates": ("dmy", "mdy", "iso"),
        "decimal": ("point", "comma"),
        "prefer": ("first", "newest", "longest"),
        "job": ("digest", "kpi", "backup", "run"),
        "if-exists": ("skip", "update", "fail"),
        "match": ("foreign_id", "email", "website", "phone", "name"),
        "compare": ("previous", "year", "none"),
        "report": tuple(kind.name for kind in REPORTS),
        "kpi": tuple(kpi.key for kpi in all_kpis()),
        "goal-period": ("day", "week", "month", "quarter", "year"),
        "mail-state": ("queued", "sending", "sent", "failed", "in doubt"),
        "mail-verdict": ("sent", "failed"),
        "attach": ("csv", "html", "ics"),
        "once-per": ("day", "week", "month"),
        "shell": SHELLS,
        "template": tuple(TEMPLATES),
        "currency": tuple(sorted(DECIMALS)),
        "setting": (*TEXT_KEYS, *WHOLE_KEYS, *FLAG_KEYS, *NESTED_KEYS),
        "format": (*FORMATS, "vcf", "ics"),
    }
    for noun in NOUNS.values():
        keys = tuple(field.key for field in noun.fields)
        lists[f"field-{noun.name}"] = keys
        lists[f"fields-{noun.name}"] = (*keys, *derived_names(noun.name))
    return lists
