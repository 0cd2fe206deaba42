"""What one command works with: the store, what it may create, and what it has to tell."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.reading import Reading
    from tinycrm.domain.results import Row
    from tinycrm.domain.rule import Rule
    from tinycrm.domain.settings import Plain, Settings
    from tinycrm.store import Store
    from tinycrm.store.transaction import Transaction
    from tinycrm.store.unit import Unit


class Done:
    """What a write did.

    Attributes:
        noun: of the primary records.
        ids: their ids, in order.
        sentence: what to tell a person.
        rows: the records, when they cannot be read afterwards because they are gone.
        changed: whether anything was written.
    """

    __slots__ = ("changed", "ids", "noun", "rows", "sentence")

    def __init__(
        self, noun: str, ids: list[int], sentence: str, *, changed: bool = True, rows: list[Row] | None = None
    ) -> None:
        self.noun = noun
        self.ids = ids
        self.sentence = sentence
        self.changed = changed
        self.rows = rows


class Work:
    """One command's work.

    Attributes:
        store: the database.
        offers: whether the command has an option to create what a reference names.
        dry_run: whether all changes are taken back at the end.
        rehearsal: whether they are whatever the command itself says: it is part of a trial run.
        choices: what a person picked: (noun, reference) → id, or 0 to create it.
        also: what else was made: {"noun", "id"}.
        notes: what to tell a person beside the result.
        folder: the settings folder, "" for none.
        cause: the rule or the step of a sequence that this work is done for, or "".
        broken_rules: what is to be told of rules that are broken; "" when none is, or whoever found it tells it.
    """

    __slots__ = (
        "_create",
        "_dry_run",
        "_like",
        "_plain_rules",
        "_rules",
        "also",
        "broken_rules",
        "cause",
        "choices",
        "folder",
        "notes",
        "offers",
        "rehearsal",
        "store",
    )

    def __init__(self, store: Store) -> None:
        self.store = store
        self._create = False
        self.offers = False
        self._dry_run = False
        self.rehearsal = False
        self.choices: dict[tuple[str, str], int] = {}
        self.also: list[Row] = []
        self.notes: list[str] = []
        self.folder = ""
        self.cause = ""
        self.broken_rules = ""
        self._like: Work | None = None
        self._plain_rules: list[Plain] = []
        self._rules: list[Rule] | None = None

    @property
    def rules(self) -> list[Rule]:
        """All rules: those of pipelines.yaml and config.yaml, then those of rules.yaml."""
        if self._rules is None and self._like is not None:
            self._rules = self._like.rules
        if self._rules is None:
            from tinycrm.domain.rule import built_in, rule_from_plain

            own = built_in(self.settings, self.store.pipelines)
            self._rules = own + [rule_from_plain(plain) for plain in self._plain_rules]
        return self._rules

    def heed(
        self, watched: frozenset[str], rules: list[Plain], broken: str, *, folder: str, like: Work | None = None
    ) -> None:
        """What is written from now on is answered by the rules.

        Args:
            watched: what any of them answers.
            rules: those of rules.yaml, in their plain form.
            broken: what is to be told of those that are broken.
            folder: the settings folder, for templates and hooks.
            like: another work with the same rules, which has read them or will.
        """
        self.folder = folder
        self.broken_rules = broken
        self._like = like
        self._plain_rules = rules
        self.store.watched = watched
        self.store.react = self._react

    def _react(self, unit: Unit) -> None:
        from tinycrm.services.automation.answering import react

        react(self, unit)

    @property
    def has_hooks(self) -> bool:
        """Whether there may be hooks; inside a hook there are none."""
        if not self.folder or os.environ.get("TINYCRM_HOOK"):
            return False
        try:
            os.stat(f"{self.folder}/hooks", follow_symlinks=False)
        except (OSError, ValueError):
            return False
        return True

    @property
    def dry_run(self) -> bool:
        """Whether all changes are taken back at the end."""
        return self._dry_run or self.rehearsal

    @dry_run.setter
    def dry_run(self, value: bool) -> None:
        self._dry_run = value

    @property
    def create(self) -> bool:
        """Whether contacts and companies that a reference names may be created."""
        return self._create

    @create.setter
    def create(self, value: bool) -> None:
        self._create = value
        self.offers = True

    @property
    def reading(self) -> Reading:
        """Settings, clock and user."""
        return self.store.reading

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.store.reading.settings

    @property
    def today(self) -> str:
        """The business day, ISO."""
        return self.store.reading.clock.today().isoformat()

    def write(self) -> Transaction:
        """Gives the command's transaction."""
        return self.store.write(dry=self.dry_run)

    def note(self, text: str) -> None:
        """The person is told this, once."""
        if text not in self.notes:
            self.notes.append(text)

    def made(self, noun: str, id: int) -> None:
        """The record is told of beside the primary one."""
        self.also.append({"noun": noun, "id": id})
