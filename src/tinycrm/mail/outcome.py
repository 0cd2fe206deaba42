"""How a mail can fail to leave, as far as what to do next differs."""

from __future__ import annotations


class Refused(Exception):
    """The mail was refused, and is nowhere.

    Args:
        reply: what the server or program said, in one line.
        temporary: whether it asked to be tried again later.
        closed: whether the connection is of no use any more.
    """

    def __init__(self, reply: str, *, temporary: bool, closed: bool = False) -> None:
        super().__init__(reply)
        self.reply = reply
        self.temporary = temporary
        self.closed = closed


class InDoubt(Exception):
    """The mail was handed over whole, and nothing says whether it was taken."""

    def __init__(self, reply: str) -> None:
        super().__init__(reply)
        self.reply = reply


class Unreachable(Exception):
    """No mail can leave now, and none has.

    Args:
        reason: in one line.
        hint: what to do about it, "" for waiting.
        code: a stable word for programs.
    """

    def __init__(self, reason: str, *, hint: str = "", code: str = "unreachable") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.code = code
