"""A deal: a possible sale, with a value, in a stage of a pipeline."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

OUTCOMES = ("open", "won", "lost")

DEAL = Noun(
    "deal",
    "deals",
    title="title",
    order="pipeline,stage,-value",
    columns=("id", "title", "company", "stage", "value", "expected_close_on"),
    plain=(
        "id",
        "title",
        "value",
        "currency",
        "pipeline",
        "stage",
        "outcome",
        "probability",
        "company",
        "contacts",
        "expected_close_on",
        "opened_on",
        "closed_on",
        "reason",
        "source",
        "owner",
        "tags",
        "created_at",
        "uid",
        "campaign",
    ),
    fields=(
        *key_fields(),
        Field("title", "text", "Title", folded="title_key", aliases=("name",)),
        Field("value", "money", "Value", column="value_minor"),
        Field("currency", "currency", "Currency"),
        Field("pipeline", "text", "Pipeline", editable=False),
        Field("stage", "text", "Stage", editable=False),
        Field("outcome", "choice", "Outcome", choices=OUTCOMES, editable=False),
        Field("probability", "ratio", "Probability"),
        Field("company", "ref", "Company", place="ref", noun="company"),
        Field("contact", "ref", "Contact", place="link", noun="contact"),
        Field("contacts", "ref", "Contacts", place="link", noun="contact", many=True),
        Field("expected_close_on", "day", "Close", aliases=("close", "expected_close")),
        Field("opened_on", "day", "Opened", past=True, aliases=("opened",)),
        Field("closed_on", "day", "Closed", editable=False, past=True, aliases=("closed",)),
        Field("reason", "text", "Reason"),
        Field("source", "text", "Source"),
        Field("campaign", "ref", "Campaign", place="ref", noun="campaign"),
        Field("owner", "user", "Owner"),
        Field("tags", "tag", "Tags", place="tag", many=True, aliases=("tag",)),
        Field("fields", "fields", "Fields", place="custom_all"),
        Field("stage_entered_on", "day", "In stage since", editable=False, past=True),
        *shared_fields(),
    ),
)
