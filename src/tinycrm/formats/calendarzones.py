"""Time zones as calendars name and define them."""

from __future__ import annotations

import zoneinfo
from datetime import date, tzinfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# A zone's rule is yearly; any other could keep its reader busy for hours.
_MOST_TEXT = 64 * 1024
_FIRST = date(2015, 1, 1)


def find_zone(name: str, defined: Mapping[str, str]) -> tzinfo | None:
    """Gives the zone that a calendar names, None when nobody knows it.

    Args:
        name: of IANA, of Windows ("W. Europe Standard Time"), or of the calendar's own.
        defined: the calendar's own VTIMEZONE components by name.
    """
    try:
        return zoneinfo.ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        # a folder of zones, a path and a NUL byte each fail in their own way
        pass
    import warnings

    with warnings.catch_warnings():
        # it warns that "/vendor/Europe/Berlin" may not be Berlin
        warnings.simplefilter("ignore")
        try:
            return _known(name) or _defined(defined.get(name, ""))
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError):
            return None


def _known(name: str) -> tzinfo | None:
    from icalendar.timezone import tzp

    # icalendar leaves both untyped: what comes is looked at before it is used
    found: object = tzp.timezone(name)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return found if isinstance(found, tzinfo) else None


def _defined(text: str) -> tzinfo | None:
    import icalendar

    if not text or len(text) > _MOST_TEXT or not _is_yearly(text):
        return None
    zone = icalendar.Timezone.from_ical(text)
    if not isinstance(zone, icalendar.Timezone):
        return None
    # as above
    found: object = zone.to_tz()  # pyright: ignore[reportUnknownVariableType]
    return found if isinstance(found, tzinfo) else None


def _is_yearly(text: str) -> bool:
    rules = [line.upper().partition(":")[2] for line in text.splitlines() if line[:5].upper() == "RRULE"]
    return len(rules) <= 20 and all("FREQ=YEARLY" in rule and "BYSECOND" not in rule for rule in rules)


def zone_text(name: str) -> str:
    """Gives the VTIMEZONE component of an IANA zone, with line ends of a calendar; "" when nobody knows it."""
    import icalendar

    try:
        # what repeats is ahead: the changes of the past are of no use
        zone = icalendar.Timezone.from_tzid(name, first_date=_FIRST)
        return str(zone.to_ical(), "utf-8")
    except (ValueError, LookupError, OSError):
        return ""
