"""What was bought and by whom, as SQL: purchases, refunds, subscriptions, and scores over all who ever bought."""

from __future__ import annotations

from tinycrm.domain.rfm import LEAST, SCORES
from tinycrm.domain.rfm import rfm_class as class_of
from tinycrm.store.amounts import aggregates, spans, total
from tinycrm.store.bought import bought, unsold
from tinycrm.store.bought import won as is_won
from tinycrm.store.sqlite import dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.settings import Settings

# A month in parts that a half, a third … a 1,200th of it fill without a rest, and a week of it: 12/52.
MONTH = 720_720
WEEK = MONTH * 52 // 12


def purchase_days(whose: str, settings: Settings) -> str:
    """Gives the SELECT of the days on which somebody bought, up to `:today`: sales of 0 and more, won deals without.

    Args:
        whose: the SQL of the party's id.
        settings: whether a won deal counts.
    """
    days = f"SELECT s.sold_on AS day FROM sale AS s WHERE s.party = {whose} AND {bought('s')} AND s.sold_on <= :today"
    if settings.won_deals_are_sales:
        days += f" UNION ALL SELECT d.closed_on FROM deal AS d WHERE d.party = {whose} AND {won()}"
    return days


def won() -> str:
    """Gives the SQL of a deal `d` that is won, up to `:today`, without a sale of its own."""
    return f"{is_won('d')} AND d.closed_on <= :today AND {unsold('d')}"


def purchase_count(whose: str, settings: Settings) -> str:
    """Gives the number of those days' purchases."""
    count = f"(SELECT count(*) FROM sale AS s WHERE s.party = {whose} AND {bought('s')} AND s.sold_on <= :today)"
    if settings.won_deals_are_sales:
        count = f"({count} + (SELECT count(*) FROM deal AS d WHERE d.party = {whose} AND {won()}))"
    return count


def net_sales(whose: str, settings: Settings) -> str:
    """Gives what somebody bought less what was paid back, up to `:today`, in minor units of the base currency."""
    return total(_earned(whose, settings), settings)


def revenue(whose: str, settings: Settings) -> str:
    """Gives net sales and what subscriptions fell due up to `:today` without a sale for the due day."""
    return total(f"{_earned(whose, settings)} UNION ALL {_unpaid(whose, settings)}", settings)


def _earned(whose: str, settings: Settings) -> str:
    rows = (
        "SELECT s.currency AS currency, s.sold_on AS day, s.amount_minor AS minor FROM sale AS s"
        f" WHERE s.party = {whose} AND s.sold_on <= :today"
    )
    if settings.won_deals_are_sales:
        rows += (
            " UNION ALL SELECT d.currency, d.closed_on, d.value_minor FROM deal AS d"
            f" WHERE d.party = {whose} AND {won()}"
        )
    return rows


def _unpaid(whose: str, settings: Settings) -> str:
    """The dues of each stretch of one rate, as if all of it were due on its first day."""
    history = history_of("s.id")
    paid = dialect.joined("p.due_on", "sale AS p WHERE p.subscription = s.id AND p.due_on IS NOT NULL")
    rows: list[str] = []
    for stretch in spans(settings):
        minor = dialect.unpaid(history, paid, stretch, ":today")
        rows.append(
            f"SELECT '{stretch[0]}' AS currency, '{stretch[1]}' AS day, {minor} AS minor FROM subscription AS s"
            f" WHERE s.party = {whose} AND s.start_on <= :today"
        )
    return " UNION ALL ".join(rows)


def history_of(subscription: str) -> str:
    """Gives the changes of a subscription as one text, as `domain/dues.py` reads it."""
    change = "c.kind || ' ' || c.changed_on || ' ' || c.amount_minor || ' ' || c.currency || ' ' || c.interval"
    return dialect.joined(change, f"subscription_change AS c WHERE c.subscription = {subscription} ORDER BY c.seq")


def monthly(alias: str) -> str:
    """Gives what a change's amount comes to in a month, times MONTH."""
    count = dialect.leading_number(f"{alias}.interval")
    parts = (
        (f"{alias}.interval = 'month'", f"{MONTH}"),
        (f"{alias}.interval = 'week'", f"{WEEK}"),
        (f"{alias}.interval LIKE '%months'", f"{MONTH} / {count}"),
    )
    cases = " ".join(f"WHEN {when} THEN {alias}.amount_minor * {part}" for when, part in parts)
    return f"CASE {cases} ELSE {alias}.amount_minor * {WEEK} / {count} END"


