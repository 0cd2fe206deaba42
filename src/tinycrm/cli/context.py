"""The composition root: settings, store and output of one process, made when first needed."""

from __future__ import annotations

import os
import sys

from tinycrm.domain.results import Written
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tinycrm.cli.shared import Shared
    from tinycrm.config.cache import Loaded
    from tinycrm.domain.clock import Clock
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.results import Result, Row
    from tinycrm.domain.settings import Settings
    from tinycrm.render.cells import Look
    from tinycrm.render.sink import Sink
    from tinycrm.services.automation.hook_watch import Watch
    from tinycrm.services.work import Done, Work
    from tinycrm.store import Store

# The exit code of --exit-code when there is something to see.
SOMETHING = 10
# More records than this are not held together, to be printed.
_MANY = 500
# how sentences of writes begin, and the verb that a dry run says in its place
_PLAIN = {
    "Added": "add",
    "Answered": "answer",
    "Changed": "change",
    "Dropped": "drop",
    "Logged": "log",
    "Merged": "merge",
    "Moved": "move",
    "Reached": "reach",
    "Removed": "remove",
    "Renamed": "rename",
    "Reopened": "reopen",
    "Resolved": "resolve",
    "Settled": "settle",
    "Tagged": "tag",
    "Untagged": "untag",
}
_FORMS = {"table": "screen", "md": "page", "html": "page", "ids": "ids", "json": "whole", "ndjson": "whole"}


