"""Whose an e-mail address, a website or a telephone number is: a person's own, a firm's, or anybody's."""

from __future__ import annotations

from tinycrm.domain.likeness import is_one_word
from tinycrm.domain.name_words import FREE_MAIL, NETWORKS, SHARED_LOCALS
from tinycrm.domain.sounds import alike_letters, skeleton_once, sound_of

_DOTLESS = ("gmail.com", "googlemail.com")
_YANDEX = ("yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua")
_TAIL = 7


def mailbox(key: str) -> str:
    """Gives the mailbox an address leads to: what stands after a plus is left out, and Gmail's dots."""
    local, _, domain = key.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    if domain in _YANDEX:
        return f"{local.replace('.', '-')}@yandex.ru"
    return f"{local}@{domain}"


def local_part(key: str, name: tuple[str, ...]) -> str:
    """Gives what stands before the @, letters and digits alone, when it says who somebody is; else "".

    Args:
        key: of the e-mail.
        name: the words of its owner's name: a given name alone says nothing.
    """
    before = key.rpartition("@")[0].partition("+")[0]
    local = before if before.isalnum() else "".join(char for char in before if char.isalnum())
    if len(local) < 5 or local in SHARED_LOCALS:
        return ""
    return "" if local == before and local.isalpha() and is_one_word(local, name) else local


def is_telling(local: str, name: tuple[str, ...]) -> bool:
    """Says whether what stands before the @ says more than the name: neither johnsmith nor jsmith1 does."""
    bare = local.rstrip("0123456789")
    if len(local) - len(bare) > 1 or len(name) < 2:
        return True
    said = skeleton_once(bare)
    heard = [sound_of(word).skeleton for word in name]
    for at, one in enumerate(heard):
        for other in (*heard[:at], *heard[at + 1 :]):
            # an address is spelt by rules of its own, so near is enough
            if alike_letters(said, one + other) or alike_letters(said, other + one):
                return False
            if one and (alike_letters(said, other[:1] + one) or alike_letters(said, one + other[:1])):
                return False
    return True


def own_domain(key: str) -> str:
    """Gives the domain of an e-mail when it is a firm's and not a provider's; else ""."""
    domain = key.rpartition("@")[2]
    return "" if domain.partition(".")[0] in FREE_MAIL else domain


def own_host(site: str) -> str:
    """Gives the host of a website when it is the firm's own and not a network's; else ""."""
    host = site.partition("/")[0].partition(":")[0]
    labels = host.split(".")
    known = len(labels) > 1 and (labels[-2] in NETWORKS or ".".join(labels[-2:]) in NETWORKS)
    return "" if known else host


def phone_tail(key: str) -> str:
    """Gives the last digits of a telephone number, which stay the same without the country; "" when it is short."""
    digits = "".join(char for char in key if char.isdigit())
    return digits[-_TAIL:] if len(digits) > _TAIL else ""
