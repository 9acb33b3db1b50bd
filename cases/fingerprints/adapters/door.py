"""The matcher's socket: one file that only its owner may open, one question and one answer a connection.

A frame is its length in 4 bytes, the highest first, and so many bytes.
"""

import os
import socket
import socketserver
import struct
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from cases.fingerprints import wire

WAIT = 5.0  # seconds for one question to arrive


class Unanswered(Exception):
    """The matcher's process is not there, or did not answer in time."""


def ask(path: Path, question: bytes, seconds: float) -> bytes:
    """Send a question and return the answer; raises Unanswered."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            line.connect(str(path))
            _send(line, question)
            return _receive(line)
    except (OSError, ValueError) as error:
        raise Unanswered from error


def serve(path: Path, answer: Callable[[bytes], bytes], ready: Callable[[], None]) -> None:
    """Answer until the process is stopped; `answer` is called by one thread at a time. Replaces an old socket file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    one = Lock()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            line: socket.socket = self.request
            line.settimeout(WAIT)
            try:
                if not _owner(line):
                    return
                question = _receive(line)
                with one:
                    reply = answer(question)
                _send(line, reply)
            except (OSError, ValueError):  # the other side went away, or spoke nonsense
                return

    mask = os.umask(0o177)
    try:
        server = _Server(str(path), Handler)
    finally:
        os.umask(mask)
    with server:
        ready()
        try:
            server.serve_forever()
        finally:
            path.unlink(missing_ok=True)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


def _owner(line: socket.socket) -> bool:
    """Whether the other side runs as the same user, or as root."""
    credentials = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", credentials)[1] in {0, os.getuid()}


def _send(line: socket.socket, data: bytes) -> None:
    line.sendall(struct.pack(">I", len(data)) + data)


def _receive(line: socket.socket) -> bytes:
    (length,) = struct.unpack(">I", _exactly(line, 4))
    if length > wire.MOST:
        raise ValueError("too long")
    return _exactly(line, length)


def _exactly(line: socket.socket, length: int) -> bytes:
    held = bytearray()
    while len(held) < length:
        part = line.recv(min(1 << 16, length - len(held)))
        if not part:
            raise ValueError("the other side ended in the middle")
        held += part
    return bytes(held)
