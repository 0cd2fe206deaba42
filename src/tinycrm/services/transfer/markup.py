"""Text that another system wrote as HTML becomes the text that a person saw."""

from __future__ import annotations

from html.parser import HTMLParser

_BREAKS = frozenset(("br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "blockquote", "hr"))
_UNSEEN = frozenset(("style", "script", "head", "title"))
_TAGS = frozenset((*_BREAKS, *_UNSEEN, "html", "body", "span", "b", "i", "u", "em", "strong", "a", "font", "td", "img"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.tags = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- as the parser calls it
        self.tags += tag in _TAGS
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # a line break in HTML is a space
            self.parts.append(data.replace("\r", " ").replace("\n", " "))


def as_plain(text: str) -> str:
    """Gives a text without its HTML; one that holds no tags of HTML is given as it is.

    Args:
        text: a cell.
    """
    if "<" not in text or ">" not in text:
        return text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if not reader.tags:
        return text
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line and line != "-")
