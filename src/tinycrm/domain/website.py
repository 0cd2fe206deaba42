"""Websites and handles: one key for every spelling of the same place on the net."""

from __future__ import annotations

import unicodedata

from tinycrm.errors import UsageError

_LONGEST = 2048
_REFUSED = frozenset("<>\"'`\\{}|^\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PORTS = {"http": "80", "https": "443", "": ""}

# Short names and domains by which people mean the same network.
_NETWORKS = {
    "tg": "telegram", "t.me": "telegram", "telegram.me": "telegram", "telegram.org": "telegram",
    "linkedin.com": "linkedin", "li": "linkedin",
    "twitter": "x", "x.com": "x", "twitter.com": "x",
    "instagram.com": "instagram", "ig": "instagram", "facebook.com": "facebook", "fb": "facebook",
    "fb.com": "facebook", "github.com": "github", "gitlab.com": "gitlab", "vk.com": "vk", "wa": "whatsapp",
    "wa.me": "whatsapp", "youtube.com": "youtube", "tiktok.com": "tiktok", "threads.net": "threads",
    "bsky": "bluesky", "bsky.app": "bluesky", "medium.com": "medium",
}  # fmt: skip
# What stands between a network's address and the name: linkedin.com/in/anna, bsky.app/profile/anna.
_FOLDERS = frozenset({"in", "profile"})


def normalise_website(text: str) -> tuple[str, str]:
    """The website has a key that is the same for every way of writing it.

    Args:
        text: "example.com", "https://www.Example.com/", "http://example.com:8080/shop?a=1".

    Returns:
        (key, typed): key is the host in lower-case Unicode without "www.", then port (unless the scheme's
        own), path and query; scheme, trailing slash and fragment are gone. typed is the text, trimmed.

    Raises:
        UsageError: another scheme, spaces, or no dotted host.
    """
    typed = text.strip()
    parts = _parts(typed)
    if parts is None:
        raise UsageError(f"'{_short(text)}' is not a website", hint="write it like example.com or https://example.com")
    host, port, path = parts
    return f"{host}:{port}{path}" if port else f"{host}{path}", typed


def normalise_handle(text: str) -> tuple[str, str]:
    """The handle has a key "network:name" that is the same for every way of writing it.

    Args:
        text: "@anna", "telegram:@anna", "linkedin:anna-petrova", "https://t.me/anna".

    Returns:
        (key, typed): without a network the key is "@anna". typed is the text, trimmed.

    Raises:
        UsageError: spaces, no name, an e-mail address.
    """
    typed = text.strip()
    network, name = _network_and_name(typed)
    name = unicodedata.normalize("NFC", name.strip("/@")).casefold()
    if not any(char.isalnum() for char in name) or not _is_clean(typed) or not _is_name(network + name):
        raise UsageError(f"'{_short(text)}' is not a handle", hint="write it like telegram:@anna or @anna")
    if not network and "@" in name and not typed.startswith("@"):
        raise UsageError(f"'{_short(text)}' is an e-mail address, not a handle", hint="give it as --email")
    return f"{network}:{name}" if network else f"@{name}", typed


def _network_and_name(typed: str) -> tuple[str, str]:
    """The network's usual name, "" when none is given, and the name there with its "@" if any."""
    head, colon, rest = typed.partition(":")
    if typed.startswith("@"):
        return _at_name(typed)
    is_address = rest.startswith("//") or ("/" in head and "." in head.partition("/")[0])
    if not is_address:
        if not colon:
            return "", typed
        network = head.strip().casefold()
        return _NETWORKS.get(network, network), rest.strip() if network else ""
    parts = _parts(typed)
    if parts is None:
        return "", ""
    host, _, path = parts
    folders = path.partition("?")[0].strip("/").split("/")
    if len(folders) > 1 and folders[0].lower() in _FOLDERS:
        del folders[0]
    return _NETWORKS.get(host.removeprefix("m."), host), "/".join(folders)


def _at_name(typed: str) -> tuple[str, str]:
    """@anna belongs to no network, @anna@social.example to Mastodon, @anna:server.example to Matrix."""
    name = typed[1:]
    if "@" in name:
        return "mastodon", name
    return ("matrix", name) if ":" in name else ("", name)


def _parts(typed: str) -> tuple[str, str, str] | None:
    """Host, port and path of a web address; None when it is not one."""
    if len(typed) > _LONGEST or not _is_clean(typed):
        return None
    scheme, separator, rest = typed.partition("://")
    if separator and "/" not in scheme and "?" not in scheme:
        scheme = scheme.lower()
    else:
        scheme, rest = "", typed.removeprefix("//")
    if scheme not in _PORTS:
        return None
    rest = rest.partition("#")[0]
    cut = min([at for at in (rest.find("/"), rest.find("?")) if at >= 0], default=len(rest))
    address, path = rest[:cut], rest[cut:]
    address, colon, port = address.partition(":")
    if colon and not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) < 65536):
        return None
    host = _host(address)
    if not host:
        return None
    where, query, values = path.partition("?")
    path = where.rstrip("/") + (query + values if values else "")
    return host, "" if port == _PORTS[scheme] else port, path


def _host(address: str) -> str:
    """The host in lower-case Unicode without "www."; "" when it is not a dotted name."""
    host = unicodedata.normalize("NFC", address.rstrip(".")).lower()
    labels = [_unicode_label(label) for label in host.split(".")]
    if len(labels) > 2 and labels[0] == "www":
        del labels[0]
    if len(labels) < 2 or not all(_is_label(label) for label in labels):
        return ""
    if labels[-1].isdigit():
        is_ip = len(labels) == 4 and all(label.isdigit() and int(label) < 256 for label in labels)
        return ".".join(labels) if is_ip else ""
    return ".".join(labels)


def _unicode_label(label: str) -> str:
    """A label in Punycode is read back into its letters, so that both spellings are one key."""
    if not label.startswith("xn--"):
        return label
    try:
        return unicodedata.normalize("NFC", label[4:].encode("ascii").decode("punycode")).lower()
    except UnicodeError:
        return ""


def _is_label(label: str) -> bool:
    # "_" is not allowed in host names yet occurs in real ones; marks belong to Indic and Persian letters.
    inner = all(char.isalnum() or char in "-_\u200c" or unicodedata.category(char)[0] == "M" for char in label)
    return 0 < len(label) <= 63 and inner and label[0] != "-" and label[-1] != "-"


def _is_name(text: str) -> bool:
    """Whether a handle holds only what networks allow in names."""
    return all(char.isalnum() or char in "._-+~@/:" or unicodedata.category(char)[0] == "M" for char in text)


def _is_clean(text: str) -> bool:
    """Whether the text has no spaces, control characters, direction overrides, quotes or brackets."""
    return not any(char.isspace() or char in _REFUSED or unicodedata.category(char) in ("Cc", "Cs") for char in text)


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:40]}…"