def held(subscription: str) -> str:
    """Gives the key of the change of a subscription that holds on `:today`."""
    return (
        "(SELECT n.seq FROM subscription_change AS n"
        f" WHERE n.subscription = {subscription} AND n.changed_on <= :today ORDER BY n.seq DESC LIMIT 1)"
    )


def mrr_of_party(whose: str, settings: Settings) -> str:
    """Gives what all subscriptions of somebody bring in a month, as of `:today`, in the base currency."""
    rows = (
        f"SELECT c.currency AS currency, :today AS day, {monthly('c')} AS minor FROM subscription AS s"
        " JOIN subscription_change AS c ON c.subscription = s.id"
        f" WHERE s.party = {whose} AND c.seq = {held('s.id')}"
    )
    return total(rows, settings, under=MONTH)


def rfm_text(whose: str, settings: Settings) -> str:
    """Gives the three scores of somebody as text, "545"; NULL without a purchase, and while fewer than five bought."""
    score = "x.r * 100 + x.f * 10 + x.m"
    return f"(SELECT CAST({score} AS TEXT) FROM ({_scores(settings)}) AS x WHERE x.party = {whose})"


def rfm_class(whose: str, settings: Settings) -> str:
    """Gives the class that the three scores mean."""
    # by recency and by the mean of frequency and money, rounded up
    meant: dict[str, list[str]] = {}
    for recency in range(1, SCORES + 1):
        for both in range(1, SCORES + 1):
            meant.setdefault(class_of(recency, both, both), []).append(str(recency * 10 + both))
    place = "x.r * 10 + (x.f + x.m + 1) / 2"
    cases = " ".join(f"WHEN {place} IN ({', '.join(places)}) THEN '{word}'" for word, places in meant.items())
    cases = f"CASE {cases} END"
    return f"(SELECT {cases} FROM ({_scores(settings)}) AS x WHERE x.party = {whose})"


def _scores(settings: Settings) -> str:
    """The scores of all who ever bought. It speaks of nothing around it, so that it is worked out once."""
    rows = (
        "SELECT s.party AS party, s.currency AS currency, s.sold_on AS day, s.amount_minor AS minor,"
        f" CASE WHEN {bought('s')} THEN 1 ELSE 0 END AS bought FROM sale AS s"
        " WHERE s.party IS NOT NULL AND s.sold_on <= :today"
    )
    if settings.won_deals_are_sales:
        rows += (
            " UNION ALL SELECT d.party, d.currency, d.closed_on, coalesce(d.value_minor, 0), 1 FROM deal AS d"
            f" WHERE d.party IS NOT NULL AND {won()}"
        )
    sums, finish = aggregates(settings)
    named = ", ".join(f"{one} AS s{at}" for at, one in enumerate(sums))
    parties = (
        "SELECT a.party AS party, max(CASE WHEN a.bought = 1 THEN a.day END) AS last, sum(a.bought) AS bought,"
        f" sum(a.minor) AS as_is, min(a.currency) AS low, max(a.currency) AS high, {named}"
        f" FROM ({rows}) AS a GROUP BY a.party HAVING sum(a.bought) > 0"
    )
    # amounts of one single currency are compared as they are, whichever it is
    alike = "min(t.low) OVER () = max(t.high) OVER ()"
    money = f"CASE WHEN {alike} THEN t.as_is ELSE {finish or 't.s0'} END"
    worth = f"SELECT t.party AS party, t.last AS last, t.bought AS bought, {money} AS money FROM ({parties}) AS t"
    worse = ", ".join(
        f"1 + {SCORES} * (rank() OVER (ORDER BY w.{by}) - 1) / count(*) OVER () AS {name}"
        for name, by in (("r", "last"), ("f", "bought"), ("m", "money"))
    )
    scored = f"SELECT w.party AS party, {worse}, count(*) OVER () AS n FROM ({worth}) AS w"
    return f"SELECT y.party AS party, y.r AS r, y.f AS f, y.m AS m FROM ({scored}) AS y WHERE y.n >= {LEAST}"
