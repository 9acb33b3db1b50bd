"""Waits until the process is asked to stop."""

import signal
import threading
from types import FrameType


def wait() -> None:
    """Blocks until SIGTERM or SIGINT. Call it from the main thread; elsewhere Python refuses with ValueError."""
    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    while not stop.wait(3600):
        pass
