"""A board: columns of cards side by side, aligned for every script and fitted to the width."""

from __future__ import annotations

from tinycrm.domain.text import escape
from tinycrm.render.width import fit, is_rtl, pad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.board import Board
    from tinycrm.render.sink import Sink, Style

    Line = tuple[str, Style]

_GAP = "  "
_NARROWEST = 14  # a title still says something
_WIDEST = 30
_CARDS = 10
_LRM = "\u200e"


def board_text(board: Board, sink: Sink) -> Iterator[str]:
    """The board as lines; columns that do not fit side by side continue below.

    Args:
        board: its columns and cards.
        sink: how wide its terminal is, and whether it shows colours.
    """
    yield sink.style(escape(board.title), "bold") + "\n\n"
    if not board.columns:
        return
    fitting = max(1, (sink.width + len(_GAP)) // (_NARROWEST + len(_GAP)))
    bands = -(-len(board.columns) // fitting)
    across = -(-len(board.columns) // bands)
    cells = min(_WIDEST, (sink.width - len(_GAP) * (across - 1)) // across)
    for start in range(0, len(board.columns), across):
        if start:
            yield "\n"
        columns = [_lines(column, cells) for column in board.columns[start : start + across]]
        for index in range(max(len(lines) for lines in columns)):
            yield _row([lines[index] if index < len(lines) else ("", "") for lines in columns], cells, sink)


def _lines(column: tuple[str, str, list[tuple[str, str]]], cells: int) -> list[Line]:
    heading, subtitle, cards = column
    lines: list[Line] = [(heading, "bold"), (subtitle, "dim"), ("─" * cells, "dim")]
    styles: tuple[Style, Style] = ("", "dim")
    lines += [line for card in cards[:_CARDS] for line in zip(card, styles, strict=True)]
    if len(cards) > _CARDS:
        lines.append((f"+{len(cards) - _CARDS} more", "dim"))
    return lines


def _row(lines: list[Line], cells: int, sink: Sink) -> str:
    parts: list[str] = []
    from_right = False
    for text, style in lines:
        short = fit(" ".join(escape(text).split()), cells)
        from_right = from_right or (sink.is_tty and is_rtl(short))
        padded = pad(short, cells, isolate=sink.is_tty)
        blank = padded[len(padded.rstrip(" ")) :]
        parts.append((sink.style(padded.rstrip(" "), style) if style and short else padded.rstrip(" ")) + blank)
    # a terminal that takes a line's direction from its first letter must not turn this one around
    return (_LRM if from_right else "") + _GAP.join(parts).rstrip(" ") + "\n"
