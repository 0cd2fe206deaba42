"""The person's own editor, for long texts and whole records."""

from __future__ import annotations

import os
import sys

from tinycrm.cli.form import changes_of, fields_of, form_of, text_of
from tinycrm.domain.results import Nothing
from tinycrm.domain.text import escape
from tinycrm.errors import Ambiguous, Conflict, NotFound, TinyCRMError, UsageError
from tinycrm.services.editing import edit_seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Result, Row
    from tinycrm.domain.settings import Plain

# When neither VISUAL nor EDITOR is set: the one that says how to leave it comes first.
_USUAL = ("nano", "vi")
_COMMENT = "#"
_TEXT = "the text"
_ATTEMPTS = 20


class Desk:
    """A private folder with one file, open in an editor.

    Attributes:
        path: the file.
        keep: whether the file stays when the desk is closed, because the text is nowhere else.
    """

    def __init__(self, environ: Mapping[str, str], name: str) -> None:
        import tempfile

        self._words = editor_words(environ)
        self.folder = tempfile.mkdtemp(prefix="tinycrm-")
        self.path = os.path.join(self.folder, name)
        self.keep = False

    def write(self, text: str) -> None:
        """The file holds this text, and only its owner may read it."""
        from tinycrm.config.paths import write_bytes

        write_bytes(self.path, text.encode("utf-8", "backslashreplace"), durable=False)

    def edit(self, text: str) -> bytes:
        """Gives what the person left in the file.

        Raises:
            UsageError: the editor cannot be started, failed, or took the file away.
        """
        from tinycrm.config.paths import read_bytes

        self.write(text)
        run_editor([*self._words, self.path])
        raw = read_bytes(self.path)
        if raw is None:
            raise UsageError("the editor removed the file: nothing was changed", hint="keep its name")
        return raw

    def close(self) -> None:
        """The folder is gone with all that an editor left in it, unless its text is to be kept."""
        import shutil

        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def editor_words(environ: Mapping[str, str]) -> list[str]:
    """Gives the command of the editor: VISUAL, EDITOR, else one that is there; it may hold options.

    Raises:
        UsageError: none, or its quotes do not match.
    """
    import shlex
    import shutil

    for variable in ("VISUAL", "EDITOR"):
        command = environ.get(variable, "").strip()
        if command:
            try:
                words = shlex.split(command)
            except ValueError as error:
                message = f"{variable} '{command}' cannot be read: {error}"
                raise UsageError(message, hint="close its quotes") from None
            if words:
                return words
    for name in _USUAL:
        if shutil.which(name, path=environ.get("PATH")):
            return [name]
    raise UsageError("no editor was found", code="no_editor", hint="set EDITOR, or use the options")


def run_editor(words: list[str]) -> None:
    """The editor ran on the terminal and ended well.

    Raises:
        UsageError: it cannot be started, or it failed.
    """
    import signal
    import subprocess

    # Ctrl-C belongs to the editor meanwhile; a handler of ours is not inherited, SIG_IGN would be
    before = signal.signal(signal.SIGINT, _unheard)
    try:
        code = subprocess.run(words, stdout=_terminal(), check=False).returncode  # noqa: S603 - the user's own EDITOR
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise UsageError(f"the editor '{words[0]}' cannot be started: {reason}", hint="set EDITOR") from error
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        message = f"the editor '{words[0]}' ended with {code}: nothing was changed"
        raise UsageError(message, code="editor_failed", hint="leave it without an error to save")


def _terminal() -> int:
    """Gives where an editor draws: stdout may be a pipe, while stderr is the terminal that asked; else nowhere."""
    import subprocess

    try:
        return sys.stderr.fileno()
    except (AttributeError, ValueError):
        return subprocess.DEVNULL


def _unheard(number: int, frame: FrameType | None) -> None:
    """Takes no notice of a signal."""


# --- a text ---


