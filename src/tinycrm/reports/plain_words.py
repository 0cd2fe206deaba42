"""What a figure of the scorecard is, in one plain sentence for who has never heard its name."""

from __future__ import annotations

_SAYS = {
    "revenue": "Sales, won deals and subscriptions, less refunds",
    "average_order": "Money of one purchase, on average",
    "customers_end": "Bought in the last {window} days or pay a subscription",
    "new_customers": "Bought or paid for the first time",
    "lost_customers": "Were customers at the start and no longer are",
    "churn": "Part of the customers that left",
    "retention": "Part of the customers that stayed",
    "repeat_rate": "Part of the buyers that bought again",
    "ltv": "What a customer brings over all the time",
    "mrr": "Recurring revenue of a month, from subscriptions",
    "arr": "Recurring revenue of a year, from subscriptions",
    "nrr": "What the subscribers of the start pay now",
    "grr": "The same, without those who pay more",
    "subscribers": "Pay for a subscription",
    "deals_won": "Deals that ended well",
    "deals_lost": "Deals that ended badly",
    "win_rate": "Won deals, of all that were decided",
    "average_deal": "Money of one won deal, on average",
    "sales_cycle": "From the opening of a deal to its winning",
    "sales_cycle_median": "From the opening of a deal to its winning",
    "open_pipeline": "Deals that are not decided yet",
    "weighted_pipeline": "The same, by how likely each is won",
    "velocity": "What the pipeline earns a day",
    "new_leads": "People and companies that may buy",
    "lead_conversion": "New leads that became customers",
    "lead_response": "How long a new lead waits for an answer",
    "cac": "Marketing and sales, for each new customer",
    "ltv_to_cac": "What a customer brings, for what winning one costs",
    "nps": "Who recommends you, less who does not: -100 to 100",
    "csat": "Part of the answers that are satisfied",
    "ces": "How easy it was, 1 to 7",
    "first_response": "How long a ticket waits for an answer",
    "resolution": "How long a ticket is open",
    "open_tickets": "Questions and problems not solved yet",
    "unanswered": "Tickets that nobody has answered",
    "interactions": "Calls, mails, meetings and messages",
    "on_time": "Tasks done by their day, of those due",
    "overdue_tasks": "Tasks that should be done by now",
    "stale": "Nobody has talked with them for long",
    "data_quality": "How complete and sound the records are, of 100",
}


def about(key: str, *, window: int) -> str:
    """Gives the sentence of a KPI; "" for one that has none.

    Args:
        key: of the KPI.
        window: days that a customer is active after a purchase.
    """
    return _SAYS.get(key, "").format(window=window)
