"""Whether a person may be written to."""

from __future__ import annotations

from tinycrm.domain.fold import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row

_ASKED = "do_not_mail"
_NO = ("", "0", "no", "false", "none")


def why_not(person: Row) -> str:
    """Gives why a contact is not to be written to; "" for one who may be.

    Args:
        person: the contact in JSON form, whole.
    """
    if not person["email"]:
        return "has no e-mail"
    fields, tags = person["fields"], person["tags"]
    wish = fields.get(_ASKED) if isinstance(fields, dict) else None
    if wish is not None and fold(str(wish)) not in _NO:
        return f"asked for no mail ({_ASKED})"
    for tag in tags if isinstance(tags, list) else []:
        if fold(str(tag)).replace("-", "_").replace(" ", "_") == _ASKED:
            return f"asked for no mail (tag {tag})"
    return ""
