"""A task: a follow-up to do."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

PRIORITIES = ("high", "normal", "low")
STATUSES = ("open", "done")

TASK = Noun(
    "task",
    "tasks",
    title="title",
    order="due_on,due_time",
    columns=("id", "due_on", "title", "priority", "contact", "deal"),
    plain=(
        "id",
        "title",
        "due_on",
        "due_time",
        "priority",
        "status",
        "repeat",
        "contact",
        "company",
        "deal",
        "owner",
        "done_at",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("title", "text", "Title", folded="title_key"),
        Field("due_on", "when", "Due", aliases=("due",)),
        Field("due_time", "time", "Time"),
        Field("priority", "choice", "Priority", choices=PRIORITIES),
        Field("status", "choice", "Status", choices=STATUSES, editable=False),
        Field("repeat", "repeat", "Repeats"),
        Field("contact", "ref", "Contact", place="ref", noun="contact"),
        Field("company", "ref", "Company", place="ref", noun="company"),
        Field("deal", "ref", "Deal", place="ref", noun="deal"),
        Field("owner", "user", "Owner"),
        Field("done_at", "instant", "Done", editable=False, past=True),
        Field("done_on", "day", "Done on", editable=False, past=True),
        Field("note", "long", "Note"),
        *shared_fields(),
    ),
)
