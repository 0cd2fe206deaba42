"""Contact points that a look settles: most are plain, and reading each by all rules takes ten times as long."""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from re import Pattern

# what one sign ends is taken whole (++): there is nothing to come back to
_LABELS = r"[A-Za-z0-9]++(?:[.-][A-Za-z0-9]++)*\.[A-Za-z]{2,}"
# kind → what is sound in any case; of two texts that are as sound the longer and odder one may be left to doubt
_PLAIN = {
    "email": rf"(?=.{{1,60}}$)[A-Za-z0-9_+-]++(?:\.[A-Za-z0-9_+-]++)*+@{_LABELS}",
    "phone": r"(?:\+[1-9](?:[ -]?[0-9]){6,14}|0?[1-9](?:[ -]?[0-9]){4,13})",
    "website": rf"(?=.{{1,60}}$)(?:https?://)?{_LABELS}/?",
    "handle": r"(?=.{1,60}$)(?:[a-z]+:@?|@)[A-Za-z0-9][A-Za-z0-9_.-]*",
}
KINDS = {kind[0]: kind for kind in _PLAIN}


@cache
def _patterns() -> tuple[Pattern[str], Pattern[str]]:
    """What a marked plain point looks like, and a line that does not."""
    import re

    plain = "|".join(f"{kind[0]}{pattern}" for kind, pattern in _PLAIN.items())
    return re.compile(rf".(?:{plain})"), re.compile(rf"^(?!.(?:{plain})$).*$", re.MULTILINE)


def doubtful(marked: Sequence[str]) -> list[int]:
    """Gives the places of the contact points that have to be read by their rules; all others are sound.

    Args:
        marked: contact points, each behind one sign of any meaning and the first letter of its kind.
    """
    one, lines = _patterns()
    text = "\n".join(marked)
    if text.count("\n") != len(marked) - 1:
        return [at for at, point in enumerate(marked) if not one.fullmatch(point)]
    found = [match.start() for match in lines.finditer(text)] if marked else []
    places: list[int] = []
    at = begin = 0
    for start in found:
        while begin < start:
            begin += len(marked[at]) + 1
            at += 1
        places.append(at)
    return places
