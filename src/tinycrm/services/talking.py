"""What to talk about in the next call, the most urgent first."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.feedback import SCORES
from tinycrm.domain.shown_days import human_day
from tinycrm.services.agenda import BIRTHDAYS_AHEAD, OWED_UNTIL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work

# an answer at or below this is an unhappy one: a detractor, no 4 or 5 of 5, no 5 to 7 of 7
_UNHAPPY = {"nps": 6, "csat": 3, "ces": 4}
# so many days ahead a renewal, a trial's end or a last day is worth a word
RENEWAL_AHEAD = 60
_LONGEST = 60


def talk_about(work: Work, facts: Row) -> list[tuple[str, str]]:
    """Gives (key, sentence) of what there is to talk about.

    Args:
        work: the command's work.
        facts: as `briefing.facts_of` gives them.
    """
    today = work.reading.clock.today()
    return [
        *_tickets(facts),
        *_feedback(work, facts),
        *_reply(work, facts),
        *_tasks(facts, today),
        *_renewals(work, facts),
        *_deals(work, facts, today),
        *_cadence(facts),
        *_birthday(facts, today),
        *_lapsed(work, facts, today),
    ]


def days_words(count: int) -> str:
    """Gives a number of days in words: "1 day", "12 days"."""
    return "1 day" if count == 1 else f"{count:,} days"


def short(text: Json) -> str:
    """Gives the beginning of a text on one line."""
    line = " ".join(str(text or "").split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def rows_of(value: Json) -> list[Row]:
    """Gives the rows of a list of them."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _day(work: Work, value: Json) -> str:
    return human_day(str(value), work.today, work.settings.calendar)


def _whole(value: Json) -> int | None:
    return value if isinstance(value, int) else None


def _tickets(facts: Row) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in rows_of(facts["tickets"]):
        age = _whole(row["age_days"]) or 0
        if row["first_answered_at"] is None:
            waits = f" for {days_words(age)}" if age else " since today"
            found.append(("unanswered_ticket", f"Ticket {row['id']} waits for an answer{waits}: {short(row['title'])}"))
    return found


def _feedback(work: Work, facts: Row) -> list[tuple[str, str]]:
    row = facts["feedback"]
    if not isinstance(row, dict):
        return []
    kind, score = str(row["kind"]), _whole(row["score"]) or 0
    # what is low in a kind that another program wrote nobody knows
    unhappy = kind in SCORES and score <= _UNHAPPY[kind]
    if not unhappy or not _within(work, row["on_day"], work.settings.stale_after_days):
        return []
    said = f": {short(row['comment'])}" if row["comment"] else ""
    day = _day(work, row["on_day"])
    return [("unhappy_feedback", f"Unhappy on {day}, {kind.upper()} {score} of {SCORES[kind][1]}{said}")]


def _within(work: Work, day: Json, days: int) -> bool:
    since = work.reading.clock.today() - timedelta(days=days)
    return str(day) >= since.isoformat()


def _reply(work: Work, facts: Row) -> list[tuple[str, str]]:
    touches = [row for row in rows_of(facts["interactions"]) if row["kind"] != "note"]
    if not touches:
        return []
    last = touches[0]
    if last["direction"] != "in" or last["kind"] not in ("email", "message"):
        return []
    if not _within(work, last["on_day"], OWED_UNTIL):
        return []
    what = "e-mail" if last["kind"] == "email" else "message"
    return [("reply_owed", f"Their {what} of {_day(work, last['on_day'])} waits for a reply: {short(last['summary'])}")]


def _tasks(facts: Row, today: date) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in rows_of(facts["tasks"]):
        due = row["due_on"]
        if due is not None and str(due) < today.isoformat():
            late = (today - date.fromisoformat(str(due))).days
            found.append(("overdue_task", f"Task {row['id']} is {days_words(late)} overdue: {short(row['title'])}"))
    return found


def _renewals(work: Work, facts: Row) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in rows_of(facts["subscriptions"]):
        name = short(row["product"]) or f"subscription {row['id']}"
        left, status = _whole(row["days_to_end"]), row["status"]
        if row["trial_ends_on"] is not None:
            paid = _day(work, row["trial_ends_on"])
            found.append(("trial_ends", f"The trial of {name} ends; the first paid day is {paid}"))
        elif left is None or left > RENEWAL_AHEAD:
            continue
        elif status == "cancelled":
            found.append(("cancelled", f"{name} is cancelled and ends {_in_days(left)}"))
        else:
            word = "ends" if row["end_on"] else "is up for renewal"
            found.append(("renewal", f"{name} {word} {_in_days(left)}"))
    return found


def _in_days(left: int) -> str:
    if left < 0:
        return f"since {days_words(-left)}"
    return "today" if left == 0 else f"in {days_words(left)}"


def _deals(work: Work, facts: Row, today: date) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in rows_of(facts["deals"]):
        name = f"Deal {row['id']} {short(row['title'])}"
        close = row["expected_close_on"]
        if row["rotting"]:
            stays = days_words(_whole(row["days_in_stage"]) or 0)
            found.append(("rotting_deal", f"{name} has been in {row['stage']} for {stays}"))
        elif close is not None and str(close) < today.isoformat():
            found.append(("deal_late", f"{name} was to close on {_day(work, close)}"))
    return found


def _cadence(facts: Row) -> list[tuple[str, str]]:
    touch = facts["touch"]
    if not isinstance(touch, dict):
        return []
    left, days = _whole(touch["days_left"]), _whole(touch["days"])
    if left is None or left >= 0 or days is None:
        return []
    return [
        ("cadence", f"Silent for {days_words(days)}, wanted every {days_words(_whole(touch['cadence_days']) or 0)}")
    ]


def _birthday(facts: Row, today: date) -> list[tuple[str, str]]:
    born = facts.get("birthday")
    if not isinstance(born, str):
        return []
    for ahead in range(BIRTHDAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        marks = {day.strftime("%m-%d")}
        # born on 29 February: the day before in a year without one
        if day.month == 2 and day.day == 28 and (day + timedelta(days=1)).month == 3:
            marks.add("02-29")
        if born[-5:] in marks:
            year = born[:4]
            turns = f", turns {day.year - int(year)}" if year.isascii() and year.isdigit() else ""
            return [("birthday", f"Birthday {_in_days(ahead)}{turns}")]
    return []


def _lapsed(work: Work, facts: Row, today: date) -> list[tuple[str, str]]:
    value = facts["value"]
    if not isinstance(value, dict) or not isinstance(value["last_sale"], str) or value["mrr"]:
        return []
    days = (today - date.fromisoformat(value["last_sale"])).days
    if days < work.settings.active_window_days:
        return []
    return [("lapsed", f"Last bought {days_words(days)} ago, on {_day(work, value['last_sale'])}")]
