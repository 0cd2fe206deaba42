"""The one way out of the process: data to stdout, talk to stderr, and no lost byte unnoticed."""

from __future__ import annotations

import os
import sys

from tinycrm.domain.text import escape
from tinycrm.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO, Literal, TypeAlias

    from tinycrm.errors import TinyCRMError

    Style: TypeAlias = Literal["", "dim", "bold", "red", "green", "yellow", "cyan", "strong"]

_CODES = {"dim": "2", "bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "strong": "1;36"}
_CANDIDATES_SHOWN = 10
_CLEAR = "\r\x1b[K"


class ClosedPipe(Exception):
    """The reader of stdout went away; nothing that anyone wants is lost."""


class Sink:
    """Where output goes, and what that place can show.

    Args:
        out: stdout as bytes, None when the process was started without one.
        err: stderr as bytes, None likewise.
        environ: NO_COLOR, TERM and COLUMNS are read from it.
        quiet: drop what say() is given; never data, never errors.
        no_color: no colour whatever the terminal can.
    """

    __slots__ = (
        "_broken",
        "_drawn",
        "_err",
        "_is_live",
        "_out",
        "_width",
        "bounded",
        "colour",
        "err_colour",
        "is_tty",
        "quiet",
    )

    def __init__(
        self,
        out: BinaryIO | None,
        err: BinaryIO | None,
        environ: Mapping[str, str],
        *,
        quiet: bool = False,
        no_color: bool = False,
    ) -> None:
        self._out = out
        self._err = err
        self._broken = False
        self.quiet = quiet
        self.is_tty = _is_terminal(out)
        plain = no_color or bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
        self.colour = self.is_tty and not plain
        self.err_colour = not plain and _is_terminal(err)
        # a line can be rewritten where the terminal knows how to clear one
        self._is_live = _is_terminal(err) and environ.get("TERM") != "dumb"
        self._drawn = False
        columns = environ.get("COLUMNS", "")
        self._width = int(columns) if columns.isascii() and columns.isdigit() and int(columns[:6]) > 0 else 0
        # a pipe without COLUMNS has no edge: cutting cells there would lose data for nothing
        self.bounded = self.is_tty or self._width > 0

    @classmethod
    def standard(cls, environ: Mapping[str, str], *, quiet: bool = False, no_color: bool = False) -> Sink:
        """The sink over this process's own stdout and stderr, either of which may be missing."""
        return cls(_bytes_of("stdout"), _bytes_of("stderr"), environ, quiet=quiet, no_color=no_color)

    @property
    def width(self) -> int:
        """Cells in a line: COLUMNS, else the terminal's, else 80."""
        if not self._width and self.is_tty and self._out is not None:
            try:
                self._width = os.get_terminal_size(self._out.fileno()).columns
            except (OSError, ValueError):
                self._width = 0
        return self._width or 80

    def style(self, text: str, style: Style) -> str:
        """The text in a colour of the palette when stdout shows colours; text must already be safe."""
        return _paint(text, style) if self.colour else text

    def out(self, text: str) -> None:
        """The text is on its way to stdout as UTF-8, whatever the locale; text must already be safe.

        Raises:
            ClosedPipe: the reader has gone.
            StorageError: it could not be written.
        """
        # our own records hold no lone surrogate; a foreign hand's must not stop the other rows
        self.out_bytes(text.encode("utf-8", "backslashreplace"))

    def out_bytes(self, data: bytes) -> None:
        """The bytes are on their way to stdout. Raises as out()."""
        if not data:
            return
        if self._out is None:
            raise _lost("stdout is closed")
        try:
            self._out.write(data)
        except (OSError, ValueError) as error:
            self._fail(error)

    def out_many(self, pieces: Iterable[str]) -> None:
        """The pieces are on their way to stdout, in chunks, without ever being held all together."""
        chunk: list[str] = []
        size = 0
        for piece in pieces:
            chunk.append(piece)
            size += len(piece)
            if size > 32_768:
                self.out("".join(chunk))
                chunk.clear()
                size = 0
        if chunk:
            self.out("".join(chunk))

    def say(self, text: str, style: Style = "") -> None:
        """One line of talk is on stderr, made safe; dropped when quiet or when stderr is gone."""
        if not self.quiet:
            self.flush()
            self._tell(text, style)

    def draw(self, text: str) -> None:
        """The line of progress says this, made safe and cut to the width; "" clears it. Only on a terminal."""
        if not self._is_live or self.quiet:
            return
        if text:
            self._write_err(f"{_CLEAR}{_paint(escape(text)[: self.width - 1], 'dim' if self.err_colour else '')}")
            self._drawn = True
        elif self._drawn:
            self._write_err("")

    def error(self, error: TinyCRMError, *, as_json: bool = False) -> None:
        """The failure is one line on stderr: what, the value, a next step. Never raises.

        Args:
            error: its message, hint and candidates are made safe here.
            as_json: one JSON object instead, for callers that asked for JSON.
        """
        if as_json:
            from tinycrm.render.machine import error_json

            self._write_err(error_json(error) + "\n")
            return
        parts = [error.message]
        if error.candidates:
            names = [f"{number} {name}" for number, _, name in error.candidates[:_CANDIDATES_SHOWN]]
            rest = len(error.candidates) - len(names)
            parts[0] += ": " + ", ".join(names) + (f" and {rest} more" if rest else "")
        if error.hint:
            parts.append(error.hint)
        line = escape("; ".join(parts))
        name = _paint("tinycrm:", "red") if self.err_colour else "tinycrm:"
        self._write_err(f"{name} {line}\n")

    def flush(self) -> None:
        """Everything given to out() has left the process.

        The process must call it before it ends: a full disk or a closed pipe may only show here.

        Raises:
            ClosedPipe, StorageError: as out().
        """
        if self._out is None or self._broken:
            return
        try:
            self._out.flush()
        except (OSError, ValueError) as error:
            self._fail(error)

    def silence(self) -> None:
        """Whatever is still buffered goes nowhere, so the interpreter adds no word or code of its own."""
        self._broken = True
        _point_at_nothing(self._out)

    def _fail(self, error: OSError | ValueError) -> None:
        already = self._broken
        self.silence()
        if isinstance(error, BrokenPipeError):
            raise ClosedPipe from error
        if not already:
            reason = error.strerror if isinstance(error, OSError) else None
            raise _lost(reason or str(error)) from error

    def _tell(self, text: str, style: Style) -> None:
        safe = escape(text)
        self._write_err((_paint(safe, style) if self.err_colour else safe) + "\n")

    def _write_err(self, text: str) -> None:
        if self._err is None:
            return
        if self._drawn:
            # whatever comes takes the place of the line of progress
            text, self._drawn = _CLEAR + text.removeprefix(_CLEAR), False
        try:
            self._err.write(text.encode("utf-8", "backslashreplace"))
            self._err.flush()
        except (OSError, ValueError):
            # the answer matters more than the talk about it
            _point_at_nothing(self._err)
            self._err = None


def _paint(text: str, style: Style) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if style and text else text


def _lost(why: str) -> StorageError:
    return StorageError(
        f"the output could not be written: {why}",
        code="output_lost",
        hint="check where stdout goes and whether its disk is full",
    )


def _bytes_of(name: str) -> BinaryIO | None:
    # absent when the process was started with the descriptor closed, whatever the type says
    stream = getattr(sys, name, None)
    buffer: BinaryIO | None = getattr(stream, "buffer", None)
    return buffer


def _is_terminal(stream: BinaryIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except (OSError, ValueError):
        return False


def _point_at_nothing(stream: BinaryIO | None) -> None:
    if stream is None:
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return  # an in-memory stream, or no /dev/null: there is nothing left to silence
