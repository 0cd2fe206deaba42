"""`dupes --review`: pairs that are likely one, side by side on a terminal, one key a decision."""

from __future__ import annotations

import os
import sys

from tinycrm.domain.merging import SINGLE, find_clashes
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Nothing, id_of
from tinycrm.domain.text import escape
from tinycrm.errors import Conflict, NotFound, UsageError
from tinycrm.render.width import fit, pad, width, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Json, Result, Row
    from tinycrm.services.reviewing import Pair, Review

_LABEL = 14
_GAP = "  "
_WIDEST = 120
# lines that one value may take
_DEEPEST = 3
_KEYS = "[m]erge  [s]wap which stays  [n]ot a duplicate  [k] skip  [u]ndo  [q]uit"
# the same keys under a Russian and a Persian keyboard; Enter and space skip
_SAME_KEY = dict(zip("ьытлгй" + "ئسدنعض" + "\r\n \x04", "msnkuq" + "msnkuq" + "kkkq", strict=True))
_LISTS = {"contact": ("emails", "phones", "handles", "companies"), "company": ("websites", "phones")}


def review_pairs(ctx: Context, noun: str, *, least: int | None, limit: int | None, everything: bool) -> Result:
    """The person has gone through the pairs; each decision was durable when the next pair was shown.

    Raises:
        UsageError: no person is there.
        KeyboardInterrupt: the person left; what was decided stays.
    """
    if not ctx.interactive:
        raise UsageError(
            "--review asks on a terminal, and there is none",
            code="no_terminal",
            hint=f"tinycrm {noun} dupes lists the pairs, tinycrm {noun} merge KEEP OTHER joins two",
        )
    from tinycrm.services.reviewing import Review

    review = Review(ctx.work, noun, least=least, limit=limit, everything=everything)
    for note in review.notes:
        _say(note)
    if not review.total:
        return Nothing(notes=[f"No two {NOUNS[noun].plural} are likely one."])
    screen = _Screen(ctx, noun)
    while True:
        pair = review.next()
        if pair is None or not _decide(ctx, screen, review, pair):
            break
    told = f"{review.merged} merged, {review.apart} told apart, {review.skipped} skipped"
    return Nothing(notes=[told + (f"; {review.left} left" if review.left else "")])


def _decide(ctx: Context, screen: _Screen, review: Review, pair: Pair) -> bool:
    """One pair is decided; False when the person wants to leave."""
    screen.show(pair, review.total)
    while True:
        key = read_key(_KEYS + " ")
        if key == "q":
            return False
        if key == "s":
            pair.swap()
            screen.show(pair, review.total)
            continue
        if key not in ("m", "n", "u", "k"):
            continue
        try:
            if key == "m":
                _say(review.merge(pair))
            elif key == "n":
                _say(review.tell_apart(pair))
            elif key == "u":
                _say(review.undo())
            else:
                review.skip()
        except (Conflict, NotFound) as error:
            # the pair is shown as it is now, or no more
            _say(error.message)
        for note in ctx.work.notes:
            _say(note)
        ctx.again()
        return True


