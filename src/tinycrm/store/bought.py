"""What a purchase is, as SQL, for filters and reports alike: a sale, a won deal without sales, a price paid."""

from __future__ import annotations


def bought(sale: str) -> str:
    """Gives whether a sale is a purchase; a refund, which is less than 0, is none.

    Args:
        sale: the name of the table in the query.
    """
    return f"{sale}.amount_minor >= 0"


def won(deal: str) -> str:
    """Gives whether a deal is won: with `unsold` it is a purchase on its closing day.

    Args:
        deal: the name of the table in the query.
    """
    return f"{deal}.outcome = 'won'"


def unsold(deal: str) -> str:
    """Gives whether a deal has no sale of its own that is a purchase.

    Args:
        deal: the name of the table in the query; "own" is taken.
    """
    return f"NOT EXISTS (SELECT 1 FROM sale AS own WHERE own.deal = {deal}.id AND {bought('own')})"


def paid(change: str) -> str:
    """Gives whether a subscription is paid from a change on; what another took back on its own day was never paid.

    Args:
        change: the name of the table in the query; "later" is taken.
    """
    return (
        f"{change}.amount_minor > 0 AND NOT EXISTS (SELECT 1 FROM subscription_change AS later"
        f" WHERE later.subscription = {change}.subscription AND later.changed_on = {change}.changed_on"
        f" AND later.seq > {change}.seq)"
    )
