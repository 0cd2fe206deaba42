"""E-mail addresses: one key for every spelling of an address.

Plain ASCII addresses are settled here; email-validator is loaded only for international ones.
"""

from __future__ import annotations

from tinycrm.errors import UsageError

_LONGEST = 254  # RFC 5321 path, less its angle brackets
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DOMAIN = frozenset(_LETTERS + "0123456789-.")
_LOCAL = frozenset(_LETTERS + "0123456789.!#$%&'*+/=?^_`{|}~-")  # RFC 5322 dot-atom


def normalise_email(text: str) -> tuple[str, str]:
    """The address has a key that is the same for every way of writing it.

    Args:
        text: "Anna@X.example", "mailto:anna@x.example" or "Anna Petrova <anna@x.example>".

    Returns:
        (key, typed): key is lower case, NFC, with the domain in Unicode; typed is the address alone, as
        typed.

    Raises:
        UsageError: not one address.
    """
    typed = _address(text.strip())
    key = typed.lower()
    if typed.isascii() and "@xn--" not in key and ".xn--" not in key:
        if not _is_plain(key):
            raise _not_an_email(text)
        return key, typed
    if len(typed) > _LONGEST or typed.count("@") != 1 or not typed.isprintable() or " " in typed:
        raise _not_an_email(text)
    return _international(typed, text), typed


def ascii_address(text: str) -> str:
    """Gives the address with its domain in ASCII (IDNA), as mail servers know it; its local part stays as typed.

    Raises:
        UsageError: not one address.
    """
    typed = normalise_email(text)[1]
    local, _, domain = typed.rpartition("@")
    if domain.isascii():
        return f"{local}@{domain.lower()}"
    import email_validator

    found = email_validator.validate_email(typed, check_deliverability=False, globally_deliverable=False)
    return f"{local}@{found.ascii_domain}"


def looks_like_email(text: str) -> bool:
    """Whether the text has the shape of an address: something, one @, a dotted domain, no spaces."""
    local, at, domain = text.strip().partition("@")
    if not (local and at) or "@" in domain or len(text) > _LONGEST:
        return False
    dotted = "." in domain[1:-1]
    return dotted and not any(char.isspace() or char in "<>,;:/" for char in text.strip())


def _address(text: str) -> str:
    """The address out of "Name <address>" and "mailto:address"; anything else unchanged."""
    if text[:7].lower() == "mailto:":
        text = text[7:]
    if text.endswith(">") and text.count("<") == 1 and text.count(">") == 1:
        name, _, address = text[:-1].partition("<")
        # A second address before the bracket makes it unclear which one is meant.
        if "@" not in name:
            return address.strip()
    return text


def _is_plain(address: str) -> bool:
    """Whether a lower-case ASCII address is sound: dot-atom local part, a domain of at least two labels."""
    local, at, domain = address.rpartition("@")
    if not at or not local or len(local) > 64 or len(address) > _LONGEST:
        return False
    if not _LOCAL.issuperset(local) or local[0] == "." or local[-1] == "." or ".." in local:
        return False
    rest, dot, last = domain.rpartition(".")
    if not dot or len(last) < 2 or not last.isalpha() or not _DOMAIN.issuperset(domain):
        return False
    # no label is empty, and none begins or ends with a hyphen
    if not rest or rest[0] in ".-" or rest[-1] in ".-" or ".." in rest or ".-" in rest or "-." in rest:
        return False
    return len(domain) <= 63 or all(len(label) <= 63 for label in domain.split("."))


def _international(typed: str, text: str) -> str:
    import email_validator

    try:
        # Names kept for documentation and tests (.example, .test) are fine in an address book.
        found = email_validator.validate_email(typed, check_deliverability=False, globally_deliverable=False)
    except email_validator.EmailNotValidError:
        raise _not_an_email(text) from None
    domain = found.domain.lower()
    if "." not in domain:
        raise _not_an_email(text)
    return f"{found.local_part.casefold()}@{domain}"


def _not_an_email(text: str) -> UsageError:
    shown = text if len(text) <= _LONGEST else f"{text[:40]}…"
    return UsageError(f"'{shown}' is not an e-mail address", hint="write one address, as in anna@x.example")
