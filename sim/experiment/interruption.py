"""Ctrl-C and a request to end: they put up signs, so that nothing is broken off half-written."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruption(end: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    """Call `end` at the first SIGINT, `stop` at the second or at SIGTERM; a third SIGINT raises KeyboardInterrupt.

    SIGTERM comes from machines, which give little time. Only the main thread gets signals; elsewhere this does
    nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop()

    def finish(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, leave)
        end()

    before = {number: signal.signal(number, act) for number, act in ((signal.SIGINT, finish), (signal.SIGTERM, leave))}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
