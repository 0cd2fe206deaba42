"""What a check of `doctor` found."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from tinycrm.domain.results import Row

    Level = Literal["ok", "hint", "wrong"]


class Finding:
    """What a check found.

    Attributes:
        check: its name, a stable word.
        message: what is so, in one line.
        level: "ok"; "hint" is worth knowing and fails nothing; "wrong" makes doctor exit with 1.
        mend: the command that mends it, or "".
        records: the records it is about: {"id", "noun", "message"}.
    """

    __slots__ = ("check", "level", "mend", "message", "records")

    def __init__(
        self, check: str, message: str, *, level: Level = "ok", mend: str = "", records: Sequence[Row] = ()
    ) -> None:
        self.check = check
        self.message = message
        self.level: Level = level
        self.mend = mend
        self.records = list(records)

    @property
    def fine(self) -> bool:
        """Whether nothing has to be mended."""
        return self.level != "wrong"

    def line(self, width: int) -> str:
        """Gives the finding as one line for people; the name takes `width` characters."""
        word = {"ok": "ok   ", "hint": "hint ", "wrong": "WRONG"}[self.level]
        return f"{word}  {self.check:<{width}}  {self.message}" + (f"; {self.mend}" if self.mend else "")

    def row(self) -> Row:
        """Gives the finding as programs see it."""
        row: Row = {
            "check": self.check,
            "ok": self.fine,
            "level": self.level,
            "message": self.message,
            "mend": self.mend or None,
        }
        if self.records:
            row["records"] = [*self.records]
        return row
