"""The errors of references that mean no record, or more than one."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import Ambiguous, NotFound
from tinycrm.services.references import CREATABLE
from tinycrm.store.lookup import ENOUGH, article

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.lookup import Candidate


def missing(noun: str, text: str, status: str = "", *, offers: bool = False) -> NotFound:
    """Gives the error for a reference that nothing answers.

    Args:
        noun: what was looked for.
        text: the reference.
        status: of tasks, or "".
        offers: whether the command has --create.
    """
    kind = f"{status} {noun}" if status else noun
    hint = f"tinycrm {noun} list shows them"
    prefix, colon, rest = text.partition(":")
    if colon and prefix in NOUNS and prefix != noun:
        return NotFound(
            f"'{text}' names a {prefix}, not {article(noun)}", hint=f"tinycrm {prefix} show {_quoted(rest)}"
        )
    if noun in CREATABLE:
        hint = f"--create makes it; {hint}" if offers else f"tinycrm {noun} add {_quoted(text)} adds it; {hint}"
    error = NotFound(f"no {kind} matches '{text}'", hint=hint)
    error.ref = (noun, text)
    return error


def several(noun: str, text: str, found: Sequence[Candidate], *, exact: bool) -> Ambiguous:
    """Gives the error for a reference that several records answer, or one that is not exactly called so.

    Args:
        noun: what was looked for.
        text: the reference.
        found: the records.
        exact: whether only the exact name would have done.
    """
    if exact and len(found) == 1:
        message = f"'{text}' is not the exact name of {article(noun)}; it could be"
    else:
        count = f"{len(found)}" if len(found) < ENOUGH else "many"
        message = f"'{text}' could be {count} {NOUNS[noun].plural}"
    error = Ambiguous(message, hint=f"use the id, for example {found[0][0]}", candidates=found)
    error.ref = (noun, text)
    return error


def _quoted(text: str) -> str:
    return f"'{text}'" if " " in text else text
