"""Which records a command is about: references, stdin, or a filter."""

from __future__ import annotations

from tinycrm.errors import TinyCRMError, UsageError
from tinycrm.services.references import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.context import Context


def chosen(
    ctx: Context, noun: str, refs: Sequence[str], *, where: str | None = None, exact: bool = False, status: str = ""
) -> tuple[list[int], bool]:
    """Gives the ids of the records that were named, each once, and whether one was asked for.

    Args:
        ctx: the context.
        noun: whose records.
        refs: references; a lone `-` reads them from stdin.
        where: a filter instead of references.
        exact: in a script only id, uid, contact point and exact name will do.
        status: of tasks, "open" or "done".

    Raises:
        UsageError: neither or both were given.
        NotFound, Ambiguous: one of them; the line of stdin is named and nothing has changed.
    """
    work = ctx.work
    if where is not None:
        if refs:
            raise UsageError("a reference and --where together", hint="give one of the two")
        from tinycrm.domain.filters import parse_filter
        from tinycrm.domain.nouns import NOUNS

        return work.store.ids(NOUNS[noun], parse_filter(where)), False
    if not refs:
        raise UsageError(f"no {noun} was named", hint="give its id, e-mail or name, or - for stdin")
    texts, single = list(enumerate(refs, 1)), len(refs) == 1
    if list(refs) == ["-"]:
        texts, single = ctx.stdin_lines("a list of references"), False
    ids: list[int] = []
    for line, text in texts:
        try:
            ids.append(resolve(work, noun, text, exact=exact and not ctx.interactive, status=status))
        except TinyCRMError as error:
            if list(refs) == ["-"]:
                error.message = f"stdin, line {line}: {error.message}"
            raise
    return list(dict.fromkeys(ids)), single


def confirmed(ctx: Context, what: str) -> None:
    """The person agreed, or said --yes before.

    Raises:
        UsageError: nobody can be asked and --yes was not given.
        KeyboardInterrupt: the person said no.
    """
    if ctx.shared.yes:
        return
    if not ctx.interactive:
        raise UsageError(f"{what} needs a yes", code="needs_yes", hint="add --yes")
    from tinycrm.cli.prompts import agree

    if not agree(f"{what}?"):
        raise KeyboardInterrupt
