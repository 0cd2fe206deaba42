"""A message in Markdown becomes the two parts of a mail: plain text, and HTML that shows the same.

Fields are put in after the Markdown was read, each as what it is, a text: nothing in it is markup.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_WEB = re.compile(r"https?://", re.IGNORECASE)
# what an address of the web may hold as it stands
_ADDRESS = "/:?#[]@!$&'()*+,;=%~"
_BLOCKS = ("paragraph_open", "heading_open", "list_item_open", "blockquote_open")
_CODE = ("code_inline", "code_block", "fence")
_STYLE = "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;color:#1b1f24"


def render_markdown(parts: Sequence[str | int], values: Sequence[str], *, language: str, title: str) -> tuple[str, str]:
    """Gives a message as plain text and as a whole HTML document. A line break in it is one in the mail.

    Args:
        parts: texts in Markdown, and between them the numbers of the values that stand there.
        values: texts of one line or several.
        language: of what the message says: en, ru, fa.
        title: of the document.
    """
    marks = _Marks(parts, values)
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    renderer = _Html(marks)
    tokens = reader.parse(marks.source)
    marks.fill(tokens)
    body = str(renderer.render(tokens, reader.options, {}))
    side = "rtl" if language == "fa" else "ltr"
    document = (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}" dir="{side}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n</head>\n<body dir="{side}" style="margin:0;padding:16px;{_STYLE}">\n'
        f'<div style="max-width:640px">\n{body}</div>\n</body>\n</html>\n'
    )
    return _Plain(marks).read(tokens), document


class _Marks:
    """Words that stand for the values while Markdown is read: nothing in them means anything to it.

    Attributes:
        source: the message with its marks.
    """

    def __init__(self, parts: Sequence[str | int], values: Sequence[str]) -> None:
        written = "".join(part for part in parts if isinstance(part, str)).lower()
        word = "tcrmq"
        while word in written:
            word += "q"
        self._values = values
        self._mark = re.compile(f"{word}x([0-9]+)z")
        self.source = "".join(part if isinstance(part, str) else f"{word}x{part}z" for part in parts)

    def put(self, text: str, *, long: bool = False) -> str:
        """Gives a text with the values in their places, of one line each unless `long`."""

        def value(found: re.Match[str]) -> str:
            text = self._values[int(found[1])]
            return text if long else " ".join(text.split())

        return self._mark.sub(value, text)

    def fill(self, tokens: Sequence[Token]) -> None:
        """Everything but plain text has its values; text has them when it is written."""
        for token in tokens:
            if token.type in _BLOCKS:
                # a line of a mail may be in another script than the last
                token.attrSet("dir", "auto")
            for key, value in token.attrs.items():
                if isinstance(value, str):
                    token.attrs[key] = self._link(value) if key in ("href", "src") else self.put(value)
            if token.type in _CODE:
                token.content, token.info = self.put(token.content), self.put(token.info)
            for child in token.children or () if token.type == "image" else ():
                child.content = self.put(child.content)
            self.fill(token.children or ())

    def _link(self, address: str) -> str:
        """Gives where a link leads: to the web if a value begins it, else to where the template says."""
        found = self._mark.match(address)
        begun = ""
        if found:
            value = "".join(self.put(found[0]).split())
            begun = quote(value, safe=_ADDRESS) if _WEB.match(value) else "https://" + quote(value.lstrip("/"))
            address = address[found.end() :]
        return begun + self._mark.sub(lambda mark: quote(self.put(mark[0]), safe="@"), address)


class _Html(RendererHTML):
    """How a message is written in HTML."""

    def __init__(self, marks: _Marks) -> None:
        super().__init__()
        self._marks = marks

    def text(  # the renderer calls its rules with all of these
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,  # noqa: ARG002
        env: EnvType,  # noqa: ARG002
    ) -> str:
        """Gives a text, the values in it escaped as the rest is."""
        return escape(self._marks.put(tokens[idx].content, long=True)).replace("\n", "<br>\n")


class _Plain:
    """How a message reads without marks: lists with dashes, links with their address behind them."""

    def __init__(self, marks: _Marks) -> None:
        self._marks = marks
        self._lines: list[str] = []
        # of each block that holds others: what stands before its next line, before those after it, has it had a line
        self._leads: list[tuple[str, str, bool]] = []
        # the numbers of the lists that are open, 0 of one with dashes
        self._lists: list[int] = []
        self._apart = False

    def read(self, tokens: Sequence[Token]) -> str:
        """Gives the whole text."""
        close = True
        for token in tokens:
            kind = token.type
            if kind in ("bullet_list_open", "ordered_list_open"):
                self._apart |= not self._lists
                self._lists.append(int(token.attrs.get("start", 1)) if kind[0] == "o" else 0)
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self._lists.pop()
                self._apart |= not self._lists
            elif kind == "list_item_open":
                number = self._lists[-1]
                lead = f"{number}. " if number else "- "
                self._lists[-1] += 1 if number else 0
                self._leads.append((lead, " " * len(lead), False))
            elif kind == "blockquote_open":
                self._apart = True
                self._leads.append(("> ", "> ", False))
            elif kind in ("list_item_close", "blockquote_close"):
                self._leads.pop()
            elif kind == "paragraph_open":
                close = token.hidden
            elif kind == "inline":
                self._block(self._inline(token.children or ()), apart=not close)
            elif kind in ("fence", "code_block"):
                self._block(token.content.rstrip("\n"), apart=True)
            elif kind == "hr":
                self._block("-" * 20, apart=True)
            close = close and kind != "heading_open"
        return "\n".join(self._lines) + "\n"

    def _block(self, text: str, *, apart: bool) -> None:
        if self._lines and (apart or self._apart):
            self._lines.append("".join(rest for _, rest, used in self._leads if used).rstrip())
        self._apart = False
        for line in text.split("\n"):
            self._lines.append(("".join(lead for lead, _, _ in self._leads) + line).rstrip())
            self._leads = [(rest, rest, True) for _, rest, _ in self._leads]

    def _inline(self, tokens: Sequence[Token]) -> str:
        text, begun, address = "", 0, ""
        for token in tokens:
            if token.type in ("softbreak", "hardbreak"):
                text += "\n"
            elif token.type == "text":
                text += self._marks.put(token.content, long=True)
            elif token.type == "code_inline":
                text += token.content
            elif token.type == "image":
                text += "".join(child.content for child in token.children or ())
            elif token.type == "link_open":
                begun, address = len(text), str(token.attrs.get("href", ""))
            elif token.type == "link_close":
                shown = text[begun:].strip()
                text += "" if shown in (address, address.removeprefix("mailto:")) else f" <{address}>"
        return text
