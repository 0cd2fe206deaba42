"""Messages with fields in them, from the folder templates/ of the settings."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.work import Work


def fill_template(work: Work, name: str, noun: str, id: int) -> tuple[str, str, str]:
    """Gives subject, plain text and HTML of a message about one record.

    Args:
        work: the command's work; its transaction may be open.
        name: the template's file without its ending.
        noun, id: the record whose fields stand in it.

    Raises:
        UsageError: there is no such template.
        RuleError: a field in it is empty, and has nothing to stand for it.
    """
    what = f"there is no template '{name}' in '{work.folder}/templates' for {noun} {id}"
    raise UsageError(what, code="no_template", hint="tinycrm rules validate checks them")
