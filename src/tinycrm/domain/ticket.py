"""A ticket: a customer's request, from opening to resolution."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

TICKET_STATUSES = ("open", "resolved")
TICKET_PRIORITIES = ("high", "normal", "low")

TICKET = Noun(
    "ticket",
    "tickets",
    title="title",
    order="-opened_at",
    columns=("id", "opened_at", "title", "priority", "status", "company", "contact"),
    plain=(
        "id",
        "title",
        "status",
        "priority",
        "channel",
        "company",
        "contact",
        "deal",
        "opened_at",
        "first_answered_at",
        "resolved_at",
        "reopenings",
        "minutes",
        "owner",
        "tags",
        "note",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("title", "text", "Title", folded="title_key", aliases=("name",)),
        Field("status", "choice", "Status", choices=TICKET_STATUSES, editable=False),
        Field("priority", "choice", "Priority", choices=TICKET_PRIORITIES),
        Field("channel", "text", "Channel"),
        Field("company", "ref", "Company", place="ref", noun="company"),
        Field("contact", "ref", "Contact", place="ref", noun="contact"),
        Field("deal", "ref", "Deal", place="ref", noun="deal"),
        Field("opened_at", "instant", "Opened", past=True, day="opened_on", aliases=("opened",)),
        Field("opened_on", "day", "Opened on", editable=False, past=True),
        Field(
            "first_answered_at", "instant", "First answered", past=True, day="first_answered_on", aliases=("answered",)
        ),
        Field("first_answered_on", "day", "First answered on", editable=False, past=True),
        Field(
            "resolved_at", "instant", "Resolved", editable=False, past=True, day="resolved_on", aliases=("resolved",)
        ),
        Field("resolved_on", "day", "Resolved on", editable=False, past=True),
        Field("reopenings", "int", "Reopened", editable=False),
        Field("minutes", "int", "Minutes"),
        Field("owner", "user", "Owner"),
        Field("tags", "tag", "Tags", place="tag", many=True, aliases=("tag",)),
        Field("note", "long", "Note"),
        Field("fields", "fields", "Fields", place="custom_all"),
        *shared_fields(),
    ),
)
