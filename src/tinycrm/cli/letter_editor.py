"""A template in the person's own editor: what is saved was checked."""

from __future__ import annotations

from tinycrm.cli.editor import Desk
from tinycrm.config.letters import parse_template, read_template, save_template
from tinycrm.config.paths import read_bytes
from tinycrm.domain.results import Nothing
from tinycrm.errors import Conflict, UsageError
from tinycrm.services.mail.templates import about

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Result

_ATTEMPTS = 20


def edit_template(ctx: Context, name: str) -> Result:
    """The template is what the person made of it; a broken one is not saved.

    Raises:
        NotFound: there is none.
        UsageError: no editor can be used, or what was written is no template; the text is in the file it names.
        Conflict: the file was changed meanwhile; likewise.
    """
    path, source = _source(ctx, name)
    if not ctx.interactive and not any(ctx.environ.get(name) for name in ("VISUAL", "EDITOR")):
        # one that asks for keys would wait for ever
        raise UsageError("there is no terminal to edit on", code="needs_terminal", hint=f"set EDITOR, or change {path}")
    short = path.rpartition("/")[2].removesuffix(".md")
    desk = Desk(ctx.environ, f"{short}.md")
    text = source
    try:
        for _ in range(_ATTEMPTS):
            raw = desk.edit(text)
            if raw.decode("utf-8", "replace") == source:
                return Nothing(notes=["Nothing changed"])
            try:
                about(parse_template(raw, short, path), ctx.settings)
            except UsageError as error:
                if not ctx.interactive or not _again(error):
                    desk.keep = True
                    error.hint = f"{error.hint + '; ' if error.hint else ''}your text is in {desk.path}"
                    raise
                text = raw.decode("utf-8", "backslashreplace")
                continue
            if (read_bytes(path) or b"").decode("utf-8", "replace") != source:
                desk.keep = True
                raise Conflict(f"{path} was changed meanwhile", hint=f"your text is in {desk.path}")
            save_template(path, raw)
            return Nothing(notes=[f"Saved {path}"])
        desk.keep = True
        raise UsageError(f"{path} was not changed: too many attempts", hint=f"your text is in {desk.path}")
    finally:
        desk.close()


def _source(ctx: Context, name: str) -> tuple[str, str]:
    """Gives the file and its text, a broken one's too."""
    from tinycrm.config.letters import check_name, folder_of

    path = f"{folder_of(ctx.folder)}/{check_name(name)}.md"
    raw = read_bytes(path) if ctx.folder else None
    if raw is None:
        # it says which there are
        return path, read_template(ctx.folder, name).source
    return path, raw.decode("utf-8", "backslashreplace")


def _again(error: UsageError) -> bool:
    from tinycrm.cli.prompts import agree

    return agree(f"{error.message}. Edit again?")
