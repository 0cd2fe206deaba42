"""A company: an organization."""

from __future__ import annotations

from tinycrm.domain.fields import Field, Noun, key_fields, shared_fields

COMPANY = Noun(
    "company",
    "companies",
    title="name",
    order="name",
    columns=("id", "name", "website", "industry", "country", "tags"),
    plain=(
        "id",
        "name",
        "website",
        "phone",
        "industry",
        "size",
        "country",
        "parent",
        "lifecycle",
        "source",
        "owner",
        "tags",
        "last_touch_at",
        "created_at",
        "uid",
    ),
    fields=(
        *key_fields(),
        Field("name", "text", "Name", folded="name_key"),
        Field("parent", "ref", "Parent", place="ref", noun="company"),
        Field("website", "website", "Website", place="point"),
        Field("websites", "website", "Websites", place="point", many=True),
        Field("phone", "phone", "Phone", place="point"),
        Field("phones", "phone", "Phones", place="point", many=True),
        Field("industry", "text", "Industry"),
        Field("size", "int", "Size", aliases=("employees",)),
        Field("country", "text", "Country"),
        Field("lifecycle", "choice", "Lifecycle"),
        Field("source", "text", "Source"),
        Field("owner", "user", "Owner"),
        Field("tags", "tag", "Tags", place="tag", many=True, aliases=("tag",)),
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
