"""The door for WHOIS (RFC 3912): one question, one answer, to an address that the guard has checked."""

import socket
import time

from agencies.doors import address as names
from agencies.doors.adapters.lookup import Resolver, pinned, resolve
from agencies.doors.adapters.transaction import refuse_inside_transaction
from agencies.doors.address import BadHost, Refusal
from agencies.doors.exchange import Refused, Trouble, Unreachable
from agencies.doors.guard import Policy
from agencies.doors.url import Target

PORT = 43
MAX_BYTES = 65_536


def ask(server: str, question: str, *, policy: Policy, seconds: float = 10.0, resolver: Resolver | None = None) -> str:
    """The answer of `server` (name, or name:port) to one line, at most 64 kB of it.

    Raises Refused for a server that the policy forbids, Unreachable, InsideTransaction, ValueError for a question that is
    no plain line.
    """
    refuse_inside_transaction()
    if not question.isascii() or not question.isprintable() or not question:
        raise ValueError("A question is one line of printable ASCII.")
    until = time.monotonic() + seconds
    host, _colon, port = server.partition(":")
    try:
        target = Target("http", names.normalise(host), int(port or PORT), "/")
    except (BadHost, ValueError) as error:
        raise Refused(Refusal.ODD_ADDRESS, server) from error
    allowed = Policy(frozenset({PORT}), policy.extra_networks, policy.extra_ports)
    address = pinned(target, allowed, resolver or resolve, seconds)[0]
    received = bytearray()
    try:
        with socket.create_connection((address, target.port), timeout=max(until - time.monotonic(), 0.1)) as connection:
            connection.sendall(f"{question}\r\n".encode("ascii"))
            while len(received) < MAX_BYTES:
                connection.settimeout(max(until - time.monotonic(), 0.1))
                if time.monotonic() >= until:
                    raise Unreachable(Trouble.TOO_SLOW)
                part = connection.recv(8192)
                if not part:
                    break
                received += part
    except TimeoutError as error:
        raise Unreachable(Trouble.TOO_SLOW) from error
    except OSError as error:
        raise Unreachable(Trouble.CONNECTION) from error
    return bytes(received[:MAX_BYTES]).decode("utf-8", "replace")


__all__ = ["MAX_BYTES", "PORT", "Refused", "Unreachable", "ask"]
