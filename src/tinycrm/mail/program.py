"""Programs that mail is handed to or that hold a password: waited for so long, and heard so much of."""

from __future__ import annotations

import os
import select
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

_PIECE = 65_536
# how often it is looked whether a program is gone whose own children still hold its pipes
_LOOK = 0.05


def listen(
    process: subprocess.Popen[bytes], streams: Sequence[IO[bytes] | None], *, seconds: float, most: int
) -> list[bytes]:
    """The program is gone, or its time is up; what it started may go on and counts for nothing.

    Args:
        process: the program.
        streams: of its output, pipes all of them.
        seconds: how long it may take.
        most: the bytes that are kept of each stream; what follows is read and dropped.

    Returns:
        what it wrote to each stream, in their order.
    """
    handles = [stream.fileno() for stream in streams if stream is not None]
    said = {handle: bytearray() for handle in handles}
    poll = select.poll()
    for handle in handles:
        os.set_blocking(handle, False)
        poll.register(handle, select.POLLIN)
    open_ones = set(handles)
    end = time.monotonic() + seconds
    while open_ones and (left := end - time.monotonic()) > 0:
        gone = process.poll() is not None
        ready = [handle for handle, _ in poll.poll(0 if gone else min(left, _LOOK) * 1000)]
        for handle in ready:
            piece = os.read(handle, _PIECE)
            said[handle] += piece[: most - len(said[handle])]
            if not piece:
                poll.unregister(handle)
                open_ones.remove(handle)
        if gone and all(len(said[handle]) >= most for handle in open_ones.intersection(ready)):
            break
    try:
        process.wait(max(end - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        # the caller ends it
        pass
    return [bytes(said[handle]) for handle in handles]
