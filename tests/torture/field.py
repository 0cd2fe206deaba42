"""A home with a planted database, and what any outcome on it must be."""

from __future__ import annotations

from tests.torture.furnish import again, environment
from tests.torture.hostile import codes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tests.torture.corpus import Case
    from tests.torture.forge import Forge, Outcome


class Field:
    """A home with a planted database, from which every write gets a fresh copy."""

    def __init__(self, forge: Forge, furnished: Path, tmp_path: Path) -> None:
        self.forge = forge
        self.furnished = furnished
        self.home = again(furnished, tmp_path / "planted")
        self.copy = tmp_path / "copy"
        self.db = self.home / "data" / "crm.db"

    def fresh(self) -> None:
        again(self.furnished, self.home)

    def run(self, case: Case, *more: str, terminal: bool = False, **env: str) -> Outcome:
        home = again(self.home, self.copy) if case.writes else self.home
        words = [*case.at(home), *more]
        if terminal:
            env = {"TERM": "xterm-256color", "COLUMNS": "100", **env}
            return self.forge.run_on_terminal(words, environment(home, **env), stdin=case.stdin)
        return self.forge.run(words, environment(home, **env), stdin=case.stdin)


def judge(outcome: Outcome, told: object, *, allowed: str = "\n", colours: bool = False) -> None:
    """No defect shows, and no control character comes out but what this kind of output is made of."""
    assert not outcome.crashed, (told, outcome)
    assert codes(outcome.out, allowed=allowed, colours=colours) == [], (told, outcome)
    assert codes(outcome.err) == [], (told, outcome)
