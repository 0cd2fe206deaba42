"""What happened with a record, from every table that remembers it."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row
    from tinycrm.store.sqlite.connect import Cell, Condition, Database, Tuple

_INTERACTIONS = {
    "contact": "i.id IN (SELECT interaction FROM interaction_contact WHERE contact = :id)",
    "company": (
        "i.id IN (SELECT interaction FROM interaction_company WHERE company = :id UNION"
        " SELECT l.interaction FROM contact_company AS cc JOIN interaction_contact AS l ON l.contact = cc.contact"
        " WHERE cc.company = :id)"
    ),
    "deal": "i.deal = :id",
}
_DEALS = {
    "contact": "d.id IN (SELECT deal FROM deal_contact WHERE contact = :id)",
    "company": "d.company = :id",
    "deal": "d.id = :id",
}


# one row a thing that happened: at, noun, kind, who, text, id, seq, what it is sorted by, minor units, currency, day;
# what is known by its day alone has the day, and the instant of its record in the place of its own
_SORTED = "CASE WHEN substr({at}, 1, 10) = {day} THEN {at} ELSE {day} || 'T12:00:00Z' END"
_PERSON = "coalesce((SELECT c.name FROM contact AS c WHERE c.id = {}.contact), '')"
_TURNS = (
    "CASE s.kind WHEN 'start' THEN 'subscription started' WHEN 'trial_end' THEN 'trial ended'"
    " WHEN 'change' THEN 'subscription changed' WHEN 'pause' THEN 'subscription paused'"
    " WHEN 'resume' THEN 'subscription resumed' WHEN 'cancel' THEN 'subscription cancelled'"
    " ELSE 'subscription ended' END"
)

_STEPS = (
    "SELECT l.at, l.noun, 'lifecycle', '', coalesce(nullif(l.old, '') || ' → ', '') || coalesce(l.new, '-'),"
    " l.record, l.seq, l.at, NULL, NULL, NULL FROM lifecycle_change AS l WHERE l.record = :id"
)


def has_related(db: Database, noun: str, to: str, id: int) -> bool:
    """Says whether any record of a noun belongs to another: before all that it takes to list them is loaded."""
    sql, params = related(noun, to, id)
    return db.one(f"SELECT 1 FROM {noun} WHERE {sql} LIMIT 1", params) is not None


def related(noun: str, to: str, id: int, *, today: str = "") -> Condition:
    """Gives the condition of the records of a noun that belong to another record.

    Of its tasks and tickets the open ones, of its subscriptions those that have not ended.

    Args:
        noun: "contact" (of a company), "deal" (of a contact or company), "task", "sale", "subscription", "ticket",
            "feedback".
        to: the other record's noun.
        id: the other record.
        today: the business day, ISO; for subscriptions.
    """
    sql = f"{noun}.{to} = :of"
    params: dict[str, Cell] = {"of": id}
    if noun == "contact":
        sql = "contact.id IN (SELECT contact FROM contact_company WHERE company = :of)"
    elif (noun, to) == ("deal", "contact"):
        sql = "deal.id IN (SELECT deal FROM deal_contact WHERE contact = :of)"
    elif noun == "subscription":
        sql += " AND (subscription.end_on IS NULL OR subscription.end_on >= :of_today)"
        params["of_today"] = today
    return sql + (f" AND {noun}.status = 'open'" if noun in ("task", "ticket") else ""), params


def timeline_rows(db: Database, noun: str, id: int, limit: int | None, *, today: str = "9999-12-31") -> list[Row]:
    """Gives {"at", "noun", "kind", "who", "text", "id"} of what happened with a record, newest first.

    What is known by its day alone has "DAY INSTANT" as its "at": the day, and when its record was made.

    Args:
        db: the connection.
        noun: "contact", "company" or "deal".
        id: the record.
        limit: at most so many; None for all.
        today: the business day, ISO: what is known to come has not happened.
    """
    parts = [*_talks(noun), *_money(noun), *_tickets(noun)]
    if noun != "deal":
        parts += [
            _STEPS,
            *_answers(noun),
        ]
    sql = " UNION ALL ".join(parts) + " ORDER BY 8 DESC, 7 DESC, 6 DESC LIMIT :limit"
    params: dict[str, Cell] = {"id": id, "limit": -1 if limit is None else limit, "today": today}
    return [_row(cells) for cells in db.rows(sql, params)]


def _row(cells: Tuple) -> Row:
    at, noun, kind, who, text, id, _, _, minor, currency, day = cells
    if minor is not None:
        from tinycrm.domain.money import human

        amount = human(whole(minor), str(currency))
        text = f"{text}: {amount}" if text else amount
    return {"at": f"{day} {at}" if day else at, "noun": noun, "kind": kind, "who": who, "text": text, "id": id}


def _talks(noun: str) -> list[str]:
    """Interactions, tasks that were done, moves of deals."""
    people = (
        "(SELECT c.name FROM interaction_contact AS l JOIN contact AS c ON c.id = l.contact"
        " WHERE l.interaction = i.id ORDER BY c.id LIMIT 1)"
    )
    interactions = (
        f"SELECT i.at AS at, 'interaction' AS noun, i.kind || coalesce(' ' || i.direction, '') AS kind,"
        f" {people} AS who, i.summary AS text, i.id AS id, 0 AS seq, i.at AS sorted, NULL AS minor,"
        f" NULL AS currency, NULL AS day FROM interaction AS i WHERE {_INTERACTIONS[noun]}"
    )
    tasks = (
        "SELECT t.done_at, 'task', 'task done', t.owner, t.title, t.id, 0, t.done_at, NULL, NULL, NULL"
        f" FROM task AS t WHERE t.{noun} = :id AND t.status = 'done'"
    )
    stays = (
        "SELECT s.entered_at, 'deal', CASE WHEN s.seq = 1 THEN 'deal opened' WHEN s.outcome = 'open' THEN 'deal moved'"
        " ELSE 'deal ' || s.outcome END, d.owner, d.title || ': ' || s.stage, d.id, s.seq, s.entered_at,"
        f" NULL, NULL, NULL FROM stage_stay AS s JOIN deal AS d ON d.id = s.deal WHERE {_DEALS[noun]}"
    )
    return [interactions, tasks, stays]


def _money(noun: str) -> list[str]:
    """Sales, refunds, and what became of subscriptions."""
    sold = _SORTED.format(at="a.created_at", day="a.sold_on")
    turned = _SORTED.format(at="b.created_at", day="s.changed_on")
    sales = (
        "SELECT a.created_at, 'sale', CASE WHEN a.amount_minor < 0 THEN 'refund' ELSE 'sale' END,"
        f" {_PERSON.format('a')}, coalesce(a.product, ''), a.id, 0, {sold}, a.amount_minor, a.currency, a.sold_on"
        f" FROM sale AS a WHERE a.{noun} = :id AND a.sold_on <= :today"
    )
    subscriptions = (
        f"SELECT b.created_at, 'subscription', {_TURNS}, {_PERSON.format('b')}, coalesce(b.product, ''), b.id, s.seq,"
        f" {turned}, CASE WHEN s.amount_minor > 0 THEN s.amount_minor END, s.currency, s.changed_on"
        " FROM subscription AS b JOIN subscription_change AS s ON s.subscription = b.id"
        f" WHERE b.{noun} = :id AND s.changed_on <= :today"
    )
    return [sales, subscriptions]


def _tickets(noun: str) -> list[str]:
    """Tickets opened, first answered, resolved."""
    return [
        f"SELECT t.{at}, 'ticket', 'ticket {word}', {_PERSON.format('t')}, t.title, t.id, {seq}, t.{at},"
        f" NULL, NULL, NULL FROM ticket AS t WHERE t.{noun} = :id AND t.{at} IS NOT NULL"
        for seq, (at, word) in enumerate(
            (("opened_at", "opened"), ("first_answered_at", "answered"), ("resolved_at", "resolved"))
        )
    ]


def _answers(noun: str) -> list[str]:
    """Feedback, and campaigns that reached them or that they answered."""
    feedback = (
        f"SELECT f.at, 'feedback', 'feedback ' || f.kind, {_PERSON.format('f')},"
        " CAST(f.score AS TEXT) || coalesce(': ' || f.comment, ''), f.id, 0, f.at, NULL, NULL, NULL"
        f" FROM feedback AS f WHERE f.{noun} = :id"
    )
    campaigns = [
        f"SELECT m.{word}_at, 'campaign', 'campaign {word}', '', k.name, k.id, {seq}, m.{word}_at, NULL, NULL, NULL"
        f" FROM campaign_member AS m JOIN campaign AS k ON k.id = m.campaign"
        f" WHERE m.record = :id AND m.{word}_at IS NOT NULL"
        for seq, word in enumerate(("reached", "answered"))
    ]
    return [feedback, *campaigns]


def relations_of(db: Database, id: int) -> list[Row]:
    """Gives {"kind", "id", "name"} of the people a contact is linked with, in both directions."""
    sql = (
        "SELECT r.kind, c.id, c.name, 0 FROM relation AS r JOIN contact AS c ON c.id = r.other WHERE r.contact = :id"
        " UNION ALL SELECT r.kind, c.id, c.name, 1 FROM relation AS r JOIN contact AS c ON c.id = r.contact"
        " WHERE r.other = :id ORDER BY 1, 3, 2"
    )
    rows: list[Row] = []
    for kind, other, name, reverse in db.rows(sql, {"id": id}):
        rows.append({"kind": f"{kind} of" if not reverse else f"has {kind}", "id": int(str(other)), "name": str(name)})
    return rows
