"""How typed text is read: with which settings, clock and user. What each kind of text means is in `values.py`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from tinycrm.domain.clock import Clock
    from tinycrm.domain.settings import Settings

    Order = Literal["", "dmy", "mdy", "iso"]


class Reading:
    """How typed text is read: the settings, the clock, the user, and the form of dates and numbers.

    Attributes:
        settings: language, base currency, country, decimal sign, lifecycle, custom fields.
        clock: today and the time zone.
        user: whom "me" means.
        order: the order of day and month in `1/2/2026`, "" when not settled.
        decimal: the decimal sign, "" when not settled.
    """

    __slots__ = ("clock", "decimal", "order", "settings", "user")

    def __init__(self, settings: Settings, clock: Clock, user: str, *, order: Order = "", decimal: str = "") -> None:
        self.settings = settings
        self.clock = clock
        self.user = user
        self.order: Order = order
        self.decimal = decimal or settings.decimal

    def day(self, text: str, *, past: bool = False) -> str:
        """Gives the ISO day that a text means."""
        from tinycrm.domain.dates import parse_day

        return parse_day(
            text,
            self.clock.today(),
            prefer="past" if past else "future",
            order=self.order,
            language=self.settings.language,
            calendar=self.settings.calendar,
        )

    def when(self, text: str, *, past: bool = False) -> tuple[str, str | None]:
        """Gives the ISO day and the time `HH:MM`, if one was named."""
        from tinycrm.domain.dates import parse_when

        return parse_when(
            text,
            self.clock.today(),
            prefer="past" if past else "future",
            order=self.order,
            language=self.settings.language,
            calendar=self.settings.calendar,
        )

    def instant(self, text: str) -> tuple[str, str]:
        """Gives the UTC instant of something that happened, and its local day."""
        from tinycrm.domain.dates import parse_instant

        return parse_instant(
            text, self.clock, order=self.order, language=self.settings.language, calendar=self.settings.calendar
        )

    def money(self, text: str, currency: str | None = None, *, base: str = "") -> tuple[int, str]:
        """Gives minor units and the currency of an amount.

        Args:
            text: as typed.
            currency: the currency named beside it, which the text may not contradict.
            base: the currency of a bare number; the settings' own when empty.
        """
        from tinycrm.domain.typed_money import parse_amount

        return parse_amount(
            text,
            decimal=self.decimal if self.decimal in ("point", "comma") else "",
            base=base or self.settings.currency,
            currency=currency,
        )
