"""Addresses of mail: one person each, a name that cannot pass for another address, a domain as servers know it."""

from __future__ import annotations

from tinycrm.domain.email import ascii_address, normalise_email
from tinycrm.domain.text import clean
from tinycrm.errors import UsageError

# what a name without quotes may not hold (RFC 5322, 3.2.3)
_SPECIAL = frozenset('()<>[]:;@\\,."')
_HERE = "@localhost"


def read_address(text: str, *, what: str = "address") -> tuple[str, str]:
    """Gives the display name, "" without one, and the address of one person.

    The domain of the address is in ASCII; its local part is as typed, and may need a server that knows SMTPUTF8.

    Args:
        text: "anna@x.example", "Anna Petrova <anna@x.example>" or '"Petrova, Anna" <anna@x.example>'.
        what: what it is, for messages.

    Raises:
        UsageError: it is not one address, it holds control characters, or its name holds an address.
    """
    cleaned = clean(text, what=what)
    name, bracket, rest = cleaned.rpartition("<")
    if not bracket:
        return "", _spec(cleaned, text)
    if not rest.endswith(">") or rest.count(">") != 1:
        raise _no_address(text)
    name = _unquoted(name.strip(), text)
    if "@" in name or "<" in name:
        # "boss@bank.example" <someone@else.example> shows an address that the mail does not go to
        raise UsageError(
            f"'{_shown(text)}' names two addresses", code="bad_address", hint="give one address, or a name without @"
        )
    return name, _spec(rest[:-1].strip(), text)


def write_address(name: str, address: str) -> str:
    """Gives the text that `read_address` reads as this name and address; a name that is unfit is left out."""
    name = " ".join(name.split())
    if not name or not name.isprintable() or "@" in name or "<" in name:
        return address
    if _SPECIAL.isdisjoint(name):
        return f"{name} <{address}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


def recipient_key(text: str) -> str:
    """Gives what is the same for every way to write the address, for the keys of the outbox.

    Raises:
        UsageError: it is not one address.
    """
    address = read_address(text)[1]
    return address.lower() if address.endswith(_HERE) else normalise_email(address)[0]


def _spec(address: str, text: str) -> str:
    # an address that is dressed as an encoded word is decoded by those who read the header
    if any(mark in address for mark in (",", ";", "=?")) or address[:7].lower() == "mailto:":
        raise _no_address(text)
    local, _, domain = address.rpartition("@")
    if f"@{domain.lower()}" == _HERE and local.isascii() and local.replace(".", "").replace("-", "").isalnum():
        return local + _HERE
    try:
        return ascii_address(address)
    except UsageError:
        raise _no_address(text) from None


def _unquoted(name: str, text: str) -> str:
    if not name.startswith('"'):
        if '"' in name or "," in name or ";" in name:
            raise _no_address(text)
        return name
    if len(name) < 2 or not name.endswith('"'):
        raise _no_address(text)
    inner, plain, escaped = name[1:-1], "", False
    for char in inner:
        if escaped or char not in '\\"':
            plain += char
            escaped = False
        elif char == '"':
            raise _no_address(text)
        else:
            escaped = True
    if escaped:
        raise _no_address(text)
    return plain.strip()


def _no_address(text: str) -> UsageError:
    hint = "write one address, as in anna@x.example or Anna <anna@x.example>"
    return UsageError(f"'{_shown(text)}' is not one e-mail address", code="bad_address", hint=hint)


def _shown(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"
