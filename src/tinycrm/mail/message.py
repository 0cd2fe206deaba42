"""A letter becomes an Internet message (RFC 5322), in ASCII of 7 bits whatever it says."""

from __future__ import annotations

from email import message_from_string
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

from tinycrm.domain.address import read_address, write_address
from tinycrm.domain.letter import LONGEST_SUBJECT
from tinycrm.domain.text import clean, escape
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.letter import Letter
    from tinycrm.domain.results import Row
    from tinycrm.mail.account import Account

# a header's line has at most 998 characters, and a name of one word is not broken (RFC 5322, 2.1.1)
_LONGEST_NAME = 200
_LINE = 78
_ASCII = SMTP.clone(cte_type="7bit", raise_on_defect=False)


def compose(letter: Letter, account: Account, *, message_id: str, at: str, language: str, rtl: bool) -> str:
    """Gives the message, its lines ended by CRLF.

    Only an address with a local part beyond ASCII makes it hold anything else: its header has no other form.

    Args:
        letter: what to say to whom.
        account: who writes.
        message_id: with its angle brackets.
        at: the instant of its Date.
        language: of what it says: en, ru, fa.
        rtl: whether that is written from right to left.

    Raises:
        UsageError: an address is none, or the subject holds a line break or control characters.
    """
    from datetime import datetime

    reply_to = letter.reply_to or account.reply_to
    head = [_address_line("From", account.sender, "sender"), _address_line("To", letter.to, "recipient")]
    head += [_address_line("Reply-To", reply_to, "reply_to")] if reply_to else []
    head.append(_text_line("Subject", subject_of(letter)))
    message = EmailMessage(policy=_ASCII)
    message["Date"] = datetime.fromisoformat(at)
    message["Message-ID"] = message_id
    # RFC 3834, and its likeness of Exchange: no holiday notice answers a program
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_body(letter.text))
    html = letter.html or (_right_to_left(letter.text, language) if rtl else "")
    if html:
        message.add_alternative(_body(html), subtype="html")
    for name, media_type, content in letter.attachments:
        main, _, sub = media_type.partition("/")
        charset = {"charset": "utf-8"} if main == "text" else None
        message.add_attachment(
            content, maintype=main, subtype=sub, filename=_undressed(clean(name, what="file name")), params=charset
        )
    # last: the library takes every header that begins so for a part's
    message["Content-Language"] = language
    return "\r\n".join([*head, message.as_bytes().decode("ascii")])


def subject_of(letter: Letter) -> str:
    """Gives the subject as it is sent: in one line, no longer than a mail's may be.

    Raises:
        UsageError: it is empty, or holds a line break or control characters.
    """
    subject = _undressed(clean(letter.subject, what="subject"))
    if not subject:
        raise UsageError("a mail needs a subject", hint="--subject TEXT")
    return _shortened(subject, LONGEST_SUBJECT)


def new_message_id(uid: str, account: Account) -> str:
    """Gives the Message-ID of the mail with this uid."""
    domain = read_address(account.sender, what="sender")[1].rpartition("@")[2]
    return f"<{uid}@{domain}>"


def renewed(message: str, account: Account, *, message_id: str, at: str) -> str:
    """Gives a message that was composed before as another one: its own Message-ID and Date, from who writes now."""
    from datetime import datetime

    head, _, body = message.partition("\r\n\r\n")
    fresh = EmailMessage(policy=_ASCII)
    fresh["Date"] = datetime.fromisoformat(at)
    fresh["Message-ID"] = message_id
    written = [_address_line("From", account.sender, "sender")]
    written += [_address_line("Reply-To", account.reply_to, "reply_to")] if account.reply_to else []
    written += _headers(fresh.as_bytes().decode("ascii").partition("\r\n\r\n")[0])
    replaced = ("date", "from", "reply-to", "message-id")
    kept = [header for header in _headers(head) if header.partition(":")[0].lower() not in replaced]
    return "\r\n".join([*written, *kept]) + "\r\n\r\n" + body


def read_message(message: str) -> tuple[list[tuple[str, str]], str, list[Row]]:
    """Gives what a person sees of a message: headers, plain text, attachments as {"name", "type", "bytes"}."""
    parsed = message_from_string(message, policy=SMTP)
    plain = parsed.get_body(("plain",))
    text = str(plain.get_content()).replace("\r\n", "\n") if plain is not None else ""
    attached: list[Row] = []
    for part in parsed.iter_attachments():
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else 0
        attached.append({"name": part.get_filename() or "", "type": part.get_content_type(), "bytes": size})
    return [(name, str(value)) for name, value in parsed.items()], text, attached


def _headers(head: str) -> list[str]:
    """Gives the headers, each with the lines that it goes on in."""
    found: list[str] = []
    for line in head.split("\r\n"):
        if line[:1] in " \t" and found:
            found[-1] += "\r\n" + line
        elif line:
            found.append(line)
    return found


def _address_line(header: str, text: str, what: str) -> str:
    """Gives a header with one address, its name as a word of its own kind where it is beyond ASCII."""
    name, address = read_address(text, what=what)
    name = _shortened(_undressed(name), _LONGEST_NAME)
    if not name:
        return f"{header}: {address}"
    if name.isascii():
        name = write_address(name, address).removesuffix(f" <{address}>")
    line = _text_line(header, name)
    last = line.rpartition("\r\n")[2]
    return line + (" " if len(last) + len(address) + 3 <= _LINE else "\r\n ") + f"<{address}>"


def _text_line(header: str, text: str) -> str:
    """Gives a header in lines of 78 characters: EmailMessage loses spaces where it breaks a text beyond ASCII."""
    charset = "us-ascii" if text.isascii() else "utf-8"
    written = Header(text, charset, maxlinelen=_LINE, header_name=header).encode(linesep="\r\n")
    return f"{header}: {written}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _undressed(text: str) -> str:
    """Nothing in the text looks encoded: Python before 3.11.10 and 3.12.5 decodes a header and writes the line breaks
    that come out of it as they are (CVE-2024-6923).
    """
    return text.replace("=?", "= ?")


def _body(text: str) -> str:
    safe = escape(text.replace("\r\n", "\n").replace("\r", "\n"), long=True)
    return safe if safe.endswith("\n") else safe + "\n"


def _right_to_left(text: str, language: str) -> str:
    """Mail programs lay plain text out from the left."""
    from html import escape as html_escape

    lines = "".join(f'<div dir="auto">{html_escape(line) or "<br>"}</div>\n' for line in text.split("\n"))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="rtl">\n<head><meta charset="utf-8"></head>\n'
        f'<body dir="rtl">\n{lines}</body>\n</html>\n'
    )
