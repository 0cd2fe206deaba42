"""What happened with a record, from every table that remembers it."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

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


# where a record holds others that do not name it
_HELD = {
    ("contact", "interaction"): "interaction_contact WHERE contact = :id",
    ("company", "interaction"): (
        "interaction_company WHERE company = :id) OR EXISTS (SELECT 1 FROM contact_company WHERE company = :id"
    ),
    ("company", "contact"): "contact_company WHERE company = :id",
    ("contact", "deal"): "deal_contact WHERE contact = :id",
    ("deal", "deal"): "deal WHERE id = :id",
    ("contact", "relation"): "relation WHERE contact = :id OR other = :id",
}
_OF_PARTIES = ("feedback", "campaign_member", "lifecycle_change")

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


def held_of(db: Database, noun: str, id: int) -> frozenset[str]:
    """Gives the nouns and tables that hold anything of a record: of most records hardly any do.

    Args:
        db: the connection.
        noun: "contact", "company" or "deal".
        id: the record.
    """
    names = ["interaction", "deal", "task", "sale", "subscription", "ticket"]
    if noun != "deal":
        names += _OF_PARTIES
        names.append("relation" if noun == "contact" else "contact")
    tests: list[str] = []
    for name in names:
        column = "record" if name in ("campaign_member", "lifecycle_change") else noun
        tests.append(f"EXISTS (SELECT 1 FROM {_HELD.get((noun, name), f'{name} WHERE {column} = :id')})")
    found = db.one(f"SELECT {', '.join(tests)}", {"id": id}) or ()
    return frozenset(name for name, held in zip(names, found, strict=False) if held)


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


def timeline_rows(
    db: Database,
    noun: str,
    id: int,
    limit: int | None,
    *,
    today: str = "9999-12-31",
    held: Collection[str] | None = None,
) -> list[Row]:
    """Gives {"at", "noun", "kind", "who", "text", "id"} of what happened with a record, newest first.

    What is known by its day alone has "DAY INSTANT" as its "at": the day, and when its record was made.

    Args:
        db: the connection.
        noun: "contact", "company" or "deal".
        id: the record.
        limit: at most so many; None for all.
        today: the business day, ISO: what is known to come has not happened.
        held: what `held_of` gave, when that is known.
    """
    held = held_of(db, noun, id) if held is None else held
    makers = (
        ("interaction", _talks), ("task", _tasks), ("deal", _moves), ("sale", _sales), ("subscription", _turns),
        ("ticket", _tickets), ("lifecycle_change", _steps), ("feedback", _answers), ("campaign_member", _campaigns),
    )  # fmt: skip
    parts = [make(noun) for table, make in makers if table in held]
    if not parts:
        return []
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


def _talks(noun: str) -> str:
    people = (
        "(SELECT c.name FROM interaction_contact AS l JOIN contact AS c ON c.id = l.contact"
        " WHERE l.interaction = i.id ORDER BY c.id LIMIT 1)"
    )
    return (
        f"SELECT i.at, 'interaction', i.kind || coalesce(' ' || i.direction, ''), {people}, i.summary, i.id, 0, i.at,"
        f" NULL, NULL, NULL FROM interaction AS i WHERE {_INTERACTIONS[noun]}"
    )


def _tasks(noun: str) -> str:
    return (
        "SELECT t.done_at, 'task', 'task done', t.owner, t.title, t.id, 0, t.done_at, NULL, NULL, NULL"
        f" FROM task AS t WHERE t.{noun} = :id AND t.status = 'done'"
    )


def _moves(noun: str) -> str:
    return (
        "SELECT s.entered_at, 'deal', CASE WHEN s.seq = 1 THEN 'deal opened' WHEN s.outcome = 'open' THEN 'deal moved'"
        " ELSE 'deal ' || s.outcome END, d.owner, d.title || ': ' || s.stage, d.id, s.seq, s.entered_at,"
        f" NULL, NULL, NULL FROM stage_stay AS s JOIN deal AS d ON d.id = s.deal WHERE {_DEALS[noun]}"
    )


def _sales(noun: str) -> str:
    sold = _SORTED.format(at="a.created_at", day="a.sold_on")
    return (
        "SELECT a.created_at, 'sale', CASE WHEN a.amount_minor < 0 THEN 'refund' ELSE 'sale' END,"
        f" {_PERSON.format('a')}, coalesce(a.product, ''), a.id, 0, {sold}, a.amount_minor, a.currency, a.sold_on"
        f" FROM sale AS a WHERE a.{noun} = :id AND a.sold_on <= :today"
    )


def _turns(noun: str) -> str:
    turned = _SORTED.format(at="b.created_at", day="s.changed_on")
    return (
        f"SELECT b.created_at, 'subscription', {_TURNS}, {_PERSON.format('b')}, coalesce(b.product, ''), b.id, s.seq,"
        f" {turned}, CASE WHEN s.amount_minor > 0 THEN s.amount_minor END, s.currency, s.changed_on"
        " FROM subscription AS b JOIN subscription_change AS s ON s.subscription = b.id"
        f" WHERE b.{noun} = :id AND s.changed_on <= :today"
    )


def _tickets(noun: str) -> str:
    return " UNION ALL ".join(
        f"SELECT t.{at}, 'ticket', 'ticket {word}', {_PERSON.format('t')}, t.title, t.id, {seq}, t.{at},"
        f" NULL, NULL, NULL FROM ticket AS t WHERE t.{noun} = :id AND t.{at} IS NOT NULL"
        for seq, (at, word) in enumerate(
            (("opened_at", "opened"), ("first_answered_at", "answered"), ("resolved_at", "resolved"))
        )
    )


def _steps(_: str) -> str:
    return (
        "SELECT l.at, l.noun, 'lifecycle', '', coalesce(nullif(l.old, '') || ' → ', '') || coalesce(l.new, '-'),"
        " l.record, l.seq, l.at, NULL, NULL, NULL FROM lifecycle_change AS l WHERE l.record = :id"
    )


def _answers(noun: str) -> str:
    return (
        f"SELECT f.at, 'feedback', 'feedback ' || f.kind, {_PERSON.format('f')},"
        " CAST(f.score AS TEXT) || coalesce(': ' || f.comment, ''), f.id, 0, f.at, NULL, NULL, NULL"
        f" FROM feedback AS f WHERE f.{noun} = :id"
    )


def _campaigns(_: str) -> str:
    """Campaigns that reached them, and those that they answered."""
    return " UNION ALL ".join(
        f"SELECT m.{word}_at, 'campaign', 'campaign {word}', '', k.name, k.id, {seq}, m.{word}_at, NULL, NULL, NULL"
        " FROM campaign_member AS m JOIN campaign AS k ON k.id = m.campaign"
        f" WHERE m.record = :id AND m.{word}_at IS NOT NULL"
        for seq, word in enumerate(("reached", "answered"))
    )


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
