"""Which fields the gaps of a text may name: those of a record, of the records it leads to, of who writes, the day."""

from __future__ import annotations

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.nouns import NOUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.fields import Field
    from tinycrm.domain.settings import Settings

# who writes: what stands after `me.`
ME = ("name", "email")
TODAY = "today"


def place_of(noun: str, name: str, settings: Settings) -> tuple[str, Field] | None:
    """Gives whose field a name means, and the field: the record's own, that of a record it leads to, its contact's.

    Args:
        noun: of the record.
        name: "value", "given", "contact.name", "fields.room".
        settings: for custom fields.
    """
    head, dot, rest = name.partition(".")
    if dot and head in NOUNS:
        if head != noun and head not in _linked_nouns(noun):
            return None
        field = _field(head, rest, settings)
        return None if field is None else (head, field)
    field = _field(noun, name, settings)
    if field is not None:
        return noun, field
    if noun != "contact" and "contact" in _linked_nouns(noun):
        field = _field("contact", name, settings)
        return None if field is None else ("contact", field)
    return None


def _field(noun: str, name: str, settings: Settings) -> Field | None:
    field = NOUNS[noun].get(name, settings.custom(noun))
    return None if field is None or field.place in ("custom_all", "computed") else field


def _linked_nouns(noun: str) -> list[str]:
    return list(dict.fromkeys(field.noun for field in NOUNS[noun].fields if field.noun in NOUNS and field.noun != noun))


def is_known(noun: str, name: str, settings: Settings) -> bool:
    """Says whether a gap in a text about records of the noun may hold the name."""
    head, _, rest = name.partition(".")
    return name == TODAY or (head == "me" and rest in ME) or place_of(noun, name, settings) is not None


def hint_for(noun: str, name: str, settings: Settings) -> str:
    """Gives what a gap may hold instead of a name that is unknown in texts about records of the noun."""
    head, dot, rest = name.partition(".")
    whose = head if dot and head in NOUNS else noun
    known = [field.key for field in NOUNS[whose].fields if field.place != "custom_all"] + sorted(settings.custom(whose))
    near = did_you_mean(rest if whose == head else name, known)
    others = "" if whose == head else "".join(f"{other}.…, " for other in _linked_nouns(whose)) + "me.name, today"
    return f"{near}fields of a {whose}: {', '.join(known)}" + (f"; {others}" if others else "")
