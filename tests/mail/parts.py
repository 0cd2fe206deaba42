"""What a message holds, for tests."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from email.message import EmailMessage


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def attached(message: EmailMessage) -> dict[str, tuple[str, bytes]]:
    """File name → (media type, content)."""
    return {
        str(one.get_filename()): (one.get_content_type(), one.get_payload(decode=True))
        for one in message.iter_attachments()
    }
