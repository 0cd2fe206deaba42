"""Fills an empty database with the small business of `demo_data`, dated around today, through the usual services."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.services.contacts import relate
from tinycrm.services.deals import Move, insert_deal, move_one
from tinycrm.services.demo_data import COMPANIES, CONTACTS, DEALS, DONE, INTERACTIONS, RELATIONS, TASKS
from tinycrm.services.interactions import Entry, log_interaction
from tinycrm.services.records import add_record
from tinycrm.services.tasks import insert_task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

_PATH = ("lead", "qualified", "proposal", "negotiation")


def fill(work: Work) -> None:
    """The business is in the database, in one operation."""
    today = date.fromisoformat(work.today)
    with work.write() as unit:
        companies = [_company(work, unit, row) for row in COMPANIES]
        contacts = [_contact(work, unit, row, companies, today) for row in CONTACTS]
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
    work.also.clear()


def _given(**values: str) -> dict[str, list[str]]:
    return {key: [value] for key, value in values.items() if value}


def _company(work: Work, unit: Unit, row: tuple[str, str, str, str, str, str]) -> int:
    name, website, country, industry, size, tag = row
    given = _given(name=name, websites=website, country=country, industry=industry, size=size, tags=tag)
    return add_record(work, unit, "company", given)


def _contact(
    work: Work,
    unit: Unit,
    row: tuple[str, int | None, str, str, str, str, str, int | None],
    companies: list[int],
    today: date,
) -> int:
    name, company, title, lifecycle, source, tags, cadence, birthday = row
    number = CONTACTS.index(row)
    host = COMPANIES[company][1] if company is not None else "mail.example"
    first = name.split()[-1 if name.startswith("Dr.") else 0]
    local = first.lower() if first.isascii() and first.isalpha() else f"contact{number + 1}"
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
        given["lead_on"] = [(today - timedelta(days=12 + number * 23 % 280)).isoformat()]
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
        source=CONTACTS[contact][4],
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
