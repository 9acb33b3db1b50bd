"""URLs: strict reading, and one canonical spelling so that the same page is watched and noticed once."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from agencies.doors import address
from agencies.doors.address import BadHost, Refusal

DEFAULT_PORTS = {"http": 80, "https": 443}
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
KEPT = frozenset(UNRESERVED + "!$&'()*+,;=:@/?")
PLAIN = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?]*")  # KEPT, looked at in one step
FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
PLAIN_PATH = re.compile(r"/[A-Za-z0-9_~./-]{0,2000}")  # unreserved characters alone
TRACKING = frozenset({"dclid", "fbclid", "gbraid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "wbraid", "yclid"})
MAX_URL = 8192


class BadUrl(ValueError):
    """Not a URL that the portal opens; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: host as `address.normalise` spells it, path and query in ASCII, no fragment."""

    scheme: str
    host: str
    port: int
    path: str
    query: str | None = None

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host as it stands in a URL and in the Host header; the default port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        tail = "" if self.query is None else f"?{self.query}"
        return f"{self.scheme}://{self.authority}{self.path}{tail}"


def _ascii(text: str) -> str:
    """Percent-encode what may not stand in a request line; existing escapes stay as they are."""
    if PLAIN.fullmatch(text):
        return text
    out = []
    for index, character in enumerate(text):
        escape = character == "%" and ESCAPE.match(text, index)
        if character in KEPT or escape:
            out.append(character)
        else:
            out.extend(f"%{byte:02X}" for byte in character.encode("utf-8"))
    return "".join(out)


def _normal(text: str) -> str:
    """RFC 3986 6.2.2: unreserved characters decoded, other escapes in capitals."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in UNRESERVED else match[0].upper()

    return ESCAPE.sub(one, text) if "%" in text else text


def _without_dots(path: str) -> str:
    """RFC 3986 5.2.4 for an absolute path."""
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del out[-1:]
        elif segment != ".":
            out.append(segment)
    if segments[-1] in {".", ".."}:
        out.append("")
    return "/" + "/".join(out)


def parse(text: str) -> Target:
    """Take an absolute http or https URL apart.

    Raises BadUrl: other scheme, name or password in the URL, blanks, control characters or backslashes (parsers
    differ about them, which is how filters are passed), a host that `address.normalise` refuses, a port outside 1-65535.
    """
    if len(text) > MAX_URL or FORBIDDEN.search(text):
        raise BadUrl(Refusal.BAD_URL)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadUrl(Refusal.BAD_URL) from error
    if parts.scheme not in DEFAULT_PORTS:
        raise BadUrl(Refusal.SCHEME)
    if "@" in parts.netloc:
        raise BadUrl(Refusal.USERINFO)
    if port == 0:
        raise BadUrl(Refusal.PORT)
    bracketed = parts.netloc.startswith("[")
    raw = parts.netloc.partition("]")[0] + "]" if bracketed else parts.netloc.partition(":")[0]
    try:
        host = address.normalise(raw)
    except BadHost as error:
        raise BadUrl(error.refusal) from error
    query = _ascii(parts.query) if parts.query else None
    return Target(parts.scheme, host, port or DEFAULT_PORTS[parts.scheme], _ascii(parts.path) or "/", query)


def join(base: Target, reference: str) -> Target:
    """The target of a link or redirect found at `base`. Raises BadUrl like `parse`."""
    try:
        absolute = urljoin(base.url, reference.strip(" \t\r\n"))
    except ValueError as error:
        raise BadUrl(Refusal.BAD_URL) from error
    return parse(absolute.replace(" ", "%20"))


def _tracks(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    name = unquote(name).lower() if "%" in name else name
    return name.startswith("utm_") or name in TRACKING


def canonical(text: str) -> str:
    """The spelling under which a URL is stored and compared; never used for the request itself.

    Scheme and host in lower case and punycode, default port and fragment dropped, escapes and dot segments
    normalised (RFC 3986 section 6.2), well-known tracking parameters dropped, the order of the others kept.
    Raises BadUrl like `parse`.
    """
    return _canonical(parse(text)).url


def _canonical(target: Target) -> Target:
    pairs = [pair for pair in _normal(target.query or "").split("&") if pair and not _tracks(pair)]
    path = _without_dots(_normal(target.path))
    return Target(target.scheme, target.host, target.port, path, "&".join(pairs) or None)


def resolve(base: Target, reference: str) -> Target:
    """The canonical target of a link found at `base`, read once. Raises BadUrl like `parse`.

    Pages have hundreds of links and most are a plain path; such a path is canonical as it stands.
    """
    if PLAIN_PATH.fullmatch(reference) and "/." not in reference and "//" not in reference:
        return Target(base.scheme, base.host, base.port, reference)
    target = _canonical(join(base, reference))
    if len(target.url) > MAX_URL:
        raise BadUrl(Refusal.BAD_URL)
    return target
