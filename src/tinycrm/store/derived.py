"""The SQL of each derived field, over the table of its noun; `:today` and `:now` are parameters of every such query."""

from __future__ import annotations

from tinycrm.domain.derived import DAYS_SINCE, LAST_DAY
from tinycrm.errors import UsageError
from tinycrm.store import purchases
from tinycrm.store.amounts import rounded, total
from tinycrm.store.related import related
from tinycrm.store.sqlite import dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.fields import Field
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.reading import Reading
    from tinycrm.domain.settings import Settings

_PARTIES = ("contact", "company")
# name → where the rows are that it counts, {id} being the record's
_LINKED_DEALS = {
    "contact": "deal_contact AS l JOIN deal AS d ON d.id = l.deal WHERE l.contact = contact.id",
    "company": "deal AS d WHERE d.company = company.id",
}


def computed(noun: str, field: Field, reading: Reading, pipelines: Pipelines) -> str:
    """Gives the SQL of a derived field: amounts in minor units, hours in seconds, a mark of last touch as an instant.

    Raises:
        UsageError: the field is none that a query can work out.
    """
    settings = reading.settings
    made = ""
    if noun in _PARTIES:
        made = _money_of_party(noun, field.key, settings) or _work_of_party(noun, field.key)
    elif noun == "deal":
        made = _of_deal(field.key, pipelines)
    elif noun == "subscription":
        made = _of_subscription(field.key)
    elif noun == "ticket":
        made = _of_ticket(field.key)
    elif noun == "campaign":
        made = _of_campaign(field.key, settings)
    if made:
        return made
    if field.key == "segment":
        raise UsageError("a segment is no column", hint="segment = NAME narrows a filter; --segment NAME a list")
    raise UsageError(f"{field.key} of a {noun} is counted for a page only", hint=f"--columns {field.key} shows it")


def _money_of_party(noun: str, key: str, settings: Settings) -> str:
    whose = f"{noun}.id"
    if key in ("first_sale", "last_sale"):
        end = "min" if key == "first_sale" else "max"
        return f"(SELECT {end}(p.day) FROM ({purchases.purchase_days(whose, settings)}) AS p)"
    if key == "sales":
        return purchases.purchase_count(whose, settings)
    if key == "total_sales":
        return purchases.net_sales(whose, settings)
    if key == "ltv_to_date":
        return purchases.revenue(whose, settings)
    if key == "mrr":
        return purchases.mrr_of_party(whose, settings)
    if key == "rfm":
        return purchases.rfm_text(whose, settings)
    return purchases.rfm_class(whose, settings) if key == "rfm_class" else ""


def _work_of_party(noun: str, key: str) -> str:
    whose = f"{noun}.id"
    if key in (LAST_DAY, DAYS_SINCE):
        return f"{noun}.last_touch_at"
    if key == "interactions":
        return _interactions(noun)
    if key in ("deals", "open_deals", "won_deals", "lost_deals"):
        outcome = key.partition("_")[0]
        of = "*" if key == "deals" else _those(f"d.outcome = '{outcome}'")
        return f"(SELECT count({of}) FROM {_LINKED_DEALS[noun]})"
    if key in ("tasks", "open_tasks", "next_task"):
        return _tasks(noun, key)
    if key in ("tickets", "open_tickets"):
        of = _those("k.status = 'open'") if key == "open_tickets" else "*"
        # of a person all that they asked, of a company all that its people asked for it
        return f"(SELECT count({of}) FROM ticket AS k WHERE k.{noun} = {whose})"
    if key == "last_feedback":
        return f"(SELECT max(b.on_day) FROM feedback AS b WHERE b.{noun} = {whose})"
    if key == "nps":
        return (
            f"(SELECT b.score FROM feedback AS b WHERE b.{noun} = {whose} AND b.kind = 'nps'"
            " ORDER BY b.at DESC, b.id DESC LIMIT 1)"
        )
    if key == "contacts":
        return "(SELECT count(*) FROM contact_company AS l WHERE l.company = company.id)"
    return ""


def _interactions(noun: str) -> str:
    if noun == "contact":
        return "(SELECT count(*) FROM interaction_contact AS l WHERE l.contact = contact.id)"
    # a call with two of its people is one
    return (
        "(SELECT count(*) FROM (SELECT l.interaction FROM interaction_company AS l WHERE l.company = company.id"
        " UNION SELECT i.interaction FROM contact_company AS w"
        " JOIN interaction_contact AS i ON i.contact = w.contact WHERE w.company = company.id) AS u)"
    )


def _tasks(noun: str, key: str) -> str:
    found = {
        "tasks": "count(*)",
        "open_tasks": "count(CASE WHEN t.status = 'open' THEN 1 END)",
        "next_task": "min(CASE WHEN t.status = 'open' THEN t.due_on END)",
    }[key]
    return f"(SELECT {found} FROM task AS t WHERE t.{noun} = {noun}.id)"


def _those(condition: str) -> str:
    """Gives what counts the rows of a condition. In a WHERE it would draw SQLite to the index of all open ones."""
    return f"CASE WHEN {condition} THEN 1 END"


