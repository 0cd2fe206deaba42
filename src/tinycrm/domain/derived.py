"""Fields that no column holds: what sales, deals, tickets … say about a record, for filters, sorting and columns.

They are found by name after a noun's own fields, and are no part of a record's JSON unless asked for: they cost.
"""

from __future__ import annotations

from tinycrm.domain.fields import Field
from tinycrm.domain.rfm import CLASSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.fields import Type

# in the order in which they are asked for: of several that hold the first is said
SUBSCRIPTION_STATUSES = ("coming", "ended", "cancelled", "trial", "paused", "active")
# the days that an instant's mark stands for, and the days since
LAST_DAY = "last_interaction"
DAYS_SINCE = "days_since_touch"
# amounts in the record's own currency; the others are in the base currency of the settings
_OWN_CURRENCY = frozenset((("subscription", "mrr"),))


def _field(
    key: str, type: Type, label: str, *, aliases: Sequence[str] = (), choices: Sequence[str] = (), past: bool = False
) -> Field:
    return Field(
        key, type, label, place="computed", editable=False, aliases=aliases, choices=choices, past=past or type == "day"
    )


def _ahead(key: str, label: str) -> Field:
    return Field(key, "day", label, place="computed", editable=False)


_PARTY = (
    _field("first_sale", "day", "First sale"),
    _field("last_sale", "day", "Last sale"),
    _field("sales", "int", "Sales"),
    _field("total_sales", "money", "Total sales"),
    _field("ltv_to_date", "money", "Revenue so far", aliases=("ltv",)),
    _field("mrr", "money", "MRR"),
    _field("rfm", "text", "RFM"),
    _field("rfm_class", "choice", "RFM class", choices=CLASSES),
    _field(LAST_DAY, "day", "Last interaction"),
    _field(DAYS_SINCE, "int", "Days since touch"),
    _field("interactions", "int", "Interactions"),
    _field("deals", "int", "Deals"),
    _field("open_deals", "int", "Open deals"),
    _field("won_deals", "int", "Won deals"),
    _field("lost_deals", "int", "Lost deals"),
    _field("tasks", "int", "Tasks"),
    _field("open_tasks", "int", "Open tasks"),
    _ahead("next_task", "Next task"),
    _field("tickets", "int", "Tickets"),
    _field("open_tickets", "int", "Open tickets"),
    _field("last_feedback", "day", "Last feedback"),
    _field("nps", "int", "Last NPS score"),
)

_DERIVED: dict[str, tuple[Field, ...]] = {
    "contact": _PARTY,
    "company": (*_PARTY, _field("contacts", "int", "People")),
    "deal": (
        _field("days_in_stage", "int", "Days in stage"),
        _field("age_days", "int", "Age in days"),
        _field("rotting", "bool", "Rotting"),
        _field(LAST_DAY, "day", "Last interaction"),
        _field("interactions", "int", "Interactions"),
        _field("tasks", "int", "Tasks"),
        _field("open_tasks", "int", "Open tasks"),
        _ahead("next_task", "Next task"),
    ),
    "subscription": (
        _field("status", "choice", "Status", choices=SUBSCRIPTION_STATUSES),
        _field("mrr", "money", "MRR"),
        _ahead("next_due", "Next due"),
        _field("days_to_end", "int", "Days to end"),
    ),
    "ticket": (
        _field("age_hours", "hours", "Age in hours"),
        _field("age_days", "int", "Age in days"),
        _field("response_hours", "hours", "Hours to answer"),
        _field("resolution_hours", "hours", "Hours to resolution"),
    ),
    "campaign": (
        _field("members", "int", "Members"),
        _field("reached", "int", "Reached"),
        _field("answered", "int", "Answered"),
        _field("spent", "money", "Spent"),
        _field("revenue", "money", "Revenue"),
    ),
    "segment": (_field("members", "int", "Members"),),
}
# A filter compares it with the names of segments, and no column can show it.
_SEGMENT = Field("segment", "text", "Segment", place="computed", editable=False)


def derived_field(noun: str, name: str) -> Field | None:
    """Gives the derived field of a noun that a name means, or None.

    Args:
        noun: the noun's name.
        name: its key or another name of it, with dashes or underscores.
    """
    key = name.strip().replace("-", "_").lower()
    for field in _DERIVED.get(noun, ()):
        if key == field.key or key in field.aliases:
            return field
    return _SEGMENT if key == "segment" else None


def derived_names(noun: str) -> list[str]:
    """Gives the keys of a noun's derived fields, in order."""
    return [field.key for field in _DERIVED.get(noun, ())]


def is_own_money(noun: str, field: Field) -> bool:
    """Says whether a derived amount is in the record's own currency, not in the base currency of the settings."""
    return (noun, field.key) in _OWN_CURRENCY
