"""What the rows of a world consist of, and the newest touches while it is made."""

from __future__ import annotations

COLUMNS = {
    "operation": "id, who, at, command",
    "company": "id, name, name_key, industry, size, country, owner, lifecycle, source, lead_on, customer_since, uid,"
    " created_at, updated_at, op",
    "contact": "id, name, name_key, given, family, title, lifecycle, source, owner, lead_on, customer_since, birthday,"
    " cadence_days, uid, created_at, updated_at, op",
    "contact_point": "record, contact, company, kind, key, typed, is_primary, position, op",
    "contact_company": "contact, company, role, is_primary, position, op",
    "tagging": "record, noun, key, name, op",
    "lifecycle_change": "record, seq, noun, old, new, at, on_day, op",
    "deal": "id, title, title_key, value_minor, currency, pipeline, stage, position, outcome, expected_close_on,"
    " opened_on, closed_on, reason, source, owner, company, party, stage_entered_on, campaign, uid, created_at,"
    " updated_at, op",
    "deal_contact": "deal, contact, is_primary, position, op",
    "stage_stay": "deal, seq, pipeline, stage, position, outcome, entered_at, entered_on, left_at, left_on, op",
    "task": "id, title, title_key, due_on, priority, status, done_at, done_on, contact, deal, owner, uid, created_at,"
    " updated_at, op",
    "interaction": "id, kind, at, on_day, direction, summary, minutes, deal, owner, uid, created_at, updated_at, op",
    "with_contact": "contact, at, interaction, op",
    "with_company": "company, at, interaction, op",
    "sale": "id, product, product_key, amount_minor, currency, sold_on, quantity, company, contact, party, deal,"
    " subscription, due_on, campaign, refund_of, owner, uid, created_at, updated_at, op",
    "subscription": "id, product, product_key, amount_minor, currency, interval, start_on, end_on, company, contact,"
    " party, owner, uid, created_at, updated_at, op",
    "subscription_change": "subscription, seq, kind, changed_on, amount_minor, currency, interval, op",
    "subscription_term": "subscription, seq, starts_on, ends_on, outcome, decided_on, op",
    "ticket": "id, title, title_key, status, priority, channel, company, contact, party, opened_at, opened_on,"
    " first_answered_at, first_answered_on, resolved_at, resolved_on, reopenings, minutes, owner, uid, created_at,"
    " updated_at, op",
    "feedback": "id, kind, score, at, on_day, company, contact, party, ticket, comment, owner, uid, created_at,"
    " updated_at, op",
    "campaign": "id, name, name_key, channel, budget_minor, currency, started_on, ended_on, owner, uid, created_at,"
    " updated_at, op",
    "campaign_member": "campaign, record, contact, reached_at, reached_on, answered_at, answered_on, op",
    "expense": "id, title, title_key, amount_minor, currency, spent_on, kind, channel, campaign, owner, uid,"
    " created_at, updated_at, op",
    "doc": "id, noun, folded",
}


class Marks:
    """The newest touches of people or companies, as the store keeps them."""

    __slots__ = ("at", "into", "out")

    def __init__(self, count: int) -> None:
        self.at: list[str | None] = [None] * count
        self.into: list[str | None] = [None] * count
        self.out: list[str | None] = [None] * count

    def note(self, place: int, at: str, direction: str | None) -> None:
        """A touch is counted; touches come in the order of time."""
        self.at[place] = at
        if direction == "in":
            self.into[place] = at
        elif direction == "out":
            self.out[place] = at

    def join(self, place: int, other: Marks, origin: int) -> None:
        """The newer touches of another count here too."""
        for own, theirs in ((self.at, other.at), (self.into, other.into), (self.out, other.out)):
            at = theirs[origin]
            if at is not None and at > (own[place] or ""):
                own[place] = at
