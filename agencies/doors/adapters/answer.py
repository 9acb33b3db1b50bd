"""What the HTTP door takes out of a response: who answered, with which certificate, and a body within its bounds."""

import ssl
from collections.abc import Iterator
from itertools import chain

import httpx

from agencies.doors import certificate, decoding
from agencies.doors.adapters.pinning import Clock
from agencies.doors.address import Refusal
from agencies.doors.exchange import FetchLimits, Refused, TlsInfo, Trouble, Unreachable

HEAD = 1024  # bytes of a body by which `enough` decides


def peer(response: httpx.Response) -> str:
    """The address that answered."""
    return str(response.extensions["network_stream"].get_extra_info("server_addr")[0])


def pairs(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    """Header lines as they came."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)


def tls(response: httpx.Response) -> TlsInfo | None:
    """The server's certificate, or None without TLS."""
    link = response.extensions["network_stream"].get_extra_info("ssl_object")
    if link is None:
        return None
    # The chain as sent is public API only from Python 3.13 on; the object below it has it since 3.10.
    link = getattr(link, "_sslobj", link)
    chain = [bytes(each.public_bytes(2)) for each in link.get_unverified_chain() or ()]  # 2: DER
    name, protocol, _ = link.cipher()
    return certificate.describe(
        chain, cipher=name, protocol=protocol, verified=link.context.verify_mode != ssl.CERT_NONE
    )


def read(response: httpx.Response, limits: FetchLimits, clock: Clock) -> tuple[bytes, bool]:
    """The body, decoded and cut at the limit, and whether there was more. Raises Refused for another kind of answer.

    The clock is asked at every piece: thousands of them may come out of one read.
    """
    kind = response.headers.get("content-type", "").strip().lower()
    if response.is_success and limits.content_types and not kind.startswith(limits.content_types):
        raise Refused(Refusal.CONTENT_TYPE, content_type=kind)
    encoding = response.headers.get("content-encoding", "")
    chunks: Iterator[bytes] = (piece for piece in response.iter_raw() if clock.left())
    if limits.enough is not None and response.status_code == 200 and not encoding:
        head = _head(chunks)
        if limits.enough(response.headers.get("content-length", ""), head):
            return head, True
        chunks = chain((head,), chunks)
    return decoding.bounded(chunks, encoding=encoding, limit=limits.max_bytes)


def _head(chunks: Iterator[bytes]) -> bytes:
    """The first bytes of a body."""
    held = b""
    while len(held) < HEAD and (chunk := next(chunks, None)) is not None:
        held += chunk
    return held


def trouble(error: httpx.TransportError) -> Unreachable:
    """Our word for the transport's error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unreachable(Trouble.CERTIFICATE, permanent=True)
        cause = cause.__cause__ or cause.__context__  # httpcore's pool drops the cause and leaves the context
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(Trouble.TOO_SLOW)
    return Unreachable(Trouble.PROTOCOL if isinstance(error, httpx.ProtocolError) else Trouble.CONNECTION)