class Context:
    """What a command may ask of its surroundings.

    Attributes:
        shared: the options every command takes.
        environ: the environment.
        sink: where results go.
        argv: the command line, for the journal.
        in_batch: whether the command is one of several in this process.
        brief: whether a write answers with its ids alone although a format was asked for.
        stdin_taken: whether stdin holds the commands of the batch that this one is of.
        function: the command.
        watch: what the hooks have to do with it, once it has written; None without hooks.
        agreed: whether hooks have agreed to what was tried, and a person to what was asked before it.
        carried: does once more what a person made in the editor, when that was tried.
        answers: question → what a person answered, so that a command that is tried again asks nothing twice.
    """

    def __init__(self, shared: Shared, argv: Sequence[str], environ: Mapping[str, str], sink: Sink) -> None:
        self.shared = shared
        self.argv = list(argv)
        self.environ = environ
        self.sink = sink
        self.in_batch = False
        self.brief = False
        self.stdin_taken = False
        self.answers: dict[str, str] = {}
        self._config: Loaded | None = None
        self._folder = ""
        self._clock: Clock | None = None
        self._work: Work | None = None
        self.function: Callable[..., Result] | None = None
        self.watch: Watch | None = None
        self.agreed = False
        self.carried: Callable[[], Result] | None = None
        self._user = ""
        self._stdin: str | None = None
        self._picked: dict[tuple[str, str], int] = {}

    def child(self, shared: Shared, argv: Sequence[str]) -> Context:
        """Gives the context of one command of a batch: the same database, its own options.

        What a line does not say, the batch's own options say.
        """
        own_format = shared.format
        if not shared.format and not shared.print:
            shared.format, shared.print = self.shared.format, self.shared.print
        for name in ("user", "today"):
            setattr(shared, name, getattr(shared, name) or getattr(self.shared, name))
        for name in ("no_header", "quiet", "yes"):
            setattr(shared, name, getattr(shared, name) or getattr(self.shared, name))
        made = Context(shared, argv, self.environ, self.sink)
        made.in_batch = True
        made.stdin_taken = self._stdin is not None
        made.brief = self.brief and not own_format
        made._config = self._loaded()
        from tinycrm.domain.reading import Reading
        from tinycrm.services.work import Work

        # what the line says nothing of is looked up once for all of them
        made._clock = self.clock if shared.today == self.shared.today else None
        made._user = self.user if shared.user == self.shared.user else ""
        store = self.work.store
        store.reading = Reading(made.settings, made.clock, made.user)
        store.command = command_line(argv)
        made._work = Work(store)
        made._work.heed(*made._loaded()[2], folder=self.work.folder, like=self.work)
        if store.unit is None:
            store.gate = made._gate
        made._work.rehearsal = self.work.dry_run
        return made

    # --- surroundings ---

    @property
    def interactive(self) -> bool:
        """Whether a person is there to be asked: stdin and stderr are terminals and nothing forbids it."""
        if self.shared.no_input or self.in_batch:
            return False
        try:
            return bool(sys.stdin and sys.stderr and sys.stdin.isatty() and sys.stderr.isatty())
        except (ValueError, OSError):
            return False

    @property
    def format(self) -> str:
        """The format asked for by option or variable, or ""."""
        return self.shared.format or self.environ.get("TINYCRM_FORMAT", "")

    @property
    def form(self) -> str:
        """What a list is made for: "screen", "page", "plain", "whole" or "ids"."""
        chosen = self.format or ("table" if self.sink.is_tty else "tsv")
        return _FORMS.get(chosen, "plain")

    @property
    def database(self) -> tuple[str, bool]:
        """The database's path, and whether the user named it."""
        from tinycrm.config.paths import database_path

        path, named = database_path(self.shared.db or None, self.environ)
        scheme, marks, _ = path.partition("://")
        if marks:
            # the rest is not told: a URL may hold a password
            what = f"'{scheme}://…' is no file, and this TinyCRM keeps its data in one"
            raise UsageError(what, code="no_such_engine", hint="give --db PATH")
        return path, named

    @property
    def folder(self) -> str:
        """The settings folder."""
        from tinycrm.config.paths import config_dir

        return config_dir(self.shared.config or None, self.environ, self.database[0])[0]

    @property
    def settings_folder(self) -> str:
        """The settings folder to write to: it need not exist yet."""
        from tinycrm.config.paths import config_dir

        return config_dir(self.shared.config or None, self.environ, self.database[0], must_exist=False)[0]

    @property
    def settings(self) -> Settings:
        """The settings of config.yaml."""
        return self._loaded()[0]

    @property
    def pipelines(self) -> Pipelines:
        """The pipelines of pipelines.yaml."""
        return self._loaded()[1]

    def _loaded(self) -> Loaded:
        if self._config is None:
            from tinycrm.config.cache import load_all

            self._folder = self.folder
            self._config = load_all(self._folder, self.environ)
        return self._config

    @property
    def user(self) -> str:
        """Who is at work: the option, the variable, else the login name."""
        if not self._user:
            self._user = self._find_user()
        return self._user

    def _find_user(self) -> str:
        named = self.shared.user or self.environ.get("TINYCRM_USER", "")
        if named:
            from tinycrm.domain.text import clean

            return clean(named, what="user")
        for variable in ("LOGNAME", "USER", "USERNAME"):
            if self.environ.get(variable):
                return self.environ[variable]
        try:
            import pwd

            return pwd.getpwuid(os.getuid()).pw_name
        except (ImportError, KeyError, OSError):
            return "unknown"

    @property
    def clock(self) -> Clock:
        """The clock in the configured zone, with the day that --today names."""
        if self._clock is None:
            from tinycrm.domain.clock import Clock

            clock = Clock(self.settings.timezone)
            asked = self.shared.today or self.environ.get("TINYCRM_TODAY", "")
            if asked:
                from tinycrm.domain.dates import parse_day

                clock = Clock(self.settings.timezone, parse_day(asked, clock.today(), language=self.settings.language))
            self._clock = clock
        return self._clock

    # --- work ---

    @property
    def store(self) -> Store:
        """The database."""
        return self.work.store

    @property
    def work(self) -> Work:
        """The command's work; the database is opened when it is first read or written."""
        if self._work is None:
            from tinycrm.domain.reading import Reading
            from tinycrm.services.work import Work
            from tinycrm.store import Store

            path, named = self.database
            reading = Reading(self.settings, self.clock, self.user)
            store = Store(path, named=named, reading=reading, pipelines=self.pipelines, command=command_line(self.argv))
            self._work = Work(store)
            self._work.heed(*self._loaded()[2], folder=self._folder)
            store.gate = self._gate
        return self._work

    def _gate(self) -> Watch | None:
        if self.watch is None and self.work.has_hooks:
            from tinycrm.cli.hooking import watch_of

            self.watch = watch_of(self)
        if self.watch is None:
            # one look is enough
            self.store.gate = None
        return self.watch

    def again(self) -> None:
        """The next attempt at the command begins with nothing told and nothing made; what was picked stays."""
        if self.watch is not None:
            self.watch.forget()
        if self._work is not None:
            self._work.also.clear()
            self._work.notes.clear()
            self._work.choices = dict(self._picked)

    def pick(self, noun: str, text: str, id: int) -> None:
        """The reference means this record from now on; 0 means it is to be created."""
        self._picked[(noun, text)] = id
        self.work.choices[(noun, text)] = id

    def close(self) -> None:
        """The database is closed; what opening it did was told."""
        if self._work is not None:
            store = self._work.store
            store.close()
            for note in [*store.notes, self._work.broken_rules]:
                if note:
                    self.sink.say(note)

    # --- input ---

    def stdin_text(self, what: str) -> str:
        """Gives all of stdin as text.

        Raises:
            UsageError: stdin is closed, or no UTF-8.
        """
        if self.in_batch:
            raise UsageError(f"{what} cannot come from stdin inside a batch", hint="write it into the line")
        if self._stdin is None:
            stream = getattr(sys, "stdin", None)
            if stream is None:
                raise UsageError(f"stdin is closed, and {what} should come from it", hint="pipe something into it")
            data = stream.buffer.read()
            try:
                text: str = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise UsageError(
                    f"{what} from stdin is no UTF-8 (byte {error.start})", hint="iconv -t utf-8 converts it"
                ) from error
            self._stdin = text
        # kept: a command that is tried again after a question reads the same
        return self._stdin

    def stdin_lines(self, what: str) -> list[tuple[int, str]]:
        """Gives the lines of stdin that are not blank, each with its number from 1."""
        lines = enumerate(self.stdin_text(what).split("\n"), 1)
        return [(number, line.strip()) for number, line in lines if line.strip()]

    # --- results ---

    def written(self, done: Done, *, single: bool = True) -> Written:
        """Gives the result of a write, with the records when a program asked for them."""
        work = self.work
        rows: Sequence[Row] = done.rows or []
        wanted = self.shared.format not in ("", "ids") and not self.brief
        if done.rows is None and wanted and done.noun and not work.dry_run:
            rows = self._records(done)
        sentence = _would(done.sentence) if work.dry_run else done.sentence
        # what else was made, unless the sentence says so itself
        made = [f"{item['noun']} {item['id']}" for item in work.also]
        made = [text for text in made if text not in sentence]
        sentence += f" (made {', '.join(made)})" if made else ""
        if work.dry_run and not self.sink.is_tty:
            work.note(sentence)
        return Written(
            sentence,
            rows,
            [] if work.dry_run else done.ids,
            noun=done.noun,
            single=single,
            also=work.also,
            notes=work.notes,
        )

    def _records(self, done: Done) -> Sequence[Row]:
        # what a batch answers is held until it is on disk, and must not change meanwhile
        if len(done.ids) <= _MANY or self.in_batch:
            return self.store.records(done.noun, done.ids)
        from tinycrm.domain.nouns import NOUNS
        from tinycrm.store.many import Records

        return Records(self.store.view(NOUNS[done.noun]), done.ids)

    @property
    def look(self) -> Look:
        """How this user reads values."""
        from tinycrm.render.cells import Look

        clock = self.clock
        return Look(
            today=clock.today().isoformat(),
            decimal=self.settings.decimal,
            calendar=self.settings.calendar,
            instant=clock.local,
            language=self.settings.language,
        )


def _would(sentence: str) -> str:
    """What a write says of itself, as what it would do: "Removed deal 5" becomes "Would remove deal 5"."""
    sentence = sentence.removesuffix(" (tinycrm undo brings it back)")
    verb, _, rest = sentence.partition(" ")
    plain = _PLAIN.get(verb)
    return f"Would {plain} {rest}" if plain else f"Would do: {sentence}"


def command_line(argv: Sequence[str]) -> str:
    """Gives the command as it is journalled: quoted for a shell, without secrets, 500 characters at most."""
    told = " ".join(argv).lower()
    if any(part in told for part in ("pass", "token", "secret", "key")):
        # only now: hardly any command names one, and a hot command has no time to spare
        from tinycrm.domain.secrets import without_secrets_of

        argv = without_secrets_of(argv)
    text = " ".join(map(_quoted, argv)).encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= 500 else text[:499] + "…"


def _quoted(word: str) -> str:
    from tinycrm.domain.text import escape

    word = escape(word)
    if word and all(char.isalnum() or char in "-_./:=@+,%" for char in word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"
