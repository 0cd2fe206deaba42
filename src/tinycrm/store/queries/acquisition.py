"""What is spent to win customers, and what campaigns cost, bring and are answered with."""

from __future__ import annotations

from tinycrm.domain.facts import CampaignFact
from tinycrm.store.cells import whole
from tinycrm.store.queries.parties import NO_SALE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Cell, Condition, Database

# sums in two parts, so that none can overflow: the dialects have no wider integer in common
_PART = 2**32


def _sum(amount: str) -> str:
    return f"sum({amount} / {_PART}), sum({amount} % {_PART})"


def _total(high: Cell, low: Cell) -> int:
    return whole(high) * _PART + whole(low)


def spent(db: Database, first: str, last: str, condition: Condition) -> Iterator[tuple[str, str, str, str, int, int]]:
    """Yields (kind, channel, currency, day, minor units, expenses) of the expenses between two days.

    Args:
        db: the connection.
        first, last: ISO days, both included.
        condition: which expenses count.
    """
    sql, params = condition
    query = (
        "SELECT expense.kind, expense.channel, expense.currency, expense.spent_on,"
        f" {_sum('expense.amount_minor')}, count(*) FROM expense WHERE expense.spent_on BETWEEN :first AND :last"
        f"{' AND ' + sql if sql else ''} GROUP BY expense.kind, expense.channel, expense.currency, expense.spent_on"
    )
    for chunk in db.stream(query, {**params, "first": first, "last": last}):
        for kind, channel, currency, day, high, low, count in chunk:
            yield str(kind), str(channel or ""), str(currency), str(day), _total(high, low), whole(count)


def responses(db: Database, first: str, last: str, condition: Condition) -> tuple[int, int]:
    """Gives how many members campaigns reached between two days, and how many of these answered up to the last.

    Args:
        db: the connection.
        first, last: ISO days, both included.
        condition: which campaigns count.
    """
    sql, params = condition
    which = f" AND m.campaign IN (SELECT campaign.id FROM campaign WHERE {sql})" if sql else ""
    row = db.one(
        "SELECT count(*), coalesce(sum(CASE WHEN m.answered_on <= :last THEN 1 ELSE 0 END), 0)"
        # who answered was reached, if nobody knows when
        f" FROM campaign_member AS m WHERE coalesce(m.reached_on, m.answered_on) BETWEEN :first AND :last{which}",
        {**params, "first": first, "last": last},
    )
    return (whole(row[0]), whole(row[1])) if row else (0, 0)


class Started:
    """The campaigns that started between two days, and what came of them up to the last one."""

    def __init__(self, db: Database, first: str, last: str, condition: Condition) -> None:
        """The campaigns are known.

        Args:
            db: the connection.
            first, last: ISO days, both included.
            condition: which campaigns count.
        """
        sql, params = condition
        self._db = db
        self._params: dict[str, Cell] = {**params, "first": first, "last": last}
        self._which = f"campaign.started_on BETWEEN :first AND :last{' AND ' + sql if sql else ''}"
        self._ids = f"SELECT campaign.id FROM campaign WHERE {self._which}"

    def campaigns(self) -> list[CampaignFact]:
        """Gives the campaigns, the latest first."""
        sql = (
            "SELECT campaign.id, campaign.name, campaign.channel, campaign.budget_minor, campaign.currency,"
            f" campaign.started_on FROM campaign WHERE {self._which} ORDER BY campaign.started_on DESC, campaign.id"
        )
        return [
            CampaignFact(
                whole(id),
                str(name),
                str(channel or ""),
                budget if isinstance(budget, int) else None,
                str(currency),
                str(started),
            )
            for id, name, channel, budget, currency, started in self._db.rows(sql, self._params)
        ]

    def expenses(self) -> Iterator[tuple[int, str, str, int]]:
        """Yields (campaign, currency, day, minor units) of what was spent on them."""
        yield from self._money(
            f"SELECT expense.campaign, expense.currency, expense.spent_on, {_sum('expense.amount_minor')} FROM expense"
            f" WHERE expense.campaign IN ({self._ids}) AND expense.spent_on <= :last"
            " GROUP BY expense.campaign, expense.currency, expense.spent_on"
        )

    def revenue(self, *, sold: bool) -> Iterator[tuple[int, str, str, int]]:
        """Yields (campaign, currency, day, minor units) of what they brought.

        Of sales that name the campaign, of sales that name none and belong to a deal of it, and of its won deals
        without sales of their own.

        Args:
            sold: whether a won deal counts.
        """
        own = (
            f"SELECT sale.campaign, sale.currency, sale.sold_on, {_sum('sale.amount_minor')} FROM sale"
            f" WHERE sale.campaign IN ({self._ids}) AND sale.sold_on <= :last"
            " GROUP BY sale.campaign, sale.currency, sale.sold_on"
        )
        of_deals = (
            f"SELECT deal.campaign, sale.currency, sale.sold_on, {_sum('sale.amount_minor')} FROM deal"
            " JOIN sale ON sale.deal = deal.id AND sale.campaign IS NULL AND sale.sold_on <= :last"
            f" WHERE deal.campaign IN ({self._ids}) GROUP BY deal.campaign, sale.currency, sale.sold_on"
        )
        won = (
            f"SELECT deal.campaign, deal.currency, deal.closed_on, {_sum('deal.value_minor')} FROM deal"
            f" WHERE deal.campaign IN ({self._ids}) AND deal.outcome = 'won' AND deal.closed_on <= :last"
            f" AND deal.value_minor IS NOT NULL AND {NO_SALE} GROUP BY deal.campaign, deal.currency, deal.closed_on"
        )
        for sql in (own, of_deals, won) if sold else (own, of_deals):
            yield from self._money(sql)

    def _money(self, sql: str) -> Iterator[tuple[int, str, str, int]]:
        for chunk in self._db.stream(sql, self._params, size=2000):
            for campaign, currency, day, high, low in chunk:
                yield whole(campaign), str(currency), str(day), _total(high, low)

    def answers(self) -> dict[int, tuple[int, int]]:
        """Gives campaign → (members reached, members who answered); who answered was reached."""
        sql = (
            "SELECT m.campaign,"
            " sum(CASE WHEN m.reached_on <= :last OR m.answered_on <= :last THEN 1 ELSE 0 END),"
            " sum(CASE WHEN m.answered_on <= :last THEN 1 ELSE 0 END)"
            f" FROM campaign_member AS m WHERE m.campaign IN ({self._ids}) GROUP BY m.campaign"
        )
        return {
            whole(campaign): (whole(reached), whole(answered))
            for campaign, reached, answered in self._db.rows(sql, self._params)
        }
