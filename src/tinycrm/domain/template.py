"""Texts with `{{fields}}` in them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def fill(template: str, value: Callable[[str], str]) -> str:
    """Gives the words of a template with every `{{name}}` replaced, and with nothing else done to them.

    Args:
        template: the text; braces that are never closed stay as they are.
        value: gives what stands for a name, which comes without the spaces around it.
    """
    parts = template.split("{{")
    text = parts[0]
    for part in parts[1:]:
        name, close, rest = part.partition("}}")
        text += value(name.strip()) + rest if close else "{{" + part
    return text
