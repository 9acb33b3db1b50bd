"""What a browser may say to our proxy: one CONNECT or one request in absolute form, read strictly."""

import base64
import hmac
from dataclasses import dataclass

from agencies.doors import url as urls
from agencies.doors.url import BadUrl, Target

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
DROPPED = frozenset(
    {"authorization", "connection", "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te"}
    | {"trailer", "transfer-encoding", "upgrade"}
)
MAX_HEAD, MAX_LINES, MAX_SENT = 65_536, 100, 65_536


class BadRequest(ValueError):
    """Not something that a browser says to a proxy."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser wants: a tunnel, or one request with its head as it is to be sent and `body` bytes after it."""

    target: Target
    tunnel: bool
    head: bytes = b""
    body: int = 0


def _headers(lines: list[bytes]) -> list[tuple[str, str]]:
    found = []
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not name or name != name.strip() or any(not 32 <= ord(each) < 256 for each in name + value):
            raise BadRequest("header")
        found.append((name.lower(), value.strip()))
    return found


def allowed(headers: list[tuple[str, str]], token: str) -> bool:
    """Whether the request carries the password of this browser (RFC 7617, any user name)."""
    sent = next((value for name, value in headers if name == "proxy-authorization"), "")
    kind, _, coded = sent.partition(" ")
    try:
        password = base64.b64decode(coded, validate=True).decode("ascii").partition(":")[2]
    except ValueError:
        return False
    return kind.lower() == "basic" and hmac.compare_digest(password.encode(), token.encode())


def read(head: bytes, token: str) -> Asked | None:
    """What a request head (up to and with its empty line) asks for; None without the right password.

    Raises BadRequest, and BadUrl for a target that `url.parse` refuses.
    """
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    words = first.decode("latin-1").split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or len(lines) > MAX_LINES:
        raise BadRequest("request line")
    headers = _headers(lines)
    if not allowed(headers, token):
        return None
    method, where, _ = words
    if method == "CONNECT":
        return Asked(_tunnel(where), tunnel=True)
    if method not in METHODS or not where.lower().startswith("http://"):
        raise BadRequest("method")
    return _plain(method, urls.parse(where), headers)


def _tunnel(where: str) -> Target:
    """Host and port of a CONNECT; 443 stands for https, so that the guard sees what a URL would show it."""
    host, colon, port = where.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or any(each in host for each in "/?#@"):
        raise BadRequest("authority")
    return urls.parse(f"https://{host}:{int(port)}/")


def _plain(method: str, target: Target, headers: list[tuple[str, str]]) -> Asked:
    """The request as the host gets it: our Host line, nothing meant for the proxy, no second request after it."""
    if any(name == "transfer-encoding" for name, _ in headers):
        raise BadRequest("body")
    lengths = {value for name, value in headers if name == "content-length"}
    if len(lengths) > 1 or not all(value.isascii() and value.isdigit() for value in lengths):
        raise BadRequest("length")
    body = int(next(iter(lengths), "0"))
    if body > MAX_SENT:
        raise BadRequest("body too large")
    tail = "" if target.query is None else f"?{target.query}"
    kept = [f"{name}: {value}" for name, value in headers if name not in DROPPED]
    lines = [f"{method} {target.path}{tail} HTTP/1.1", f"host: {target.authority}", *kept, "connection: close", "", ""]
    return Asked(target, tunnel=False, head="\r\n".join(lines).encode("latin-1"), body=body)


__all__ = ["MAX_HEAD", "Asked", "BadRequest", "BadUrl", "allowed", "read"]
