"""What is to be mailed to one person, before it is a message."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    # name, media type, content
    Attachment = tuple[str, str, bytes]

# characters of a subject that are sent; people read sixty
LONGEST_SUBJECT = 500


class Letter:
    """A mail to one recipient.

    Args:
        to: one address, "anna@x.example" or "Anna Petrova <anna@x.example>".
        subject: one line.
        text: the plain text.
        html: the same as a whole HTML document; "" for a mail of plain text alone.
        attachments: (file name, media type, content) in order.
        language: of what it says, "" for that of the settings.
        reply_to: the address that answers go to, "" for that of the settings.
    """

    __slots__ = ("attachments", "html", "language", "reply_to", "subject", "text", "to")

    def __init__(
        self,
        to: str,
        subject: str,
        text: str,
        html: str = "",
        attachments: Sequence[Attachment] = (),
        *,
        language: str = "",
        reply_to: str = "",
    ) -> None:
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.attachments = tuple(attachments)
        self.language = language
        self.reply_to = reply_to
