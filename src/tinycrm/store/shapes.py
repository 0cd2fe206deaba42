"""What the cell of a derived field becomes in a row."""

from __future__ import annotations

from tinycrm.domain.derived import DAYS_SINCE, LAST_DAY
from tinycrm.domain.results import Number
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.domain.fields import Field
    from tinycrm.domain.reading import Reading
    from tinycrm.domain.results import Json
    from tinycrm.store.sqlite.connect import Cell

# hundredths of an hour: 36 seconds
_HUNDREDTH = 36


def shape_of(noun: str, field: Field, reading: Reading) -> Callable[[Cell], Json]:
    """Gives what makes a value of a derived field's cell.

    Args:
        noun: whose field.
        field: the derived field; of an amount, one in the base currency.
        reading: base currency and clock.
    """
    if field.type == "money":
        from tinycrm.domain.money import to_decimal_text

        base = reading.settings.currency
        return lambda cell: Number(to_decimal_text(whole(cell), base))
    if field.type == "bool":
        return bool
    if field.type == "hours":
        return lambda cell: hours(whole(cell))
    if noun != "deal" and field.key in (LAST_DAY, DAYS_SINCE):
        clock = reading.clock
        if field.key == LAST_DAY:
            return lambda cell: clock.local_day(str(cell))
        from datetime import date

        today = clock.today()
        return lambda cell: (today - date.fromisoformat(clock.local_day(str(cell)))).days
    return lambda cell: cell


def hours(seconds: int) -> Number:
    """Gives seconds as hours, with at most two decimals, half to even: "2.5"."""
    hundredths, rest = divmod(seconds, _HUNDREDTH)
    if 2 * rest > _HUNDREDTH or (2 * rest == _HUNDREDTH and hundredths % 2):
        hundredths += 1
    whole_hours, part = divmod(abs(hundredths), 100)
    text = f"{whole_hours}.{part:02d}".rstrip("0").rstrip(".")
    return Number(f"-{text}" if hundredths < 0 else text)
