"""Names to addresses, once: asked, checked by the guard, and from then on the connection goes to what was checked.

Everything that goes out to strangers (the HTTP door, the browser's proxy) takes its addresses from `pinned`.
"""

import queue
import socket
import threading
from collections.abc import Callable

from agencies.doors import address, guard
from agencies.doors.exchange import Refused, Trouble, Unreachable
from agencies.doors.guard import Policy
from agencies.doors.url import Target

Resolver = Callable[[str, int], tuple[str, ...]]


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Ask the system's resolver for all addresses of a name. Raises Unreachable."""
    try:
        found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except socket.gaierror as error:
        unknown = error.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
        raise Unreachable(Trouble.NO_SUCH_NAME if unknown else Trouble.NAME_SERVER, permanent=unknown) from error
    except OSError as error:
        raise Unreachable(Trouble.NAME_SERVER) from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def look_up(target: Target, resolver: Resolver, seconds: float) -> tuple[str, ...]:
    """In a thread of its own, because the system's resolver knows no deadline. Raises Unreachable."""
    answers: queue.SimpleQueue[tuple[str, ...] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(target.host, target.port))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name="look-up").start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise Unreachable(Trouble.NAME_SERVER) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def pinned(target: Target, policy: Policy, resolver: Resolver, seconds: float) -> tuple[str, ...]:
    """The addresses to which alone a connection for this target may go; asked for at most `seconds`.

    A refused name is not even looked up; of a name with several addresses all must pass. Raises Refused, Unreachable.
    """
    if (refusal := guard.before_lookup(target, policy)) is not None:
        raise Refused(refusal, target.url)
    spelt_out = address.literal(target.host) is not None
    addresses = (target.host,) if spelt_out else look_up(target, resolver, seconds)
    if (refusal := guard.verdict(target, addresses, policy)) is not None:
        raise Refused(refusal, target.url)
    return addresses
