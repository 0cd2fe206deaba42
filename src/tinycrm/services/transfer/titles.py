"""What a row is called where no column of it is the name or title."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.template import fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.services.transfer.entries import Entry
    from tinycrm.services.transfer.mapping import Target
    from tinycrm.services.transfer.sheet import Cell

    Given = Mapping[str, list[str]]


def name_of(given: Given) -> str:
    """Gives a contact's name from its parts, "" when it has none."""
    return " ".join([*given.get("given", [])[:1], *given.get("family", [])[:1]]).strip()


def name_by_mail(given: Given) -> str:
    """Gives what a nameless contact is called: its e-mail up to the @, "" when it has none."""
    return given.get("emails", [""])[0].rpartition(":")[2].partition("@")[0]


def some_name(system: str, entry: Entry, given: Given) -> str:
    """Gives what a nameless person is called: a number, a company, or the id elsewhere; "" for nobody at all.

    Args:
        system: the words for the system whose id it is.
        entry: the row.
        given: its values.
    """
    for key in ("phones", "handles"):
        if given.get(key):
            text = given[key][0]
            return text.partition(":")[2] or text if key == "phones" else text
    company = next((name for _, name in entry.links.get("companies", ()) if name), "")
    return company or (f"{system} {entry.foreign_id}" if entry.foreign_id else "")


def templated(titles: Sequence[str], targets: Sequence[Target], cells: Sequence[Cell]) -> str:
    """Gives the first template that the row fills wholly, else the last as far as it can be filled.

    Args:
        titles: templates, `{{column}}` or `{{field}}` in them.
        targets: what the columns are.
        cells: of the row.
    """
    values: dict[str, str] = {}
    for target, cell in zip(targets, cells, strict=True):
        text = cell if isinstance(cell, str) else ";".join(cell)
        values[fold(target.header)] = text.strip()
        values.setdefault(fold(target.key), text.strip())
    filled = ""
    for template in titles:
        found: list[str] = []

        def value(name: str, found: list[str] = found) -> str:
            found.append(values.get(fold(name), ""))
            return found[-1]

        filled = " ".join(fill(template, value).split())
        if all(found):
            break
    return filled
