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


def chosen_parties(
    ctx: Context, refs: Sequence[str], *, where: str | None = None, noun: str | None = None
) -> list[tuple[str, int]]:
    """Gives (noun, id) of the contacts and companies that were named, each once.

    Args:
        ctx: the context.
        refs: each a contact, else a company; a lone `-` reads them from stdin.
        where: a filter instead of them.
        noun: of the filter, "contact" unless given, or "company".

    Raises: as `chosen`.
    """
    from tinycrm.services.references import CREATABLE, resolve_who

    if noun is not None and where is None:
        raise UsageError("--noun says what --where looks among", hint="add --where FILTER")
    if where is not None:
        kind = {"contacts": "contact", "companies": "company"}.get(noun or "contact", noun or "contact")
        if kind not in CREATABLE:
            raise UsageError(f"'{noun}' is neither contact nor company", hint="--noun contact or --noun company")
        return [(kind, id) for id in chosen(ctx, kind, refs, where=where)[0]]
    if not refs:
        raise UsageError("nobody was named", code="missing_argument", hint="give WHO, --where FILTER, or - for stdin")
    piped = list(refs) == ["-"]
    found: list[tuple[str, int]] = []
    for line, text in ctx.stdin_lines("a list of references") if piped else list(enumerate(refs, 1)):
        try:
            found.append(resolve_who(ctx.work, text))
        except TinyCRMError as error:
            if piped:
                error.message = f"stdin, line {line}: {error.message}"
            raise
    return list(dict.fromkeys(found))


def confirmed(ctx: Context, what: str) -> None:
    """The person agreed, or said --yes before.

    Raises:
        UsageError: nobody can be asked and --yes was not given.
        KeyboardInterrupt: the person said no.
    """
    if ctx.shared.yes or ctx.agreed:
        return
    if not ctx.interactive:
        raise UsageError(f"{what} needs a yes", code="needs_yes", hint="add --yes")
    from tinycrm.cli.prompts import agree

    if not agree(f"{what}?"):
        raise KeyboardInterrupt