class _Screen:
    """Draws a pair side by side in the width of the terminal."""

    def __init__(self, ctx: Context, noun: str) -> None:
        self._ctx = ctx
        self._noun = noun

    def show(self, pair: Pair, total: int) -> None:
        """Both records stand side by side, what differs is marked."""
        columns = min(_columns(), _WIDEST)
        half = (columns - _LABEL - 2 * len(_GAP)) // 2
        _say("")
        head = f"{pair.number} of {total}  score {pair.score}: {', '.join(pair.why)}"
        for line in wrap(escape(head), columns):
            _say(line, safe=True)
        differing = {clash.field for clash in find_clashes(self._noun, [pair.keep, pair.other])}
        _say(self._row("", [f"stays: {pair.keep['id']}"], [f"goes: {pair.other['id']}"], half), safe=True)
        for field, label in self._fields(pair):
            left, right = (_texts(record, field) for record in (pair.keep, pair.other))
            if left or right:
                if field.endswith("_at"):
                    left, right = ([self._ctx.clock.local(text) for text in own] for own in (left, right))
                mark = "≠ " if field in differing else "  "
                _say(self._row(mark + label, left, right, half), safe=True)
        counts = [
            [f"{count} {what}" for what, count in pair.hanging[id_of(record)].items()]
            for record in (pair.keep, pair.other)
        ]
        if any(counts):
            left, right = ([", ".join(own)] if own else [] for own in counts)
            _say(self._row("  with", left, right, half), safe=True)

    def _fields(self, pair: Pair) -> list[tuple[str, str]]:
        noun = NOUNS[self._noun]
        keys = [*SINGLE[self._noun][:1], *_LISTS[self._noun], *SINGLE[self._noun][1:], "tags", "note"]
        customs: dict[str, None] = {}
        for record in (pair.keep, pair.other):
            own = record.get("fields")
            customs.update(dict.fromkeys(own if isinstance(own, dict) else ()))
        found = [(key, noun.need(key).label) for key in keys]
        found += [(f"fields.{key}", key) for key in customs]
        return [*found, ("created_at", "Created"), ("updated_at", "Updated")]

    def _row(self, label: str, left: list[str], right: list[str], half: int) -> str:
        cells = [_lines(texts, half) for texts in (left, right)]
        deep = max(1, *map(len, cells))
        lines: list[str] = []
        for at in range(deep):
            name = pad(fit(escape(label), _LABEL), _LABEL) if not at else " " * _LABEL
            one, two = (own[at] if at < len(own) else "" for own in cells)
            lines.append(f"{name}{_GAP}{pad(one, half, isolate=True)}{_GAP}{two}".rstrip())
        return "\n".join(lines)


def _lines(texts: list[str], cells: int) -> list[str]:
    found: list[str] = []
    for text in texts:
        found += wrap(escape(" ".join(text.split())), cells)
    if len(found) > _DEEPEST:
        found = [*found[: _DEEPEST - 1], fit(found[_DEEPEST - 1] + " …", cells)]
    return [line if width(line) <= cells else fit(line, cells) for line in found]


def _texts(record: Row, field: str) -> list[str]:
    value: Json
    if field.startswith("fields."):
        own = record.get("fields")
        value = own.get(field.removeprefix("fields.")) if isinstance(own, dict) else None
    else:
        value = record.get(field)
    if value is None or value in ("", []):
        return []
    if field == "tags" and isinstance(value, list):
        return [", ".join(map(str, value))]
    if isinstance(value, list):
        return [str(item.get("value") or item.get("name")) if isinstance(item, dict) else str(item) for item in value]
    return [str(value.get("name")) if isinstance(value, dict) else str(value)]


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _say(text: str, *, safe: bool = False) -> None:
    sys.stderr.write((text if safe else escape(text)) + "\n")
    sys.stderr.flush()


def read_key(question: str) -> str:
    """Gives the key that the person pressed, in lower case, as on a Latin keyboard; "" for one without a letter.

    Raises:
        KeyboardInterrupt: Ctrl-C, or the terminal is gone.
    """
    sys.stderr.write(question)
    sys.stderr.flush()
    if os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        key = line.strip()[:1].lower() or "\n"
    else:
        key = _pressed()
        sys.stderr.write((key if key.isprintable() else "") + "\n")
    return _SAME_KEY.get(key, key)


def _pressed() -> str:
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        # keys come one by one; Ctrl-C still interrupts
        tty.setcbreak(handle)
        data = os.read(handle, 32)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
    if not data:
        raise KeyboardInterrupt
    text = data.decode("utf-8", "replace")
    # an arrow or a function key is several signs, and no answer
    return text[:1].lower() if not text.startswith("\x1b") else ""
