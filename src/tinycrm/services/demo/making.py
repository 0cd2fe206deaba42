"""Fills an empty database with the small business of `demo_data`, dated around today, through the usual services."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.services.contacts import relate
from tinycrm.services.deals import Move, insert_deal, move_one
from tinycrm.services.demo import trade
from tinycrm.services.demo.data import COMPANIES, CONTACTS, DEALS, DONE, INTERACTIONS, RELATIONS, TASKS
from tinycrm.services.demo.past import Past
from tinycrm.services.interactions import Entry, log_interaction
from tinycrm.services.records import add_record
from tinycrm.services.tasks import insert_task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_PATH = ("lead", "qualified", "proposal", "negotiation")


def fill(work: Work) -> None:
    """The business is in the database, in one operation."""
    today = date.fromisoformat(work.today)
    with work.write() as unit:
        unit.as_history()
        companies = [_company(work, unit, row) for row in COMPANIES]
        contacts = [_contact(work, unit, number, row, companies, today) for number, row in enumerate(CONTACTS)]
        deals = {row[0]: _deal(work, unit, row, companies, contacts, today) for row in DEALS}
        for contact, kind, other in RELATIONS:
            relate(work, str(contacts[contact]), kind, str(contacts[other]))
        for who, kind, direction, ago, text, minutes, outcome, deal in INTERACTIONS:
            at = (today - timedelta(days=ago)).isoformat()
            entry = Entry(
                kind,
                str(contacts[who]),
                text,
                at=f"{at} 11:00" if ago else "",
                direction=direction,
                minutes=minutes,
                outcome=outcome,
                deal=str(deals[deal]) if deal else "",
            )
            log_interaction(work, entry)
        for title, days, time, priority, repeat, whom, deal in TASKS:
            due = [] if days is None else [f"{(today + timedelta(days=days)).isoformat()} {time}".strip()]
            given = {"title": [title], "due_on": due, "priority": [priority], "repeat": [repeat] if repeat else []}
            insert_task(
                work, unit, given, {"contact": None if whom is None else contacts[whom], "deal": deals.get(deal)}
            )
        for title, due_ago, done_ago, whom, deal in DONE:
            given = {"title": [title], "due_on": [(today - timedelta(days=due_ago)).isoformat()]}
            task = insert_task(work, unit, given, {"contact": contacts[whom], "deal": deals[deal]})
            day = (today - timedelta(days=done_ago)).isoformat()
            done_at = work.reading.clock.to_instant(day, "16:00")
            unit.update("task", (task,), {"status": "done", "done_at": done_at, "done_on": day})
        _fill_past(work, unit, companies, contacts, today)
    work.also.clear()


def settings_text(today: date) -> str:
    """Gives what config.yaml of the demonstration says besides the usual: rates and goals."""
    first, second = (today - timedelta(days=ago) for ago in (760, 240))
    return trade.SETTINGS.format(a=first.isoformat(), b=second.isoformat())


def _fill_past(work: Work, unit: Unit, companies: list[int], contacts: list[int], today: date) -> None:
    """The two years before are there, behind all records of the present."""
    companies += [_company(work, unit, row) for row in trade.COMPANIES]
    for number, person in enumerate(trade.CONTACTS, len(contacts)):
        contacts.append(_contact(work, unit, number, person, companies, today))
    deals: dict[str, int] = {}
    for title, company, contact, value, opened, outcome, closed, reason in trade.DEALS:
        past = (title, company, contact, value, opened, outcome, closed, None, reason)
        deals[title] = _deal(work, unit, past, companies, contacts, today)
    Past(work, unit, companies, contacts, today).write(deals)
    for number, whoever in enumerate((*CONTACTS, *trade.CONTACTS)):
        step = whoever[3]
        _live(work, unit, "contact", contacts[number], step, _lead_ago(number, step), _first(number), today)
    for number, id in enumerate(companies):
        first = min((buyer[2] for buyer in trade.BUYERS if buyer[0] == number), default=0)
        if first:
            _live(work, unit, "company", id, "customer", 0, first, today)


def _first(contact: int) -> int:
    """How many days ago a contact bought for the first time: the company's other people came soon after."""
    companies = [row[1] for row in (*CONTACTS, *trade.CONTACTS)]
    own = [first for _, buyer, first, *_ in trade.BUYERS if buyer == contact]
    beside = [first for company, _, first, *_ in trade.BUYERS if company == companies[contact] is not None]
    return own[0] if own else beside[0] - 20 if beside else 60


