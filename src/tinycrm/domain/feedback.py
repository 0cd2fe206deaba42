"""Feedback: an answer to NPS, CSAT or CES, with a comment."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields
from tinycrm.errors import UsageError

FEEDBACK_KINDS = ("nps", "csat", "ces")
# the lowest and the highest score of each, by their definitions
SCORES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def check_score(kind: str, score: int | str) -> int:
    """Gives a score that its kind may have.

    Args:
        kind: nps, csat or ces.
        score: a number, or as typed.

    Raises:
        UsageError: no such kind, no whole number, or one out of its range.
    """
    if kind not in SCORES:
        kinds = ", ".join(SCORES)
        raise UsageError(f"'{kind}' is no kind of feedback", code="unknown_value", hint=f"--kind, one of: {kinds}")
    if isinstance(score, str):
        from tinycrm.domain.values import parse_int

        score = parse_int(score, what="score")
    least, most = SCORES[kind]
    if not least <= score <= most:
        raise UsageError(f"'{score}' is no score of {kind}", code="out_of_range", hint=f"from {least} to {most}")
    return score


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
