"""What may name a file of the settings, a rule or a step: nothing that leads elsewhere or looks like an option."""

from __future__ import annotations

LONGEST = 64
HINT = f"letters, digits, - and _, {LONGEST} at most"


def is_file_name(text: str, *, also: str = "") -> bool:
    """Says whether a text can be such a name.

    Args:
        text: without the ending of its file.
        also: further characters that it may hold, where it names no file.
    """
    usable = all(char.isalnum() or char in "-_." or char in also for char in text)
    return usable and 0 < len(text) <= LONGEST and text[0] not in ".-"
