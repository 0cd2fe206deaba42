"""Tells what a list of amounts leaves out: what has no rate, and what is in another currency."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from tinycrm.domain.fields import Noun
    from tinycrm.domain.filters import Test
    from tinycrm.services.work import Work


def tell_unconverted(work: Work, noun: Noun, names: Collection[str]) -> None:
    """The person knows which currencies are missing in derived amounts, for want of a rate.

    Args:
        work: the command's work.
        noun: whose fields.
        names: of fields; those that are no derived amounts say nothing.
    """
    if not names or noun.name not in ("contact", "company", "campaign"):
        return
    from tinycrm.domain.derived import derived_field

    fields = [derived_field(noun.name, name) for name in names]
    keys = [field.key for field in fields if field is not None]
    if not keys:
        return
    from tinycrm.store.queries.unconverted import unconverted

    missing = unconverted(work.store.db, keys, work.settings)
    if missing:
        base = work.settings.currency
        work.note(
            f"amounts in {', '.join(missing)} left out: config.yaml has no rate to {base} for their day"
            f" (tinycrm config set rates.{missing[0]}.{work.today[:4]}-01-01 RATE)"
        )


def tell_left_out(work: Work, noun: Noun, test: Test) -> None:
    """The person knows how many records a filter left out because they are in another currency than its amounts."""
    condition = work.store.where(noun)
    sql = condition.sql(test, other_currency=True)
    count = work.store.count(noun, sql, condition.params)
    if count:
        base = work.settings.currency
        plural = noun.name if count == 1 else noun.plural
        work.note(f"{count} {plural} in other currencies left out: the amount was read as {base}")
