"""The options that every command takes, anywhere before `--`; one table for every door of the program."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# option → (attribute, whether it takes a value)
TABLE: dict[str, tuple[str, bool]] = {
    "--db": ("db", True),
    "--config": ("config", True),
    "--format": ("format", True),
    "-f": ("format", True),
    "--print": ("print", True),
    "--user": ("user", True),
    "--today": ("today", True),
    "--no-color": ("no_color", False),
    "--no-header": ("no_header", False),
    "--quiet": ("quiet", False),
    "-q": ("quiet", False),
    "--yes": ("yes", False),
    "-y": ("yes", False),
    "--no-input": ("no_input", False),
    "--debug": ("debug", False),
}

HELP: tuple[tuple[str, str], ...] = (
    ("--db PATH", "the database; else $TINYCRM_DB, else the data folder"),
    ("--config DIR", "the settings folder; else $TINYCRM_CONFIG"),
    ("-f, --format NAME", "table tsv csv json ndjson md html ids; export: vcf ics; else $TINYCRM_FORMAT"),
    ("--print WHAT", "what a write answers with: id, uid or json; in a pipe its id unless given"),
    ("--user NAME", "who you are; else $TINYCRM_USER, else the login name"),
    ("--today DATE", "the business day; else $TINYCRM_TODAY"),
    ("--no-color", "no colour (also $NO_COLOR)"),
    ("--no-header", "no header line in tsv and csv"),
    ("-q, --quiet", "no notes, no word of a write; errors and data stay"),
    ("-y, --yes", "yes to every question"),
    ("--no-input", "never ask"),
    ("--debug", "show the traceback of a failure"),
)


# -fjson is the option with its value, -family in `--sort -family` is not
_FORMATS = ("table", "tsv", "csv", "json", "ndjson", "md", "html", "ids", "text", "vcf", "ics")


class Shared:
    """The shared options of one call; "" and False when not given."""

    __slots__ = (
        "config",
        "db",
        "debug",
        "format",
        "no_color",
        "no_header",
        "no_input",
        "print",
        "quiet",
        "today",
        "user",
        "yes",
    )

    def __init__(self) -> None:
        self.db = ""
        self.config = ""
        self.format = ""
        self.print = ""
        self.user = ""
        self.today = ""
        self.no_color = False
        self.no_header = False
        self.quiet = False
        self.yes = False
        self.no_input = False
        self.debug = False


def take_shared(argv: Sequence[str]) -> tuple[Shared, list[str]]:
    """Gives the shared options and the rest of the arguments. The later of two wins.

    Raises:
        UsageError: an option lacks its value, or two contradict each other.
    """
    shared = Shared()
    rest: list[str] = []
    at = 0
    while at < len(argv):
        word = argv[at]
        at += 1
        if word == "--":
            rest.extend(argv[at - 1 :])
            break
        if word[:1] != "-" or word == "-":
            rest.append(word)
            continue
        name, equals, value = word.partition("=")
        known = TABLE.get(name)
        if known is None and word[:2] == "-f" and word[2:] in _FORMATS:
            known, equals, value = TABLE["-f"], "=", word[2:]
        if known is None and word in ("-qy", "-yq"):
            shared.quiet = shared.yes = True
            continue
        if known is None:
            rest.append(word)
            continue
        attribute, takes = known
        if takes and not equals:
            if at >= len(argv):
                raise UsageError(f"{name} needs a value", hint=f"{name} VALUE")
            value = argv[at]
            at += 1
        elif not takes and equals:
            raise UsageError(f"{name} takes no value, and got '{value}'", hint=name)
        if takes and not value:
            raise UsageError(f"{name} is empty", hint=f"{name} VALUE")
        setattr(shared, attribute, value if takes else True)
    if shared.print:
        _settle_print(shared)
    return shared, rest


def _settle_print(shared: Shared) -> None:
    """What a write is to answer with is known, and no format says otherwise."""
    if shared.print not in ("id", "uid", "json"):
        raise UsageError(f"--print '{shared.print}' is none of id, uid, json", hint="--print uid")
    if shared.print == "json" and shared.format in ("", "json"):
        shared.format = "json"
    elif shared.format:
        raise UsageError(
            f"--print {shared.print} and --format {shared.format} contradict each other", hint="give one of the two"
        )
