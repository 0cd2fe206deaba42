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


class LeadFact:
    """One party that became a lead.

    Attributes:
        party: id of the company, else of the contact.
        on: the day it became a lead.
        at: the instant, or "" when only the day is known.
        source: where it came from, or "".
        owner: whose it is, or "".
        answered_at: the first outbound interaction since, or "".
        customer_on: the day of its first purchase, or "".
    """

    __slots__ = ("answered_at", "at", "customer_on", "on", "owner", "party", "source")

    def __init__(
        self,
        party: int,
        on: str,
        *,
        at: str = "",
        source: str = "",
        owner: str = "",
        answered_at: str = "",
        customer_on: str = "",
    ) -> None:
        self.party = party
        self.on = on
        self.at = at
        self.source = source
        self.owner = owner
        self.answered_at = answered_at
        self.customer_on = customer_on


class CampaignFact:
    """A campaign: its id, name, channel, budget in minor units or None, its currency and its first day."""

    __slots__ = ("budget", "channel", "currency", "id", "name", "started_on")

    def __init__(self, id: int, name: str, channel: str, budget: int | None, currency: str, started_on: str) -> None:
        self.id = id
        self.name = name
        self.channel = channel
        self.budget = budget
        self.currency = currency
        self.started_on = started_on