def ask_text(ctx: Context, title: str) -> str:
    """Gives the text that the person wrote, without the lines of comment.

    Args:
        ctx: the context; it remembers the text for when the command is tried again.
        title: what the text is about, shown above it.

    Raises:
        UsageError: no text was written, or the editor failed.
    """
    if _TEXT in ctx.answers:
        return ctx.answers[_TEXT]
    desk = Desk(ctx.environ, "text.txt")
    try:
        raw = desk.edit(f"\n{_COMMENT} {escape(title)}\n{_COMMENT} Lines beginning with # are left out.\n")
    finally:
        desk.close()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the text is no UTF-8 (byte {error.start})"
        raise UsageError(message, hint="set the editor to UTF-8") from error
    text = "\n".join(line for line in text.splitlines() if not line.startswith(_COMMENT)).strip()
    if not text:
        raise UsageError("the text is empty: nothing was logged", hint="write it above the lines of comment")
    ctx.answers[_TEXT] = text
    return text


def save_text(ctx: Context, error: TinyCRMError) -> None:
    """A text that was written in the editor and found no place is in a file that the error names."""
    if _TEXT not in ctx.answers:
        return
    desk = Desk(ctx.environ, "text.txt")
    desk.write(ctx.answers.pop(_TEXT) + "\n")
    error.hint = f"{error.hint + '; ' if error.hint else ''}your text is in {desk.path}"


# --- a record ---


def edit_in_editor(ctx: Context, noun: str, id: int) -> Result:
    """The record holds what the person made of it in the editor.

    Args:
        ctx: the context; a person is there.
        noun: whose record.
        id: the record.

    Raises:
        Conflict: it was changed meanwhile; the person's text is in the file that the hint names.
        TinyCRMError: what was refused, when the person would not edit again; likewise.
    """
    if ctx.carried is not None:
        return ctx.carried()
    from tinycrm.config.yamlio import load

    seen = ctx.store.records(noun, [id])[0]
    name = f"{noun} {id}"
    body = text_of(form_of(ctx.work, noun, seen))
    before = load(body.encode(), name).data
    intro = f"{_COMMENT} {name}. An emptied value is cleared; a line that is taken out changes nothing."
    desk = Desk(ctx.environ, f"{noun}-{id}.yaml")
    try:
        head = intro
        for _ in range(_ATTEMPTS):
            raw = desk.edit(f"{head}\n{body}")
            try:
                return _tried(ctx, noun, seen, before, raw)
            except TinyCRMError as error:
                final = isinstance(error, Conflict) and error.code == "changed_meanwhile"
                if final or not _edit_again(error):
                    desk.keep = True
                    error.hint = f"{error.hint + '; ' if error.hint else ''}your text is in {desk.path}"
                    raise
                ctx.again()
                # one line for one line: the places that errors name stay right
                head = f"{_COMMENT} {escape(error.message)} — {escape(error.hint)}"
                body = _below(raw)
        desk.keep = True
        raise UsageError(f"{name} was not changed: too many attempts", hint=f"your text is in {desk.path}")
    finally:
        desk.close()


def _tried(ctx: Context, noun: str, seen: Row, before: Plain, raw: bytes) -> Result:
    from tinycrm.config.yamlio import load

    after = load(raw, f"{noun} {seen['id']}").data
    result = _carry_out(ctx, noun, seen, before, after)
    if ctx.watch is not None and ctx.watch.rehearses:
        # hooks are asked next: what they refuse is not lost, and what they agree to is not asked again
        ctx.answers[_TEXT] = raw.decode("utf-8-sig")
        ctx.carried = lambda: _carry_out(ctx, noun, seen, before, after)
    return result


def _below(raw: bytes) -> str:
    text = raw.decode("utf-8-sig", "backslashreplace")
    first, _, rest = text.partition("\n")
    return rest if first.startswith(_COMMENT) else text


def _edit_again(error: TinyCRMError) -> bool:
    from tinycrm.cli.prompts import agree

    return agree(f"{error.message}. Edit again?")


def _carry_out(ctx: Context, noun: str, seen: Row, before: Plain, after: Plain) -> Result:
    from tinycrm.cli.prompts import settle

    change = changes_of(noun, before, after)
    if change.empty:
        return Nothing(notes=["Nothing changed"])
    keys = [field.key for field in fields_of(noun)]
    for _ in range(_ATTEMPTS):
        try:
            return ctx.written(edit_seen(ctx.work, noun, seen, keys, change))
        except (Ambiguous, NotFound) as error:
            if not settle(ctx, error):
                raise
            ctx.again()
    raise UsageError("too many questions", hint="name the records by their ids")
