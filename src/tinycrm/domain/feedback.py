"""Feedback: an answer to NPS, CSAT or CES, with a comment."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

FEEDBACK_KINDS = ("nps", "csat", "ces")
# the lowest and the highest score of each, by their definitions
SCORES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}

FEEDBACK = Noun(
    "feedback",
    "feedback",
    title="comment",
    order="-at",
    columns=("id", "at", "kind", "score", "company", "contact", "comment"),
    plain=(
        "id",
        "at",
        "on_day",
        "kind",
        "score",
        "company",
        "contact",
        "ticket",
        "sale",
        "comment",
        "owner",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("kind", "choice", "Kind", choices=FEEDBACK_KINDS),
        Field("score", "int", "Score"),
        Field("at", "instant", "At", past=True, day="on_day"),
        Field("on_day", "day", "Day", editable=False, past=True),
        Field("company", "ref", "Company", place="ref", noun="company"),
        Field("contact", "ref", "Contact", place="ref", noun="contact"),
        Field("ticket", "ref", "Ticket", place="ref", noun="ticket"),
        Field("sale", "ref", "Sale", place="ref", noun="sale"),
        Field("comment", "long", "Comment", aliases=("text",)),
        Field("owner", "user", "Owner"),
        Field("fields", "fields", "Fields", place="custom_all"),
        *shared_fields(),
    ),
)
