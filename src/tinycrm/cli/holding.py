"""An interrupt waits while something is done and not yet told."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from tinycrm.store import Store


class Held:
    """Within `with`, an interrupt between a commit and its answer waits for the answer.

    The reader of the answers may have stalled, so a second interrupt waits for nothing.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._untold = False
        self._waiting = False

    def __enter__(self) -> Held:
        """Interrupts come here, unless the process ignores them."""
        # loads enum, which no command needs that does one thing
        import signal

        self._usual = signal.getsignal(signal.SIGINT)
        if self._usual is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._interrupted)
        self._store.before_commit = self._hold
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import signal

        self._store.before_commit = None
        if self._usual is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._usual)

    def told(self) -> None:
        """What was done is answered for.

        Raises:
            KeyboardInterrupt: one has waited for that.
        """
        self._untold = False
        if self._waiting:
            raise KeyboardInterrupt

    def _hold(self) -> None:
        self._untold = True

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        if self._waiting or not self._untold:
            raise KeyboardInterrupt
        self._waiting = True
