"""What reports count: narrow rows of the store, without anything that no formula reads."""

from __future__ import annotations


class DealFact:
    """One deal as reports see it.

    Attributes:
        id, title: of the deal.
        value: in minor units of the currency, or None.
        currency: ISO 4217 code.
        pipeline, stage: keys, as stored.
        outcome: "open", "won" or "lost".
        probability: its own in basis points, or None for the stage's.
        expected_on, opened_on, closed_on, entered_on: days; entered_on is when it came into its stage.
        reason, source, owner, company: words, "" when empty.
        party: id of who pays, or None.
    """

    __slots__ = (
        "closed_on",
        "company",
        "currency",
        "entered_on",
        "expected_on",
        "id",
        "opened_on",
        "outcome",
        "owner",
        "party",
        "pipeline",
        "probability",
        "reason",
        "source",
        "stage",
        "title",
        "value",
    )

    def __init__(
        self,
        id: int,
        value: int | None,
        currency: str,
        outcome: str,
        *,
        title: str = "",
        pipeline: str = "sales",
        stage: str = "",
        probability: int | None = None,
        expected_on: str | None = None,
        opened_on: str = "",
        closed_on: str | None = None,
        entered_on: str = "",
        reason: str = "",
        source: str = "",
        owner: str = "",
        company: str = "",
        party: int | None = None,
    ) -> None:
        self.id = id
        self.title = title
        self.value = value
        self.currency = currency
        self.pipeline = pipeline
        self.stage = stage
        self.outcome = outcome
        self.probability = probability
        self.expected_on = expected_on
        self.opened_on = opened_on
        self.closed_on = closed_on
        self.entered_on = entered_on
        self.reason = reason
        self.source = source
        self.owner = owner
        self.company = company
        self.party = party


class StayFact:
    """One stay of a deal in a stage: position from 0 in its pipeline, left_on None while it lasts."""

    __slots__ = ("deal", "entered_on", "left_on", "outcome", "position", "stage")

    def __init__(
        self, deal: int, stage: str, position: int, outcome: str, entered_on: str, left_on: str | None = None
    ) -> None:
        self.deal = deal
        self.stage = stage
        self.position = position
        self.outcome = outcome
        self.entered_on = entered_on
        self.left_on = left_on


class LeadFact:
    """One party that became a lead.

    Attributes:
        party: id of the company, else of the contact.
        on: the day it became a lead.
        at: the instant, or "" when only the day is known.
        source: where it came from, or "".
        answered_at: the first outbound interaction since, or "".
        customer_on: the day of its first purchase, or "".
    """

    __slots__ = ("answered_at", "at", "customer_on", "on", "party", "source")

    def __init__(
        self,
        party: int,
        on: str,
        *,
        at: str = "",
        source: str = "",
        answered_at: str = "",
        customer_on: str = "",
    ) -> None:
        self.party = party
        self.on = on
        self.at = at
        self.source = source
        self.answered_at = answered_at
        self.customer_on = customer_on


class TouchFact:
    """One interaction: its kind, local day, owner, minutes if known, and the deal it is about."""

    __slots__ = ("deal", "kind", "minutes", "on_day", "owner")

    def __init__(self, kind: str, on_day: str, owner: str, minutes: int | None, deal: int | None) -> None:
        self.kind = kind
        self.on_day = on_day
        self.owner = owner
        self.minutes = minutes
        self.deal = deal


class TaskFact:
    """One task with a due day; done_on is None while it is open."""

    __slots__ = ("done_on", "due_on", "owner")

    def __init__(self, due_on: str, done_on: str | None, owner: str) -> None:
        self.due_on = due_on
        self.done_on = done_on
        self.owner = owner
