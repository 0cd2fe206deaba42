"""Contact points: the ways to reach a person or company, each with a key that finds it in any spelling."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.fields import Type

LABELS = ("work", "home", "mobile", "main", "fax", "other")


def normalise(kind: Type | str, text: str, country: str) -> tuple[str, str]:
    """Gives the key that comparisons use, and the text as typed.

    Args:
        kind: "email", "phone", "website" or "handle".
        text: as typed.
        country: ISO 3166 code for local phone numbers, or "".

    Raises:
        UsageError: the text is no such point.
    """
    if kind == "email":
        from tinycrm.domain.email import normalise_email

        return normalise_email(text)
    if kind == "phone":
        from tinycrm.domain.phone import normalise_phone

        key, typed, _ = normalise_phone(text, country)
        return key, typed
    from tinycrm.domain.website import normalise_handle, normalise_website

    return normalise_website(text) if kind == "website" else normalise_handle(text)


def split_label(text: str) -> tuple[str, str | None]:
    """Gives the point and its label: `work:anna@x.example` is the e-mail with the label work."""
    if ":" not in text:
        return text, None
    head, colon, rest = text.partition(":")
    if colon and head.strip().lower() in LABELS:
        return rest.strip(), head.strip().lower()
    return text, None
