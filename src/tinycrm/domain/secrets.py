"""Which names announce a secret, so that its value is shown and journalled nowhere."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.settings import Plain

HIDDEN = "…"
_NAMES = ("password", "passwd", "passphrase", "token", "secret", "api_key", "apikey", "access_key", "private_key")


def names_secret(name: str) -> bool:
    """Says whether a name is that of a secret: `password`, `smtp-password`, `API_KEY`; not `password_command`."""
    bare = name.strip().lower().replace("-", "_").replace(" ", "_")
    return bare.removesuffix("s").endswith(_NAMES)


def without_secrets(plain: Plain) -> Plain:
    """Gives settings as they are, but `…` for what stands under the name of a secret, however deep."""
    if isinstance(plain, dict):
        return {key: _shown(key, value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [without_secrets(item) for item in plain]
    return plain


def _shown(key: str, value: Plain) -> Plain:
    if names_secret(key) and value is not None and not isinstance(value, dict):
        return HIDDEN
    return without_secrets(value)


def without_secrets_of(argv: Sequence[str]) -> list[str]:
    """Gives a command line, but `…` for what it gives to a secret: `--token X`, `--token=X`, `--set token=X`."""
    words: list[str] = []
    hide = False
    for word in argv:
        words.append(HIDDEN if hide else _without(word))
        hide = not hide and word.startswith("--") and "=" not in word and names_secret(word)
    return words


def _without(word: str) -> str:
    name, equals, rest = word.partition("=")
    if not equals:
        return word
    if names_secret(name):
        return f"{name}={HIDDEN}"
    # `--set=token=X`
    return f"{name}={_without(rest)}" if name.startswith("--") else word
