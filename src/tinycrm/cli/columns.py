"""What the columns are that nobody knows: asked of a person before an import, never of a script."""

from __future__ import annotations

from tinycrm.cli.prompts import agree, choose
from tinycrm.domain.nouns import NOUNS
from tinycrm.services.transfer.mapping import FOREIGN_ID, KEPT, LEAVE_OUT, Target, importable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    # (column, key of the custom field that it would become, some of its values)
    Unknown = tuple[str, str, list[str]]

_SHOWN = 4
_WIDEST = 40


def ask_columns(file: str, noun: str, unknown: Sequence[Unknown], taken: AbstractSet[str]) -> dict[str, str]:
    """Gives column → target for the columns that the person said something of.

    Args:
        file: whose columns they are.
        noun: of its rows.
        unknown: the columns that would become custom fields.
        taken: what other columns are already, and only one can be.

    Raises:
        KeyboardInterrupt: the person left.
    """
    names = ", ".join(header for header, _, _ in unknown[:_SHOWN]) + (" …" if len(unknown) > _SHOWN else "")
    what = "column is" if len(unknown) == 1 else "columns are"
    if not agree(f"{file}: {len(unknown)} {what} no field of a {noun} and would be custom: {names}. Choose for each?"):
        return {}
    fields = [target for target in _fields(noun) if target.named not in taken]
    answers: dict[str, str] = {}
    for header, key, samples in unknown:
        told = "; ".join(text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…" for text in samples)
        titles = [f"new custom field {key}", "leave it out", *(f"{one.key} ({one.header})" for one in fields)]
        place = choose(f"{header}: {told or 'empty'}", [*titles, "keep this and the rest as custom fields"])
        if place == len(titles):
            break
        if place == 1:
            answers[header] = LEAVE_OUT
        elif place > 1:
            chosen = fields[place - 2]
            answers[header] = chosen.key
            if chosen.is_alone:
                fields.remove(chosen)
    return answers


def _fields(noun: str) -> list[Target]:
    """What a column may be, under its label; the first of a list stands in its list."""
    known = NOUNS[noun]
    lists = {(field.type, field.noun) for field in known.fields if field.many}
    found = [Target("Id in the other system", FOREIGN_ID)]
    for field in known.fields:
        single = not field.many and field.place in ("point", "link") and (field.type, field.noun) in lists
        if importable(noun, field) and field.place != "custom_all" and field.key not in KEPT and not single:
            found.append(Target(field.label, field.key, field))
    return found
