"""What the columns are that nobody knows: asked of a person before an import, never of a script."""

from __future__ import annotations

from tinycrm.cli.prompts import agree, choose
from tinycrm.domain.nouns import NOUNS
from tinycrm.services.transfer.mapping import FOREIGN_ID, KEPT, LEAVE_OUT, importable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    # (column, key of the custom field that it would become, some of its values)
    Unknown = tuple[str, str, list[str]]

_SHOWN = 4
_WIDEST = 40


def ask_columns(file: str, noun: str, unknown: Sequence[Unknown]) -> dict[str, str]:
    """Gives column → target for the columns that the person said something of.

    Args:
        file: whose columns they are.
        noun: of its rows.
        unknown: the columns that would become custom fields.

    Raises:
        KeyboardInterrupt: the person left.
    """
    names = ", ".join(header for header, _, _ in unknown[:_SHOWN]) + (" …" if len(unknown) > _SHOWN else "")
    what = "column is" if len(unknown) == 1 else "columns are"
    if not agree(f"{file}: {len(unknown)} {what} no field of a {noun} and would be custom: {names}. Choose for each?"):
        return {}
    fields = _fields(noun)
    answers: dict[str, str] = {}
    for header, key, samples in unknown:
        told = "; ".join(text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…" for text in samples)
        titles = [f"new custom field {key}", "leave it out", *(f"{name} ({label})" for name, label in fields)]
        place = choose(f"{header}: {told or 'empty'}", [*titles, "keep this and the rest as custom fields"])
        if place == len(titles):
            break
        if place == 1:
            answers[header] = LEAVE_OUT
        elif place > 1:
            answers[header] = fields[place - 2][0]
    return answers


def _fields(noun: str) -> list[tuple[str, str]]:
    """(key, label) of what a column may be; the first of a list stands in its list."""
    known = NOUNS[noun]
    lists = {(field.type, field.noun) for field in known.fields if field.many}
    found = [(FOREIGN_ID, "Id in the other system")]
    for field in known.fields:
        single = not field.many and field.place in ("point", "link") and (field.type, field.noun) in lists
        if importable(noun, field) and field.place != "custom_all" and field.key not in KEPT and not single:
            found.append((field.key, field.label))
    return found
