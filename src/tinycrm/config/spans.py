"""Spans of time in YAML: 0d, 7d, 30, "2 weeks", monthly; where hours count also 4h and 90 minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinycrm.domain.fold import fold, to_ascii_digits
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from tinycrm.config.document import Document, Path

_MINUTES = {"h": 60, "hour": 60, "hours": 60, "min": 1, "mins": 1, "minute": 1, "minutes": 1}
_LONGEST_DAYS = 36_500


def read_span(doc: Document, path: Path, *, hours: bool = False) -> tuple[int, int]:
    """Gives days and minutes, one of them 0; both are for `0d`, which is refused where hours count.

    Raises:
        UsageError: no span; the message begins with FILE:LINE:COLUMN.
    """
    from tinycrm.domain.values import parse_days

    text = doc.text(path, 'write a span: 7d, "2 weeks"')
    plain = fold(to_ascii_digits(text)).removeprefix("+").strip()
    digits = plain[: len(plain) - len(plain.lstrip("0123456789"))]
    unit = plain[len(digits) :].strip()
    if hours and digits and unit in _MINUTES and 0 < int(digits[:9]) * _MINUTES[unit] <= _LONGEST_DAYS * 1440:
        return 0, int(digits[:9]) * _MINUTES[unit]
    if digits and not digits.strip("0") and unit in ("", "d", "day", "days"):
        if hours:
            raise doc.error(path, f"'{text}' is no time at all", "write 4h or 1d")
        return 0, 0
    try:
        return parse_days(plain), 0
    except UsageError as error:
        forms = "4h, 90 minutes, 2d" if hours else '0d, 7d, 30, "2 weeks", monthly'
        raise doc.error(path, f"'{text}' is no span of days", f"write {forms}") from error