def _lead_ago(number: int, step: str) -> int:
    """How many days ago somebody became a lead: customers some weeks before they bought first."""
    if step in ("customer", "former"):
        return _first(number) + 8 + number * 5 % 24
    return trade.LEADS.get(number, 12 + number * 23 % 280)


def _live(work: Work, unit: Unit, noun: str, id: int, step: str, lead: int, first: int, today: date) -> None:
    """The way that somebody went is remembered with its days, as if each step had been kept when it happened."""
    ways = {"subscriber": ("subscriber",), "lead": ("lead",), "qualified": ("lead", "qualified")}
    way = ways.get(step, ("lead", "customer", "former") if step == "former" else ("lead", "customer"))
    way = way if lead else way[1:]
    ago = {"subscriber": lead, "lead": lead, "qualified": max(lead - 8, 0), "customer": first, "former": 200}
    unit.delete_all("lifecycle_change", "record", id)
    old: str | None = None
    for seq, new in enumerate(way, 1):
        day = (today - timedelta(days=ago[new])).isoformat()
        at = min(work.reading.clock.to_instant(day, "10:00"), unit.moment)
        row: dict[str, Cell] = {"record": id, "seq": seq, "noun": noun, "old": old, "new": new, "at": at}
        unit.insert("lifecycle_change", {**row, "on_day": day})
        old = new
    if "customer" in way:
        since = (today - timedelta(days=first)).isoformat()
        unit.update(noun, (id,), {"customer_since": since})


def _given(**values: str) -> dict[str, list[str]]:
    return {key: [value] for key, value in values.items() if value}


def _company(work: Work, unit: Unit, row: tuple[str, str, str, str, str, str]) -> int:
    name, website, country, industry, size, tag = row
    given = _given(name=name, websites=website, country=country, industry=industry, size=size, tags=tag)
    return add_record(work, unit, "company", given)


def _contact(
    work: Work,
    unit: Unit,
    number: int,
    row: tuple[str, int | None, str, str, str, str, str, int | None],
    companies: list[int],
    today: date,
) -> int:
    name, company, title, lifecycle, source, tags, cadence, birthday = row
    host = (*COMPANIES, *trade.COMPANIES)[company][1] if company is not None else "mail.example"
    word = name.split()[-1 if name.startswith("Dr.") else 0]
    local = word.lower() if word.isascii() and word.isalpha() else f"contact{number + 1}"
    given = _given(
        name=name,
        title=title,
        lifecycle=lifecycle,
        source=source,
        tags=tags,
        cadence_days=cadence,
        emails=f"{local}@{host}",
        phones=f"+44 20 7946 {number:04}",
        companies=str(companies[company]) if company is not None else "",
    )
    if lifecycle != "subscriber":
        given["lead_on"] = [(today - timedelta(days=_lead_ago(number, lifecycle))).isoformat()]
    if birthday is not None:
        given["birthday"] = [f"1985-{(today + timedelta(days=birthday)).strftime('%m-%d')}"]
        if given["birthday"][0].endswith("02-29"):
            given["birthday"] = ["1984-02-29"]
    return add_record(work, unit, "contact", given)


def _deal(
    work: Work,
    unit: Unit,
    row: tuple[str, int | None, int, str, int, str, int, int | None, str],
    companies: list[int],
    contacts: list[int],
    today: date,
) -> int:
    title, company, contact, value, opened, final, since, close, reason = row
    day = today - timedelta(days=opened)
    given = _given(
        title=title,
        value=value,
        contacts=str(contacts[contact]),
        opened_on=day.isoformat(),
        company=str(companies[company]) if company is not None else "",
        source=(*CONTACTS, *trade.CONTACTS)[contact][4],
        expected_close_on=(today + timedelta(days=close)).isoformat() if close is not None else "",
    )
    id = insert_deal(work, unit, given, stage="lead", free=True)
    way = _PATH[1 : _PATH.index(final) + 1] if final in _PATH else (*_PATH[1:3], final)
    for step, stage in enumerate(way, 1):
        # evenly on the way, the last on its own day
        gone = opened - since
        on = (day + timedelta(days=gone * step // len(way))).isoformat()
        move_one(work, unit, id, stage, "", Move(on=on, reason=reason if stage == final else ""), free=True)
    return id
