"""What goes in and out of the HTTP door: limits, answers and the two ways in which a fetch fails."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from agencies.doors.address import Refusal

USER_AGENT = "Mozilla/5.0 (compatible)"


class Trouble(StrEnum):
    """Why a host could not be read. The values are stored and shown; never rename one."""

    NO_SUCH_NAME = "no_such_name"
    NAME_SERVER = "name_server"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TOO_SLOW = "too_slow"
    PROTOCOL = "protocol"
    CUT_SHORT = "cut_short"
    ENCODING = "encoding"


class Refused(Exception):
    """Our own policy says no. Permanent: asking again gives the same answer. `content_type`: the one that was not asked for."""

    def __init__(self, reason: Refusal, url: str = "", *, content_type: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.url = url
        self.content_type = content_type


class Unreachable(Exception):
    """The host gave no usable answer; `permanent` says whether another try is pointless."""

    def __init__(self, reason: Trouble, *, permanent: bool = False) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one fetch. `max_bytes` counts decoded bytes; `deadline` is seconds for everything, redirects included.

    `content_types`: prefixes that a successful answer must have ("text/html", "image/"); empty means any.
    `enough`, called with the Content-Length field and at least the first 1024 bytes of an answer, or all of it, says whether
    to stop there: it is then cut and marked as truncated. Not asked for answers with a content coding.
    """

    max_bytes: int = 5_000_000
    deadline: float = 20.0
    max_redirects: int = 5
    content_types: tuple[str, ...] = ()
    user_agent: str = USER_AGENT
    enough: Callable[[str, bytes], bool] | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed; its headers as they came."""

    url: str
    status: int
    ip: str
    location: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TlsInfo:
    """The server's certificate as it was shown to us; `chain_sha256` are digests of the DER forms, leaf first.

    `names`: the host names that it is made out for. `chain`: the DER forms themselves.
    """

    chain_sha256: tuple[str, ...]
    subject: str
    issuer: str
    not_before: dt.datetime
    not_after: dt.datetime
    cipher: str
    protocol: str
    verified: bool
    names: tuple[str, ...] = ()
    chain: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `body` is decoded and never longer than the limit; `truncated` says that there was more.

    `sent`: the header lines of our own last request, without cookies.
    """

    url_final: str
    redirects: tuple[Hop, ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    ip: str
    http_version: str
    tls: TlsInfo | None
    started_at: dt.datetime
    elapsed: float
    truncated: bool
    sent: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")
