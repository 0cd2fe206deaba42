"""The page before a call: who somebody is, what they are worth, what is open, and what to talk about."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Number, Page, id_of
from tinycrm.domain.words import say
from tinycrm.errors import NotFound, RuleError
from tinycrm.store.queries import briefing
from tinycrm.store.queries.briefing import Customer
from tinycrm.store.timeline import relations_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work

# a page shows so many of each, and what is talked about may come from any of them
_MOST = 20
_LATEST = 5
_PEOPLE = 5
_PARTIES = ("contact", "company")
_WITH_MEMBERS = ("segment", "campaign")
_DEALS = ("id", "title", "stage", "value", "currency", "days_in_stage", "rotting", "expected_close_on", "next_task")
_TASKS = ("id", "title", "due_on", "due_time", "priority")
_TICKETS = ("id", "title", "priority", "opened_on", "first_answered_at", "age_days")
_SUBSCRIPTIONS = ("id", "product", "amount", "currency", "interval", "status", "end_on", "days_to_end", "next_due")
_FEEDBACK = ("id", "kind", "score", "on_day", "comment")
_WHO = ("id", "name", "lifecycle", "source", "owner", "tags", "note", "last_touch_at", "last_in_at", "last_out_at")
_OF = {
    "contact": ("title", "company", "emails", "phones", "handles", "birthday", "cadence_days", "customer_since"),
    "company": ("industry", "size", "country", "parent", "websites", "phones", "customer_since"),
}


def brief_page(work: Work, ref: str, *, as_table: bool = False) -> Page:
    """Gives the page before a call: for people in blocks, for programs the same facts.

    Args:
        work: the command's work.
        ref: a contact or company, else a deal, task, sale … whose contact or company is meant.
        as_table: for formats with cells, in the place of aligned lines.

    Raises:
        NotFound, Ambiguous: nobody, or several.
        RuleError: the record has neither contact nor company.
    """
    from tinycrm.services.briefing_words import blocks_of
    from tinycrm.services.talking import talk_about

    noun, id = whom(work, ref)
    with work.store.snapshot():
        facts = facts_of(work, noun, id)
    facts["talk_about"] = [{"key": key, "text": text} for key, text in talk_about(work, facts)]
    title = f"{facts['name']}  {say(noun, work.settings.language)} {id}"
    return Page(title, blocks_of(work, facts, as_table=as_table), facts)


def whom(work: Work, ref: str) -> tuple[str, int]:
    """Gives the contact or company that a reference means, or that of the record that it means.

    Raises:
        NotFound, Ambiguous: nothing, or several.
        RuleError: the record has neither contact nor company.
    """
    from tinycrm.services.references import any_record

    noun, id = any_record(work, ref)
    if noun in _PARTIES:
        return noun, id
    row = work.store.record(noun, id) if noun in NOUNS else None
    if row is None:
        raise NotFound(f"no record answers '{ref}'", hint=f"tinycrm search {ref}")
    for of in _PARTIES:
        for linked in (row.get(of), row.get(NOUNS[of].plural)):
            first = linked[0] if isinstance(linked, list) and linked else linked
            if isinstance(first, dict):
                return of, id_of(first)
    hint = f"tinycrm {noun} edit {id} --company NAME"
    if noun in _WITH_MEMBERS:
        hint = f"tinycrm {noun} members {id} names them; tinycrm brief WHO"
    elif NOUNS[noun].get("company") is None:
        hint = "tinycrm brief WHO"
    raise RuleError(f"{noun} {id} has neither contact nor company", hint=hint)


def facts_of(work: Work, noun: str, id: int) -> Row:
    """Gives what programs get: everything of the page but what to talk about."""
    store, db = work.store, work.store.db
    rows = store.view(NOUNS[noun], [*_WHO, *_OF[noun]]).of_ids([id])
    if not rows:
        store.need(noun, id)
    record = rows[0]
    company = briefing.company_of(db, id) if noun == "contact" else None
    who = Customer(id, company[0] if company else None) if noun == "contact" else Customer(None, id)
    facts: Row = {"noun": noun, "id": id, "name": record["name"]}
    facts.update({key: record[key] for key in _OF[noun] if key not in ("cadence_days", "customer_since")})
    if noun == "contact":
        facts["role"] = (company[2] or None) if company else None
        facts["relations"] = [*relations_of(db, id)]
    else:
        facts["people"] = [*briefing.people_of(db, id, _PEOPLE)]
    facts.update({key: record[key] for key in ("tags", "owner", "source", "lifecycle", "note")})
    facts["lifecycle_since"] = _since(work, record)
    facts["value"] = _value(work, who)
    if noun == "company":
        facts["people_value"] = _people_value(work, id)
    facts["touch"] = _touch(work, noun, record)
    facts["interactions"] = [*briefing.last_interactions(db, noun, id, _LATEST)]
    facts["deals"] = _open(work, "deal", _DEALS, who, "-value")
    facts["tasks"] = _open(work, "task", _TASKS, who, "due_on,due_time,priority")
    facts["tickets"] = _open(work, "ticket", _TICKETS, who, "opened_at")
    facts["subscriptions"] = _subscriptions(work, who)
    answers = _open(work, "feedback", _FEEDBACK, who, "-at")
    facts["feedback"] = answers[0] if answers else None
    return facts


def _since(work: Work, record: Row) -> Json:
    if record["lifecycle"] == "customer" and record["customer_since"]:
        return record["customer_since"]
    return briefing.lifecycle_since(work.store.db, id_of(record)) if record["lifecycle"] else None


def _money(minor: int, currency: str) -> Row:
    from tinycrm.domain.money import to_decimal_text

    return {"amount": Number(to_decimal_text(minor, currency)), "currency": currency}


def _value(work: Work, who: Customer) -> Row:
    from tinycrm.reports.figures import half_even
    from tinycrm.store.purchases import MONTH

    db, today = work.store.db, work.today
    bought = briefing.bought(db, who, work.settings, today)
    won = briefing.won(db, who)
    firsts, lasts = [row[3] for row in bought if row[3]], [row[4] for row in bought if row[4]]
    value: Row = {
        "sales": sum(row[2] for row in bought),
        "net": [_money(row[1], row[0]) for row in bought],
        "first_sale": min(firsts, default=None),
        "last_sale": max(lasts, default=None),
        "won_deals": sum(row[1] for row in won),
        "won": [_money(row[2], row[0]) for row in won],
        "mrr": [_money(half_even(part, MONTH), code) for code, part in briefing.monthly(db, who, today)],
        "rfm": None,
        "rfm_class": None,
    }
    if firsts and not briefing.has_many_sales(db):
        noun = "contact" if who.company is None else "company"
        scores = work.store.view(NOUNS[noun], ["rfm", "rfm_class"]).of_ids(who.parties[:1])
        value.update({key: scores[0][key] for key in ("rfm", "rfm_class")} if scores else {})
    return value


def _people_value(work: Work, company: int) -> Row:
    """What the people of a company buy and pay for themselves; what the company pays is not among it."""
    from tinycrm.reports.figures import half_even
    from tinycrm.store.purchases import MONTH

    db, today = work.store.db, work.today
    people, bought = briefing.bought_by_people(db, company, work.settings, today)
    return {
        "people": people,
        "sales": sum(row[2] for row in bought),
        "net": [_money(row[1], row[0]) for row in bought],
        "first_sale": min((row[3] for row in bought if row[3]), default=None),
        "last_sale": max((row[4] for row in bought if row[4]), default=None),
        "mrr": [_money(half_even(part, MONTH), code) for code, part in briefing.monthly_of_people(db, company, today)],
    }


def _touch(work: Work, noun: str, record: Row) -> Row:
    from datetime import date

    touch: Row = {key: record[key] for key in ("last_touch_at", "last_in_at", "last_out_at")}
    clock = work.reading.clock
    at = record["last_touch_at"]
    days = (clock.today() - date.fromisoformat(clock.local_day(str(at)))).days if at else None
    cadence = _cadence(work, record) if noun == "contact" else None
    touch["days"] = days
    touch["cadence_days"] = cadence
    touch["days_left"] = None if days is None or cadence is None else cadence - days
    return touch


def _cadence(work: Work, record: Row) -> int | None:
    """The days between touches: its own, else the shortest of its tags, else everybody's."""
    own, settings = record["cadence_days"], work.settings
    tags = record["tags"]
    carried = {fold(str(tag)) for tag in tags} if isinstance(tags, list) else set[str]()
    days = [days for tag, days in settings.cadence_tags.items() if fold(tag) in carried]
    if isinstance(own, int):
        days.append(own)
    return min(days, default=settings.cadence_default)


def _open(work: Work, noun: str, keys: tuple[str, ...], who: Customer, sort: str) -> list[Json]:
    known = NOUNS[noun]
    condition, params = briefing.belonging(noun, who)
    limit = 1 if noun == "feedback" else _MOST
    order = work.store.order_by(known, sort)
    return list(work.store.view(known, keys).rows(condition, params, order, limit=limit))


def _subscriptions(work: Work, who: Customer) -> list[Json]:
    rows = _open(work, "subscription", _SUBSCRIPTIONS, who, "start_on")
    ids = [id_of(row) for row in rows if isinstance(row, dict)]
    trials = briefing.trial_ends(work.store.db, ids, work.today)
    return [{**row, "trial_ends_on": trials.get(id_of(row))} for row in rows if isinstance(row, dict)]