def _of_deal(key: str, pipelines: Pipelines) -> str:
    if key == "days_in_stage":
        days = dialect.days_between(":today", "deal.stage_entered_on")
        return f"CASE WHEN deal.outcome = 'open' THEN {days} END"
    if key == "age_days":
        return dialect.days_between("coalesce(deal.closed_on, :today)", "deal.opened_on")
    if key == "rotting":
        return _rotting(pipelines)
    if key == LAST_DAY:
        return (
            "(SELECT i.on_day FROM interaction AS i WHERE i.deal = deal.id AND i.kind <> 'note'"
            " ORDER BY i.at DESC LIMIT 1)"
        )
    if key == "interactions":
        return "(SELECT count(*) FROM interaction AS i WHERE i.deal = deal.id)"
    return _tasks("deal", key) if key in ("tasks", "open_tasks", "next_task") else ""


def _rotting(pipelines: Pipelines) -> str:
    from tinycrm.store.expressions import quoted

    days = dialect.days_between(":today", "deal.stage_entered_on")
    cases = [
        f"WHEN deal.pipeline = '{quoted(pipeline.key)}' AND deal.stage = '{quoted(stage.key)}'"
        f" AND {days} > {int(stage.rot_days)} THEN 1"
        for pipeline in pipelines
        for stage in pipeline.stages
        if stage.rot_days is not None and stage.outcome == "open"
    ]
    return f"CASE WHEN deal.outcome <> 'open' THEN 0 {' '.join(cases)} ELSE 0 END"


def _of_subscription(key: str) -> str:
    ends = (
        "coalesce(subscription.end_on, (SELECT min(m.ends_on) FROM subscription_term AS m"
        " WHERE m.subscription = subscription.id AND m.outcome = 'open'))"
    )
    if key == "status":
        return _status()
    if key == "mrr":
        change = (
            f"(SELECT {purchases.monthly('c')} FROM subscription_change AS c WHERE c.subscription = subscription.id"
            f" AND c.seq = {purchases.held('subscription.id')})"
        )
        amount = rounded(f"(t.part / {purchases.MONTH})", f"(t.part % {purchases.MONTH})", purchases.MONTH)
        return f"(SELECT {amount} FROM (SELECT coalesce({change}, 0) AS part) AS t)"
    if key == "next_due":
        return dialect.next_due(purchases.history_of("subscription.id"), ":today")
    return dialect.days_between(ends, ":today") if key == "days_to_end" else ""


def _status() -> str:
    def change(narrow: str) -> str:
        return f"EXISTS (SELECT 1 FROM subscription_change AS c WHERE c.subscription = subscription.id AND {narrow})"

    last = (
        "(SELECT c.kind FROM subscription_change AS c WHERE c.subscription = subscription.id"
        " AND c.changed_on <= :today AND c.kind IN ('start', 'trial_end', 'pause', 'resume', 'end')"
        " ORDER BY c.seq DESC LIMIT 1)"
    )
    cancelled = change("c.kind = 'cancel' AND c.changed_on <= :today")
    trial = change("c.kind = 'trial_end' AND c.changed_on > :today")
    return (
        "CASE WHEN subscription.start_on > :today THEN 'coming' WHEN subscription.end_on < :today THEN 'ended'"
        f" WHEN subscription.end_on IS NOT NULL AND {cancelled} THEN 'cancelled'"
        f" WHEN {trial} THEN 'trial' WHEN {last} = 'pause' THEN 'paused' ELSE 'active' END"
    )


def _of_ticket(key: str) -> str:
    if key == "age_hours":
        return dialect.seconds_between("coalesce(ticket.resolved_at, :now)", "ticket.opened_at")
    if key == "age_days":
        return dialect.days_between("coalesce(ticket.resolved_on, :today)", "ticket.opened_on")
    if key == "response_hours":
        return dialect.seconds_between("ticket.first_answered_at", "ticket.opened_at")
    return dialect.seconds_between("ticket.resolved_at", "ticket.opened_at") if key == "resolution_hours" else ""


def _of_campaign(key: str, settings: Settings) -> str:
    if key in ("members", "reached", "answered"):
        narrow = "" if key == "members" else f" AND m.{key}_at IS NOT NULL"
        return f"(SELECT count(*) FROM campaign_member AS m WHERE m.campaign = campaign.id{narrow})"
    if key == "spent":
        rows = (
            "SELECT e.currency AS currency, e.spent_on AS day, e.amount_minor AS minor FROM expense AS e"
            " WHERE e.campaign = campaign.id AND e.spent_on <= :today"
        )
        return total(rows, settings)
    if key != "revenue":
        return ""
    rows = (
        "SELECT s.currency AS currency, s.sold_on AS day, s.amount_minor AS minor FROM sale AS s"
        " WHERE s.campaign = campaign.id AND s.sold_on <= :today"
        " UNION ALL SELECT s.currency, s.sold_on, s.amount_minor FROM deal AS d JOIN sale AS s ON s.deal = d.id"
        " WHERE d.campaign = campaign.id AND s.campaign IS NULL AND s.sold_on <= :today"
    )
    if settings.won_deals_are_sales:
        rows += (
            " UNION ALL SELECT d.currency, d.closed_on, d.value_minor FROM deal AS d"
            f" WHERE d.campaign = campaign.id AND {purchases.won()}"
        )
    return total(rows, settings)


def counted(noun: str, field: Field) -> str:
    """Gives the SQL that says whether a count is above 0, where an index answers sooner than by counting; else ""."""
    # a purchase is not all that a sale is
    return "" if field.key == "sales" else related(noun, field.key)
