"""The report `next`: who to call today, and why."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinycrm.domain.results import Json, Row

# how much each reason presses: what a customer waits for comes before what we would like
WEIGHTS = {
    "ticket": 100,
    "unhappy": 90,
    "owed": 80,
    "renewal": 70,
    "rotting": 60,
    "lapsed": 50,
    "cadence": 40,
    "missing": 20,
}
# a buyer stays away when the gap is half as long again as usual, and at least so many days
AWAY_DAYS = 45
_TOP = 20


class Reason:
    """One reason to call somebody.

    Attributes:
        noun, id, name: whom.
        key: one of WEIGHTS.
        words: the reason in words.
        urgency: 0-9, more presses more among reasons of one kind.
    """

    __slots__ = ("id", "key", "name", "noun", "urgency", "words")

    def __init__(self, noun: str, id: int, name: str, key: str, words: str, urgency: int = 0) -> None:
        self.noun = noun
        self.id = id
        self.name = name
        self.key = key
        self.words = words
        self.urgency = max(0, min(urgency, 9))

    @property
    def weight(self) -> int:
        """How much it presses."""
        return WEIGHTS[self.key] + self.urgency


def next_report(reasons: Iterable[Reason], today: str, *, top: int = 0) -> Report:
    """Gives who to call today, the most pressing first, each once with all reasons.

    Formula: urgency = the weight of the most pressing reason (an unanswered ticket 100, an unhappy answer 90, a
        reply owed 80, a renewal 70, a rotting deal 60, a buyer who stays away 50, a cadence run out 40, a missing
        product 20; up to 9 more the longer it lasts) + 1 for each further reason.
    Unit: points.
    Empty: no rows when nobody waits.
    Source: tickets, feedback, interactions, terms and trials of subscriptions, deals, sales, cadences.
    """
    people: dict[tuple[str, int], list[Reason]] = {}
    for reason in reasons:
        people.setdefault((reason.noun, reason.id), []).append(reason)
    ranked: list[tuple[int, str, list[Reason]]] = []
    for own in people.values():
        own.sort(key=lambda reason: (-reason.weight, reason.words))
        ranked.append((own[0].weight + len(own) - 1, own[0].name, own))
    ranked.sort(key=lambda entry: (-entry[0], entry[1], entry[2][0].id))
    rows: list[Row] = []
    for urgency, name, own in ranked[: top or _TOP]:
        keys: list[Json] = [reason.key for reason in own]
        words = "; ".join(dict.fromkeys(reason.words for reason in own))
        who: Row = {"id": own[0].id, "noun": own[0].noun, "name": name, "why": keys, "words": words}
        rows.append({**who, "urgency": urgency})
    columns = [
        Column("id", "Id", "id"),
        Column("name", "Who"),
        Column("words", "Why", "long"),
        Column("noun", wide=True),
        Column("why", wide=True, kind="list"),
        Column("urgency", "Urgency", "int", wide=True),
    ]
    report = Report("next", "Who to call today", columns, rows, today=today)
    if len(ranked) > len(rows):
        report.notes.append(f"{len(ranked) - len(rows)} more: --top {len(ranked)}")
    if not rows:
        report.notes.append("nobody waits for a call")
    return report
