"""A site that may be visited, and canaries on addresses that may not."""

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from agencies.doors.guard import Policy
from tests.doors.conftest import database  # noqa: F401 (a fixture)

SITE = "127.0.0.9"  # the one address that the policy of these tests allows


class Canary:
    """Counts who knocks, by TCP and UDP, on 127.0.0.1 and ::1, at one port."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        self.open = True
        first = socket.create_server(("127.0.0.1", 0))
        self.port: int = first.getsockname()[1]
        self.sockets = [first]
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.port))
        self.sockets.append(udp)
        if socket.has_ipv6:
            with contextlib.suppress(OSError):  # no IPv6 on this machine
                self.sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for each in self.sockets:
            threading.Thread(target=self._listen, args=(each,), daemon=True).start()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                if listener.type == socket.SOCK_DGRAM:
                    self.hits.append(f"udp {listener.recvfrom(2000)[0][:40]!r}")
                    continue
                link, _ = listener.accept()
                link.settimeout(0.2)
                try:
                    self.hits.append(f"tcp {link.recv(200)!r}")
                except TimeoutError:
                    self.hits.append("tcp")
                link.close()
            except OSError:
                if not self.open:
                    return

    def close(self) -> None:
        self.open = False
        for each in self.sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    found = Canary()
    yield found
    found.close()


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that this process connects to."""
    seen: list[str] = []
    connect = socket.create_connection

    def spy(address: tuple[str, int], *arguments: Any, **options: Any) -> socket.socket:
        seen.append(address[0])
        return connect(address, *arguments, **options)

    monkeypatch.setattr(socket, "create_connection", spy)
    return seen


def only_site(*ports: int) -> Policy:
    return Policy(extra_networks=(ipaddress.ip_network(f"{SITE}/32"),), extra_ports=frozenset(ports))
