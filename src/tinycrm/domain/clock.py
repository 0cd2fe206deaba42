"""The one place that knows what time and what day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class Clock:
    """The time, and the local business day.

    Local time is that of the configured zone, else of the machine. A local time that summer time skips means
    as much later (02:30 becomes 03:30); one that happens twice means the first.

    Args:
        zone: an IANA name such as `Asia/Tehran`; "" for the machine's own.
        today: a day in place of the real one, YYYY-MM-DD; "" for the real one.
        now: where the time comes from, for tests; gives an aware datetime.

    Raises:
        UsageError: `today` is not a day. An unknown zone is refused when it is first needed, because loading
            zones costs more than most commands do.
    """

    __slots__ = ("_loaded", "_now", "_today", "zone")

    def __init__(self, zone: str = "", today: str = "", *, now: Callable[[], datetime] | None = None) -> None:
        self.zone = zone
        self._today = _iso_day(today) if today else None
        self._now = now or _real_now
        self._loaded: tzinfo | None = UTC if zone == "UTC" else None

    @property
    def moved(self) -> bool:
        """True when the business day was given rather than read from the clock."""
        return self._today is not None

    def now(self) -> str:
        """The instant it really is, YYYY-MM-DDTHH:MM:SSZ."""
        return self._now().astimezone(UTC).strftime(_INSTANT)

    def today(self) -> date:
        """The local business day: the given one, else the real one."""
        return self._today or self._local(self._now()).date()

    def moment(self) -> str:
        """The instant on the business day at the present local time; `now()` unless the day was given."""
        if self._today is None:
            return self.now()
        return self.to_instant(self._today.isoformat(), self._local(self._now()).strftime("%H:%M:%S"))

    def local_day(self, instant: str) -> str:
        """The local day of an instant, YYYY-MM-DD."""
        return self._local(_instant(instant)).date().isoformat()

    def local(self, instant: str) -> str:
        """The local time of an instant, `YYYY-MM-DD HH:MM`."""
        return self._local(_instant(instant)).strftime("%Y-%m-%d %H:%M")

    def to_instant(self, day: str, hhmm: str) -> str:
        """The instant of a local day and time.

        Args:
            day: YYYY-MM-DD.
            hhmm: HH:MM or HH:MM:SS.

        Raises:
            UsageError: either is malformed.
        """
        try:
            naive = datetime.fromisoformat(f"{day}T{hhmm}")
        except ValueError:
            raise UsageError(f"'{day} {hhmm}' is not a time", hint="use YYYY-MM-DD HH:MM") from None
        # Both ways take the offset before a change (fold=0), which gives the first of two and moves a skipped
        # time forward; a naive astimezone would move it backward.
        zone = self._tzinfo()
        moment = naive.replace(tzinfo=zone) if zone else datetime.fromtimestamp(naive.timestamp(), UTC)
        return moment.astimezone(UTC).strftime(_INSTANT)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._tzinfo())

    def _tzinfo(self) -> tzinfo | None:
        if self._loaded is None and self.zone:
            self._loaded = _load(self.zone)
        return self._loaded


def shifted(instant: str, *, minutes: int) -> str:
    """The instant that many minutes later, or earlier when negative.

    Raises:
        UsageError: the calendar ends before that.
    """
    try:
        return (_instant(instant) + timedelta(minutes=minutes)).strftime(_INSTANT)
    except OverflowError:
        raise UsageError(f"{minutes} minutes lead out of the years 1900-2200", hint="use YYYY-MM-DD") from None


def _real_now() -> datetime:
    return datetime.now(UTC)


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(f"'{text}' is not an instant", hint="use YYYY-MM-DDTHH:MM:SSZ")
    return moment


def _iso_day(text: str) -> date:
    try:
        if len(text) == 10 and text[4] == "-" and text[7] == "-":
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"'{text}' is not a day", hint="use YYYY-MM-DD")


def _load(zone: str) -> tzinfo:
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        # A folder of zones, a path and a NUL byte each fail in their own way.
        raise UsageError(
            f"unknown time zone '{zone}'", hint="use an IANA name: tinycrm config set timezone Europe/Berlin"
        ) from None
