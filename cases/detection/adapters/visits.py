"""What the crawl's threads are given and what they answer: values, and what an answer means."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from agencies.doors.adapters.http import Fetched, FetchLimits, Policy
from agencies.doors.rendered import Rendered
from cases.detection import marking
from cases.detection.adapters.decoder import Decoded, DecodeFailure, DecodeLimits

WORTH = 65_536  # bytes; a shorter file is read to its end, which keeps the connection


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the version that was looked at; empty if it is to be looked at in full."""

    etag: str = ""
    last_modified: str = ""
    length: int = 0
    head_mark: bytes = b""
    full_mark: bytes = b""


@dataclass(frozen=True, slots=True)
class Task:
    """An address to fetch. `part`: of whom; `mark`: marking.shown of this address; `decode`: limits, None for a page without a browser."""

    part: int
    number: int
    owner: int
    url: str
    host: bytes
    limits: FetchLimits
    policy: Policy
    mark: Callable[[bytes], bytes]
    headers: Mapping[str, str] = field(default_factory=dict)
    known: Known = Known()
    decode: DecodeLimits | None = None
    render: Callable[[str], Rendered] | None = None  # for a page of a source that needs a browser


@dataclass(slots=True)
class Outcome:
    """What came of a task. `problem`: empty, "refused", "robots", "unreachable" or "broken"; `seconds`: of waiting for the host."""

    task: Task
    status: int = 0
    answer: Fetched | None = None
    address: str = ""  # of a picture that a page shows without an address of its own
    rendered: Rendered | None = None
    beside: list["Outcome"] = field(default_factory=list)
    decoded: Decoded | DecodeFailure | None = None
    body: bytes = b""  # kept for a closer look, where details are asked for
    problem: str = ""
    reason: str = ""
    other_kind: str = ""  # "page" or "media" where a picture or a page was asked for and the other one came
    permanent: bool = False
    unchanged: bool = False
    version: Known = Known()
    received: int = 0
    seconds: float = 0.0
    decoding: float = 0.0  # seconds, with waiting for a decoder
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(slots=True)
class Host:
    """One host while a part works on it. `next_at`: monotonic seconds; `delay`: seconds between two requests."""

    key: bytes
    next_at: float
    delay: float
    tasks: deque[Task] = field(default_factory=deque)
    active: int = 0
    failed: bool = False  # it did not answer: the rest of its addresses waits for another part
    wait: float = 0.0  # seconds that the host asked for (Retry-After)
    robots_delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are treated. `robots`: "ignore", "obey" or "delay-only"; `pause`: seconds between two requests."""

    robots: str = "ignore"
    pause: float = 0.5
    connections: int = 2
    agent: str = ""


def same(task: Task, stopped: list[int], length: str, head: bytes) -> bool:
    """Whether length and first bytes are those of the version that was looked at."""
    known = task.known
    if not length.isdigit() or int(length) != known.length or known.length < WORTH:
        return False
    if task.mark(head[: marking.HEAD]) != known.head_mark:
        return False
    stopped.append(known.length)
    return True


def other_kind(content_type: str) -> str:
    """What an answer is whose type was not asked for: a picture or clip, a page, or an empty string for neither."""
    if content_type.startswith(("image/", "video/")) and not content_type.startswith("image/svg"):
        return "media"
    return "page" if content_type.startswith(("text/html", "application/xhtml+xml")) else ""


def settle(outcome: Outcome, answer: Fetched, *, stopped: bool) -> bytes:
    """Note what the answer is; returns the body if it is a picture or clip that must be looked at."""
    task, known = outcome.task, outcome.task.known
    if stopped or answer.status == 304:
        outcome.unchanged, outcome.version = True, known
        return b""
    if task.decode is None or answer.status != 200:
        outcome.answer = answer
        return b""
    if answer.truncated:
        outcome.problem, outcome.reason, outcome.permanent = "refused", "too_large", True
        return b""
    body = answer.body
    outcome.version = Known(
        etag=answer.header("etag")[:200], last_modified=answer.header("last-modified")[:60], length=len(body),
        head_mark=task.mark(body[: marking.HEAD]), full_mark=task.mark(body),
    )  # fmt: skip
    if known.full_mark and known.full_mark == outcome.version.full_mark:
        outcome.unchanged = True
        return b""
    return body


def conditional(known: Known) -> dict[str, str]:
    if known.etag:
        return {"If-None-Match": known.etag}
    return {"If-Modified-Since": known.last_modified} if known.last_modified else {}


def seconds(retry_after: str) -> float:
    """The seconds of a Retry-After field, at most an hour; dates are not read."""
    return min(float(retry_after), 3600.0) if retry_after.isdigit() and len(retry_after) < 9 else 0.0
