"""What an answer's headers may not bring into a package: cookies, our own address, and pictures."""

from collections.abc import Iterable

from takedowns.evidence import inline, rasters
from takedowns.evidence.inline import Cut

COOKIES = frozenset({"cookie", "cookie2", "set-cookie", "set-cookie2", "authorization", "proxy-authorization"})
# Headers in which servers repeat who asked: an exhibit names the recording agency, not its machine.
OURS = frozenset(
    {
        "cf-connecting-ip",
        "client-ip",
        "fastly-client-ip",
        "forwarded",
        "true-client-ip",
        "x-client-ip",
        "x-forwarded-for",
        "x-real-ip",
        "x-remote-addr",
        "x-remote-ip",
    }
)
LEFT_OUT = COOKIES | OURS
Pairs = Iterable[tuple[str, str]]


def headers(pairs: Pairs, where: str = "header") -> tuple[list[tuple[str, str]], list[Cut]]:
    """(headers that may be kept, what was cut from their values). Cookies and our address are left out as a whole."""
    kept, cuts = list[tuple[str, str]](), list[Cut]()
    for name, value in pairs:
        if name.lower() in LEFT_OUT:
            continue
        text, found = inline.cut_text(value, f"{where}@{name.lower()}")
        if rasters.written(text):
            found = [*found, inline.cut(f"{where}@{name.lower()}", text.encode("utf-8", "surrogatepass"))]
            text = found[-1].note
        kept.append((name, text))
        cuts += found
    return kept, cuts


def left_out(pairs: Pairs) -> list[str]:
    """The names of the headers that were left out, in lower case, each once."""
    return sorted({name.lower() for name, _ in pairs} & LEFT_OUT)


def address(url: str) -> str:
    """An address that a server gave. One that carries a picture in itself loses what it carries it in."""
    if not rasters.written(url):
        return inline.cut_code(url, "address", address=True)[0]
    kept, mark, carried = url.partition("?")
    if not mark or rasters.written(kept):
        kept, mark, carried = "", "", url
    return kept + mark + inline.cut("address", carried.encode("utf-8", "surrogatepass")).note
