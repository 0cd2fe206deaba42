"""A template sent by hand: all of it filled before the first mail is queued, then each mail once a day."""

from __future__ import annotations

from tinycrm.config.letters import read_template
from tinycrm.domain.address import write_address
from tinycrm.domain.letter import Letter
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing
from tinycrm.errors import UsageError
from tinycrm.services.mail.mail_log import addressee
from tinycrm.services.mail.mailing import deliver, mail_key, queue_mail
from tinycrm.services.mail.permission import why_not
from tinycrm.services.mail.templates import check_fields, fill_in
from tinycrm.store import outbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row
    from tinycrm.services.mail.mailing import Delivery
    from tinycrm.services.mail.templates import Filled
    from tinycrm.services.work import Work

_COLUMNS = (
    Column("record", "Record", "id"),
    Column("contact", "Contact"),
    Column("to", "To", weight=1),
    Column("subject", "Subject"),
    Column("state", "State", weight=0),
    Column("mail", "Mail", "id", wide=True),
    Column("reason", "Reason"),
)


class Plan:
    """Who is mailed what.

    Attributes:
        name: of the template.
        noun: of the records.
        letters: (record, contact, message) of each mail.
        rows: a row for each record that was named, in order.
    """

    __slots__ = ("letters", "name", "noun", "rows")

    def __init__(self, name: str, noun: str) -> None:
        self.name = name
        self.noun = noun
        self.letters: list[tuple[int, Row, Filled]] = []
        self.rows: list[Row] = []


def plan_mails(work: Work, name: str, noun: str, ids: Sequence[int]) -> Plan:
    """Gives every mail that a template makes of the records, whole; who may not be written to is left out.

    Somebody who has mail of this template about a record today already is left out too.

    Args:
        work: the command's work.
        name: the template.
        noun: of the records.
        ids: the records, each once.

    Raises:
        NotFound: there is no such template.
        UsageError: it is broken, has a field that no such record has, or nobody can be mailed about such records.
        RuleError: a field is empty for one of them, and nothing stands for it: none is mailed.
    """
    if noun != "contact" and not any(NOUNS[noun].get(key) is not None for key in ("contact", "contacts")):
        raise UsageError(f"a {noun} leads to no contact to write to", hint="--noun contact, deal, ticket …")
    template = read_template(work.folder, name)
    check_fields(template, noun, work.settings)
    plan = Plan(template.name, noun)
    for id in ids:
        person = addressee(work, noun, id)
        reason = "has no contact" if person is None else why_not(person)
        row: Row = {"record": id, "contact": None, "to": None, "subject": None}
        row |= {"state": "left out", "mail": None, "reason": reason or None}
        if person is not None:
            row |= {"contact": person["name"], "to": person["email"]}
        if person is not None and not reason:
            filled = fill_in(work, template, noun, id)
            row["subject"] = filled.subject
            known = outbox.id_of_key(work.store.db, _key(plan, id, person, work.today))
            row |= {"state": "would be sent" if known is None else "sent already today", "mail": known}
            if known is None:
                plan.letters.append((id, person, filled))
        plan.rows.append(row)
    return plan


def _key(plan: Plan, id: int, person: Row, day: str) -> str:
    return mail_key(f"template {plan.name} {id}", day, str(person["email"]))


def send_mails(work: Work, plan: Plan) -> Delivery:
    """All mails of the plan are queued in one step, then sent; the rows of the plan say what became of each."""
    made: dict[int, int] = {}
    with work.write() as unit:
        for id, person, filled in plan.letters:
            to = write_address(str(person["name"]), str(person["email"]))
            letter = Letter(
                to, filled.subject, filled.text, filled.html, language=filled.language, reply_to=filled.reply_to
            )
            key = _key(plan, id, person, unit.day)
            queued = queue_mail(work, unit, letter, key=key, what=f"template {plan.name}", record=id)
            if queued is not None:
                made[id] = queued
    delivery = deliver(work, list(made.values()))
    for row in plan.rows:
        record = row["record"]
        mail = made.get(record) if isinstance(record, int) else None
        if mail is not None and (told := outbox.mail(work.store.db, mail)) is not None:
            row |= {"state": told["state"], "mail": mail, "reason": None if told["state"] == "sent" else told["reply"]}
    return delivery


def left_out(plan: Plan) -> int:
    """Gives how many of a plan may not be written to."""
    return sum(row["state"] == "left out" for row in plan.rows)


def listed(work: Work, plan: Plan) -> Listing:
    """Gives the plan as a list: a row for each record, with what becomes of it and why."""
    return Listing("mail", list(_COLUMNS), plan.rows, notes=work.notes, today=work.today, empty="Nobody was named.")


def sentence(plan: Plan, delivery: Delivery | None) -> str:
    """Gives what a plan comes to in words."""
    parts: list[str] = []
    if delivery is None:
        parts.append(f"{len(plan.letters)} would be sent")
    else:
        counts = ((delivery.sent, "sent"), (delivery.failed, "failed"), (delivery.doubtful, "in doubt"))
        parts += [f"{len(found)} {word}" for found, word in counts if found]
        waiting = sum(row["state"] == "queued" for row in plan.rows)
        parts += [f"{waiting} waiting (tinycrm mail send)"] if waiting else []
    again = sum(row["state"] == "sent already today" for row in plan.rows)
    parts += [f"{again} sent already today"] if again else []
    for reason in dict.fromkeys(str(row["reason"]) for row in plan.rows if row["state"] == "left out"):
        count = sum(row["reason"] == reason and row["state"] == "left out" for row in plan.rows)
        parts.append(f"{count} left out: {reason}")
    return f"{plan.name}: {', '.join(parts) or 'nobody was named'}"
