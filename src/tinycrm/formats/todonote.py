"""The description of a to-do: a task's note, and one line that tells a calendar's reader whom it is about."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# The line is known by its beginning, for calendars drop properties that they do not know.
_MARK = "TinyCRM"
_BETWEEN = " · "


def describe(note: str, about: Sequence[str]) -> str:
    """Gives the description of a to-do of ours.

    Args:
        note: the task's, "" for none.
        about: whom and what the task is about, as "Contact: Anna".
    """
    if not about and not any(_is_ours(line) for line in note.split("\n")):
        return note
    # a note that has such a line itself gets one more, so that only ours is taken off again
    line = _BETWEEN.join([_MARK, *about])
    return f"{note}\n\n{line}" if note else line


def note_of(description: str) -> str:
    """Gives the note in the description of a to-do of ours, with what a person wrote below our line."""
    lines = description.split("\n")
    for place in range(len(lines) - 1, -1, -1):
        if _is_ours(lines[place]):
            start = place - 1 if place and not lines[place - 1].strip() else place
            return "\n".join([*lines[:start], *lines[place + 1 :]]).strip()
    return description.strip()


def _is_ours(line: str) -> bool:
    line = line.strip()
    return line == _MARK or line.startswith(_MARK + _BETWEEN)
