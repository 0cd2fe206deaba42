"""Times of day as people write them: 15:00, 3pm, 3:30 pm, at 9, noon."""

from __future__ import annotations

from tinycrm.domain.datewords import AT, TIMES
from tinycrm.errors import UsageError

_HALVES = ("am", "pm")


def take_time(words: list[str], text: str) -> tuple[list[str], str | None]:
    """The words without the time, and the time HH:MM:SS, None when there is none.

    Args:
        words: folded words.
        text: what was typed, for the message.

    Raises:
        UsageError: there is no such time, or there are two.
    """
    rest: list[str] = []
    found: str | None = None
    place = 0
    while place < len(words):
        time, used = _time_at(words, place, text)
        if time is None:
            rest.extend(_unjoined(words[place]))
            place += 1
            continue
        if found is not None:
            raise UsageError(f"'{text}' holds two times", hint='use one, like "fri 15:00"')
        found = time
        place += used
        if rest and rest[-1] in AT:
            rest.pop()
    # The time of an ISO date and time stands joined to its day.
    if found is None and rest and len(rest) > len(words):
        time, _ = _time_at(rest, len(rest) - 1, text)
        return (rest[:-1], time) if time else (rest, None)
    return rest, found


def _unjoined(word: str) -> list[str]:
    """`2026-12-01t09:30` in two; other words as they are."""
    day, letter, time = word.partition("t")
    return [day, time] if letter and ":" in time and day[:4].isdigit() else [word]


def _time_at(words: list[str], place: int, text: str) -> tuple[str | None, int]:
    """The time that begins at a place and how many words it takes."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if word in TIMES:
        return TIMES[word] + ":00", 1
    digits, half = (word[:-2], word[-2:]) if word[-2:] in _HALVES else (word, "")
    used = 1
    if not half and following in _HALVES:
        half, used = following, 2
    if ":" in digits and digits.replace(":", "").replace(".", "").isdigit():
        return _time(digits, half, text), used
    if half and digits.isdigit() and len(digits) <= 2:
        return _time(digits, half, text), used
    if word in AT and following.isdigit() and len(following) <= 2 and int(following) < 24:
        half = words[place + 2] if place + 2 < len(words) and words[place + 2] in _HALVES else ""
        return _time(following, half, text), 3 if half else 2
    return None, 0


def _time(digits: str, half: str, text: str) -> str:
    parts = digits.partition(".")[0].split(":")
    numbers = [int(part) if part.isdigit() and len(part) <= 2 else 99 for part in parts]
    hour, minute, second = (*numbers, 0, 0)[:3]
    right = len(parts) <= 3 and all(len(part) == 2 for part in parts[1:]) and minute < 60 and second < 60
    if half:
        right = right and 1 <= hour <= 12
        hour = hour % 12 + (12 if half == "pm" else 0)
    if not right or hour > 23:
        raise UsageError(f"'{text}' holds no such time", hint='use HH:MM, like "fri 15:00"')
    return f"{hour:02}:{minute:02}:{second:02}"
