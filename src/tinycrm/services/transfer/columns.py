"""Which target a column has by the rules of a map file or profile, however its name is spelt."""

from __future__ import annotations

from tinycrm.domain.fold import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

OR = " | "
NUMBER = "#"
ANY = "*"
# 纷享销客 writes it behind the columns that an import must have
_REQUIRED = "必填"


def squash(text: str) -> str:
    """Gives the letters and digits of a header, folded: "E-mail Address" is emailaddress."""
    return "".join(char for char in fold(text) if char.isalnum())


def number_of(header: str) -> str:
    """Gives the first number in a header, "" when there is none: that of "E-mail 2 - Value" is 2."""
    digits = ""
    for char in fold(header):
        if char.isdigit():
            digits += char
        elif digits:
            break
    return digits


class Columns:
    """The columns that rules know, in their order.

    Attributes:
        names: the patterns, as written.
    """

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.names: list[str] = []
        self._exact: dict[str, tuple[int, str]] = {}
        self._numbered: dict[str, tuple[int, str]] = {}
        self._wild: list[tuple[str, str, int, str]] = []
        for names, target in columns.items():
            for name in names.split(OR):
                self._add(name.strip(), target)

    def _add(self, name: str, target: str) -> None:
        rank = len(self.names)
        self.names.append(name)
        plain = squash(name)
        if name.startswith(ANY) or name.endswith(ANY):
            head, _, tail = name.partition(ANY) if name.endswith(ANY) else ("", ANY, name[1:])
            self._wild.append((fold(head), fold(tail), rank, target))
        elif NUMBER in name:
            parts = [squash(part) for part in name.split(NUMBER)]
            self._numbered.setdefault(NUMBER.join(parts), (rank, target))
        else:
            self._exact.setdefault(plain, (rank, target))

    def find(self, header: str) -> tuple[int, str] | None:
        """Gives the rank and target of a header, None when the rules do not know it."""
        plain = squash(header).removesuffix(_REQUIRED)
        if not plain:
            return None
        found = self._exact.get(plain) or self._numbered.get(_without_numbers(plain))
        if found is not None:
            return found
        # the signs of a pattern count here: "*.id" is no "Paid"
        text = fold(header)
        for head, tail, rank, target in self._wild:
            if text.startswith(head) and text.endswith(tail):
                return rank, target
        return None

    def __contains__(self, header: str) -> bool:
        return self.find(header) is not None


def _without_numbers(plain: str) -> str:
    made = ""
    for char in plain:
        if not char.isdigit():
            made += char
        elif not made.endswith(NUMBER):
            made += NUMBER
    return made
