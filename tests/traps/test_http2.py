"""HTTP/2 servers that flood: each costs bounded time and memory."""

import contextlib
import socket
import struct
import time
from pathlib import Path

import hpack
import pytest

from agencies.doors.adapters import http
from agencies.doors.adapters.http import FetchLimits, Refused, Unreachable
from tests.doors.servers import Server, certificate, loopback, policy, sends

LIMITS = FetchLimits(max_bytes=1_000_000, deadline=0.3)
DATA, HEADERS, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = 0, 1, 3, 4, 5, 6, 7, 8, 9
HEAD = hpack.Encoder().encode([(":status", "200"), ("content-type", "text/html")])
BIG = hpack.Encoder().encode([(":status", "200"), *((f"x-{number}", "y" * 400) for number in range(60))], huffman=False)


def frame(kind: int, flags: int = 0, stream: int = 0, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + body


OPEN = frame(HEADERS, 4, 1, HEAD)
FLOODS: dict[str, tuple[bytes, bytes]] = {
    "endless headers": (frame(HEADERS, 0, 1, HEAD), frame(CONTINUATION, 0, 1, b"\x40\x01x\x7f" + b"y" * 100)),
    "empty continuations": (frame(HEADERS, 0, 1, HEAD), frame(CONTINUATION, 0, 1)),
    "header bomb": (b"", frame(HEADERS, 4, 1, BIG)),
    "pings": (b"", frame(PING, 0, 0, bytes(8)) * 50),
    "settings": (b"", frame(SETTINGS) * 50),
    "settings that change": (b"", frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 70000)) * 50),
    "empty data": (OPEN, frame(DATA, 0, 1) * 50),
    "padding alone": (OPEN, frame(DATA, 8, 1, b"\xff" + bytes(255)) * 20),
    "endless data": (OPEN, frame(DATA, 0, 1, bytes(16384))),
    "windows": (OPEN, frame(WINDOW, 0, 0, struct.pack(">I", 1)) * 50),
    "resets": (b"", frame(RESET, 0, 1, bytes(4)) * 50),
    "pushes": (b"", frame(PUSH, 4, 1, struct.pack(">I", 2) + HEAD)),
    "frames of unknown kind": (b"", frame(0x77, 0, 0, bytes(1000)) * 10),
    "frame too large": (b"", frame(DATA, 0, 1, bytes(70_000))),
    "nonsense": (b"", b"\xff" * 4096),
    "goodbye": (b"", frame(GOAWAY, 0, 0, bytes(8))),
    "silence": (b"", b""),
}


class Flood(Server):
    """After the handshake it says one thing once and another without end."""

    said = (b"", b"")

    def _serve(self, connection: socket.socket) -> None:
        assert self.tls
        with contextlib.suppress(OSError), self.tls.wrap_socket(connection, server_side=True) as link:
            link.recv(65536)
            link.sendall(frame(SETTINGS) + self.said[0])
            while True:
                link.sendall(self.said[1])
                time.sleep(0 if self.said[1] else 0.05)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object]:
    return certificate(Path(tmp_path_factory.mktemp("tls")), h2_too=True)


@pytest.mark.parametrize("name", FLOODS)
def test_it_escapes_floods_of_frames(name: str, tls: tuple[object, object]) -> None:
    theirs, ours = tls
    with Flood(sends(b""), tls=theirs) as server:  # type: ignore[arg-type]
        server.said = FLOODS[name]
        with http.Client(policy=policy(server.port), limits=LIMITS, resolver=loopback, trust=ours) as client:  # type: ignore[arg-type]
            began, body = time.monotonic(), b""
            with contextlib.suppress(Refused, Unreachable):
                body = client.fetch(f"https://bridge.example:{server.port}/").body
            assert time.monotonic() - began < LIMITS.deadline + 5.0
    assert len(body) <= LIMITS.max_bytes
