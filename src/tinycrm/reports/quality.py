"""Data quality: how complete, unlike, valid and fresh the records are, as one number."""

from __future__ import annotations

from tinycrm.reports.figures import Share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# part → (its weight, what is counted)
PARTS: dict[str, tuple[int, str]] = {
    "complete": (40, "key fields filled"),
    "unique": (20, "contacts and companies without a duplicate"),
    "valid": (20, "e-mails, phones, websites, handles that are valid"),
    "fresh": (20, "contacts and companies not stale"),
}


def data_quality(parts: Mapping[str, tuple[int, int]]) -> int | None:
    """The score is the weighted mean of the parts that have anything to count.

    Formula: ⌊100 × Σ(weight × good / all) / Σ weight⌋ over the parts whose `all` is not 0: complete 40, unique 20,
        valid 20, fresh 20. Complete: filled cells of key_fields / records × key_fields; unique: contacts and
        companies without an exact duplicate / all of them; valid: contact points that are ones / all of them; fresh:
        contacts and companies touched, or else created, in the last stale_after_days / all of them.
    Unit: 0-100; rounded down, so that 100 says that nothing is left to mend.
    Empty: - without contacts, companies and key fields.
    Source: contacts, companies, contact points, and the records that key_fields names; as they are now.

    Args:
        parts: part → (good, all), both counts.

    Returns:
        The score, None when no part has anything to count.
    """
    over, under, weights = 0, 1, 0
    for part, (good, every) in parts.items():
        if every:
            weight = PARTS[part][0]
            # a sum of exact quotients, brought to one denominator
            over, under = over * every + weight * good * under, under * every
            weights += weight
    return 100 * over // (under * weights) if weights else None


def share(good: int, every: int) -> Share | None:
    """Gives the part that is good, None when there is nothing to count."""
    return Share(good, every) if every else None
