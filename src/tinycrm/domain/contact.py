"""A contact: a person."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

POINTS = ("email", "phone", "handle")

CONTACT = Noun(
    "contact",
    "contacts",
    title="name",
    order="name",
    columns=("id", "name", "company", "email", "phone", "tags"),
    plain=(
        "id",
        "name",
        "email",
        "phone",
        "company",
        "title",
        "lifecycle",
        "source",
        "owner",
        "tags",
        "birthday",
        "last_touch_at",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("name", "text", "Name", folded="name_key"),
        Field("given", "text", "Given name"),
        Field("family", "text", "Family name"),
        Field("title", "text", "Title"),
        Field("email", "email", "E-mail", place="point"),
        Field("emails", "email", "E-mails", place="point", many=True),
        Field("phone", "phone", "Phone", place="point"),
        Field("phones", "phone", "Phones", place="point", many=True),
        Field("handle", "handle", "Handle", place="point"),
        Field("handles", "handle", "Handles", place="point", many=True),
        Field("company", "ref", "Company", place="link", noun="company"),
        Field("companies", "ref", "Companies", place="link", noun="company", many=True),
        Field("lifecycle", "choice", "Lifecycle"),
        Field("source", "text", "Source"),
        Field("owner", "user", "Owner"),
        Field("tags", "tag", "Tags", place="tag", many=True, aliases=("tag",)),
        Field("birthday", "birthday", "Birthday"),
        Field("cadence_days", "days", "Cadence", aliases=("cadence",)),
        Field("lead_on", "day", "Lead since", past=True),
        Field("customer_since", "day", "Customer since", past=True),
        Field("note", "long", "Note"),
        Field("fields", "fields", "Fields", place="custom_all"),
        Field("last_touch_at", "instant", "Last touch", editable=False, past=True, aliases=("last_touch",)),
        Field("last_in_at", "instant", "Last from them", editable=False, past=True),
        Field("last_out_at", "instant", "Last from us", editable=False, past=True),
        *shared_fields(),
    ),
)
